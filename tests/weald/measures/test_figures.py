"""Who sees which figure: published ones everybody, a trust's own its people, others without small ones."""

import pytest
from tests.factories.measures import MeasureFactory, ObservationFactory, ReleaseFactory

from weald.core.permissions import SYSTEM, visible
from weald.measures.domain.figures import HIDDEN, as_rows, figure_columns, figures_of, threshold
from weald.measures.domain.intervals import share_interval
from weald.measures.enums import Group, Missing, Unit
from weald.measures.models import Measure, NationalFigure, Observation
from weald.measures.queries.series import measures_with_notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return MeasureFactory(code="grafting", name="Grafting")


@pytest.fixture
def own():
    return ReleaseFactory(name="The trust's own", publisher="", is_public=False)


def observe(measure, school, release, **fields):
    return ObservationFactory(measure=measure, organisation=school, release=release, **fields)


def seen(school, actor, measure, **narrowing):
    found = figures_of([school.pk], {measure.pk: measure}, actor, **narrowing)
    return {figure.group: (figure.value, figure.pupils, figure.reason) for figure in found}


def small_table(measure, school, release):
    observe(measure, school, release, group=Group.DISADVANTAGED, value=25.0, cohort=4)
    observe(measure, school, release, group=Group.OTHER, value=50.0, cohort=26)
    observe(measure, school, release, group=Group.ALL, value=46.7, cohort=30)


def test_a_trusts_people_see_its_small_numbers(cast, measure, own):
    small_table(measure, cast.alder_vale, own)

    for key in ("graham", "tom"):
        assert seen(cast.alder_vale, getattr(cast, key).actor, measure) == {
            Group.ALL: (46.7, 30, ""),
            Group.DISADVANTAGED: (25.0, 4, ""),
            Group.OTHER: (50.0, 26, ""),
        }


def test_other_people_of_the_sector_see_neither_small_numbers_nor_what_gives_them_away(cast, measure, own):
    small_table(measure, cast.alder_vale, own)

    assert seen(cast.alder_vale, cast.dev.actor, measure) == {
        Group.ALL: (46.7, 30, ""),
        Group.DISADVANTAGED: (None, None, HIDDEN),
        Group.OTHER: (None, None, HIDDEN),
    }


def test_people_outside_the_sector_do_not_know_of_a_trusts_own_figures(cast, measure, own):
    small_table(measure, cast.alder_vale, own)

    assert seen(cast.alder_vale, cast.bo.actor, measure) == {}
    assert seen(cast.alder_vale, cast.nobody.actor, measure) == {}


def test_published_figures_are_as_published_for_everybody(cast, measure):
    small_table(measure, cast.alder_vale, ReleaseFactory())

    for person in (cast.graham, cast.dev, cast.bo, cast.nobody):
        assert seen(cast.alder_vale, person.actor, measure)[Group.DISADVANTAGED] == (25.0, 4, "")


def test_whoever_runs_the_server_sees_everything(cast, measure, own):
    small_table(measure, cast.alder_vale, own)

    assert seen(cast.alder_vale, SYSTEM, measure)[Group.DISADVANTAGED] == (25.0, 4, "")


def test_an_own_figure_of_nobody_knows_how_many_pupils_is_hidden_from_others(cast, measure, own):
    observe(measure, cast.alder_vale, own, value=60.0, cohort=None)

    assert seen(cast.alder_vale, cast.dev.actor, measure) == {Group.ALL: (None, None, HIDDEN)}
    assert seen(cast.alder_vale, cast.tom.actor, measure) == {Group.ALL: (60.0, None, "")}


def test_an_own_figure_that_is_missing_hides_nothing_and_is_said(cast, measure, own):
    observe(measure, cast.alder_vale, own, value=60.0, cohort=30)
    observe(
        measure, cast.alder_vale, own, group=Group.SEN, value=None, cohort=None, missing=Missing.NO_ENTRIES
    )

    assert seen(cast.alder_vale, cast.dev.actor, measure) == {
        Group.ALL: (60.0, 30, ""),
        Group.SEN: (None, None, "no entries"),
    }


def test_a_small_own_group_beside_public_ones_without_pupil_numbers_is_hidden(cast, measure, own):
    observe(measure, cast.alder_vale, ReleaseFactory(), value=60.0, cohort=None)
    observe(measure, cast.alder_vale, own, group=Group.DISADVANTAGED, value=60.0, cohort=4)

    found = seen(cast.alder_vale, cast.dev.actor, measure)

    assert found == {Group.ALL: (60.0, None, ""), Group.DISADVANTAGED: (None, None, HIDDEN)}


def test_small_counts_are_hidden_as_counts(cast, own):
    counted = MeasureFactory(unit=Unit.COUNT, highest=None)
    observe(counted, cast.alder_vale, own, value=3.0, cohort=None)
    observe(counted, cast.alder_vale, own, value=40.0, cohort=None, year=2018)

    found = figures_of([cast.alder_vale.pk], {counted.pk: counted}, cast.dev.actor)

    assert [(figure.year, figure.value) for figure in found] == [(2018, 40.0), (2019, None)]


