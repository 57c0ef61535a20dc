"""Measures, releases, observations; and schools with the official number that results name them by."""

import factory
from factory.django import DjangoModelFactory
from tests.factories.core import ImportRunFactory
from tests.factories.people import HomeFactory

from weald.measures.enums import Basis, Gap, Group, Missing, Unit
from weald.measures.models import (
    Comparison,
    Likeness,
    Measure,
    NationalFigure,
    Observation,
    Release,
    Residual,
    ResultsFile,
    SeriesNote,
    VariationRun,
)
from weald.schools.enums import Scheme
from weald.schools.models import Identifier


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    code = factory.Sequence(lambda n: f"grafting_{n}")
    name = factory.Sequence(lambda n: f"Grafting {n}")
    spoken = "grafting at 11"
    unit = Unit.PERCENT
    decimals = 0
    lowest = 0
    highest = 100
    source = "Board of Orchards"
    order = factory.Sequence(lambda n: n)


class SeriesNoteFactory(DjangoModelFactory):
    class Meta:
        model = SeriesNote

    measure = factory.SubFactory(MeasureFactory)
    year = 2020
    kind = Gap.NEVER_EXISTED
    reason = "no exams: the orchard was shut"


class ReleaseFactory(DjangoModelFactory):
    class Meta:
        model = Release

    name = factory.Sequence(lambda n: f"Orchard tables {n}")
    publisher = "Board of Orchards"
    file_hash = factory.Sequence(lambda n: f"{n:064x}")


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = Observation

    organisation = factory.SubFactory(HomeFactory)
    measure = factory.SubFactory(MeasureFactory)
    release = factory.SubFactory(ReleaseFactory)
    year = 2019
    group = Group.ALL
    value = 60.0
    cohort = 30
    missing = ""

    class Params:
        hidden_by_publisher = factory.Trait(value=None, cohort=None, missing=Missing.SUPPRESSED)


class NationalFigureFactory(DjangoModelFactory):
    class Meta:
        model = NationalFigure

    measure = factory.SubFactory(MeasureFactory)
    year = 2019
    basis = Basis.PUBLISHED
    value = 65.0


class ResultsFileFactory(DjangoModelFactory):
    class Meta:
        model = ResultsFile

    run = factory.SubFactory(ImportRunFactory, kind="results.tidy")
    mapping = factory.LazyFunction(lambda: {"code": "tidy"})


class ComparisonFactory(DjangoModelFactory):
    class Meta:
        model = Comparison

    features = factory.LazyFunction(lambda: [{"name": "fsm", "weight": 3}, {"name": "pupils", "weight": 1}])
    schools = 40
    data_hash = "0123456789abcdef" * 4
    version = "0.1.0"
    seconds = 1.5


class LikenessFactory(DjangoModelFactory):
    class Meta:
        model = Likeness

    comparison = factory.SubFactory(ComparisonFactory)
    organisation = factory.SubFactory(HomeFactory)
    intake = factory.LazyFunction(lambda: {"phase": "primary", "fsm": 31.0, "pupils": 210.0})
    neighbours = factory.LazyFunction(list)


class VariationRunFactory(DjangoModelFactory):
    class Meta:
        model = VariationRun

    measure = factory.SubFactory(MeasureFactory)
    first_year, last_year = 2017, 2019
    schools = 40
    q, floor = 0.05, 2.0
    body = factory.LazyFunction(
        lambda: {
            "tau": 6.0,
            "coefficients": {"intercept": 70.0, "fsm": -0.4},
            "found": 1,
            "left_out": 3,
            "spread": [{"year": 2019, "tau": 8.0, "lower": 7.0, "upper": 9.0}],
            "sources": ["Orchard tables"],
        }
    )
    data_hash = "0123456789abcdef" * 4
    version = "0.1.0"
    seconds = 1.5


class ResidualFactory(DjangoModelFactory):
    class Meta:
        model = Residual

    run = factory.SubFactory(VariationRunFactory)
    organisation = factory.SubFactory(HomeFactory)
    value, expected = 74.0, 60.0
    residual, se = 11.0, 2.5
    q_value = 0.004
    is_deviant = True


def school_with_urn(urn, name="Hazel Lane School", **fields):
    """A school that results can name."""
    school = HomeFactory(name=name, **fields)
    Identifier.objects.create(organisation=school, scheme=Scheme.URN, value=str(urn))
    return school