def test_one_year_does_not_hide_another(cast, measure, own):
    small_table(measure, cast.alder_vale, own)
    observe(measure, cast.alder_vale, own, group=Group.DISADVANTAGED, value=40.0, cohort=20, year=2018)

    found = figures_of([cast.alder_vale.pk], {measure.pk: measure}, cast.dev.actor, year=2018)

    assert [figure.value for figure in found] == [40.0]


def test_the_thresholds_are_settings(settings, cast, measure, own):
    settings.WEALD_SUPPRESS_BELOW, settings.WEALD_SUPPRESS_SUBGROUP_BELOW = 3, 3
    small_table(measure, cast.alder_vale, own)

    assert seen(cast.alder_vale, cast.dev.actor, measure)[Group.DISADVANTAGED] == (25.0, 4, "")
    assert (threshold(Group.ALL), threshold(Group.GIRLS)) == (3, 3)


def test_figures_of_an_earlier_urn_are_the_schools_own(cast, measure, own):
    earlier = ObservationFactory(measure=measure, release=own, value=40.0, cohort=3, year=2015).organisation
    earlier.identity = cast.alder_vale
    earlier.save()

    assert seen(cast.alder_vale, cast.tom.actor, measure) == {Group.ALL: (40.0, 3, "")}
    assert seen(cast.alder_vale, cast.dev.actor, measure) == {Group.ALL: (None, None, HIDDEN)}


def test_of_two_urns_with_the_same_year_the_later_counts(cast, measure):
    release = ReleaseFactory()
    earlier = ObservationFactory(measure=measure, release=release, value=40.0).organisation
    earlier.identity = cast.alder_vale
    earlier.save()
    observe(measure, cast.alder_vale, release, value=50.0)

    assert seen(cast.alder_vale, cast.nobody.actor, measure) == {Group.ALL: (50.0, 30, "")}


def test_a_missing_figure_says_why_and_not_how_many_pupils_it_is_of(cast, measure):
    release = ReleaseFactory()
    observe(measure, cast.alder_vale, release, value=None, cohort=3, missing=Missing.SUPPRESSED)

    assert seen(cast.alder_vale, cast.nobody.actor, measure) == {
        Group.ALL: (None, None, "suppressed by the publisher: few pupils")
    }


def test_a_figure_comes_with_its_interval_and_source(cast, measure):
    observe(measure, cast.alder_vale, ReleaseFactory(publisher="", name="Tables"), value=60.0, cohort=30)

    [figure] = figures_of([cast.alder_vale.pk], {measure.pk: measure}, cast.nobody.actor)

    assert figure.interval == share_interval(60.0, 30)
    assert figure.source == "Tables"


def test_the_general_query_shows_only_what_may_be_shown_whole(cast, measure, own):
    """Whatever goes through `visible` alone — an export of a queryset, say — leaks no small number."""
    small_table(measure, cast.alder_vale, own)
    observe(measure, cast.fenwick, ReleaseFactory())

    def count(person):
        return visible(Observation.objects.all(), person.actor).count()

    assert (count(cast.tom), count(cast.dev), count(cast.bo), count(cast.nobody)) == (4, 1, 1, 1)
    assert visible(Observation.objects.all(), SYSTEM).count() == 4


def test_measures_and_national_figures_are_for_everyone(cast, measure):
    assert visible(Measure.objects.filter(pk=measure.pk), cast.nobody.actor).exists()
    NationalFigure.objects.create(measure=measure, year=2019, basis="published", value=60)
    assert visible(NationalFigure.objects.all(), cast.nobody.actor).exists()


def test_figures_take_two_queries_however_many(cast, measure, own, django_assert_num_queries):
    small_table(measure, cast.alder_vale, own)
    actor = cast.dev.actor

    with django_assert_num_queries(2):
        figures_of([cast.alder_vale.pk], {measure.pk: measure}, actor)
    for year in range(2015, 2019):
        observe(measure, cast.alder_vale, own, year=year)
    with django_assert_num_queries(2):
        figures_of([cast.alder_vale.pk, cast.fenwick.pk], {measure.pk: measure}, actor)


def test_an_export_row_has_every_column_and_nothing_hidden(cast, measure, own):
    small_table(measure, cast.alder_vale, own)
    figures = figures_of([cast.alder_vale.pk], {measure.pk: measure}, cast.dev.actor)

    rows = list(as_rows(figures, {measure.pk: measure}, {cast.alder_vale.pk: ("100101", "Alder Vale")}))

    assert all(row.keys() == figure_columns().keys() for row in rows)
    [hidden] = [row for row in rows if row["group"] == Group.DISADVANTAGED]
    assert (hidden["value"], hidden["low"], hidden["pupils"]) == (None, None, None)
    assert hidden["missing_because"] == HIDDEN


def test_measures_come_in_order_with_their_notes_in_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = list(measures_with_notes(code__startswith="ks2").values())
        notes = [len(measure.notes.all()) for measure in found]

    assert found[0].code == "ks2_rwm_expected"
    assert min(notes) >= 3
