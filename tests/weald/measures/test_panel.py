"""Results of all schools as arrays: by identity, public ones only, each school and year once."""

import numpy as np
import pytest
from tests.factories.measures import MeasureFactory, ObservationFactory, ReleaseFactory
from tests.factories.people import HomeFactory

from weald.core.errors import WealdError
from weald.measures.domain.panel import intake_panels, long_panel, long_panels
from weald.measures.enums import Basis, Group
from weald.measures.models import Measure, NationalFigure
from weald.measures.queries.national import FEWEST_SCHOOLS, national_series, refresh_averages

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return MeasureFactory(code="grafting")


def rows(panel):
    return list(zip(panel.school.tolist(), panel.year.tolist(), panel.value.tolist(), strict=True))


def test_a_measure_without_results_is_an_empty_panel(measure):
    assert len(long_panel(measure)) == 0


def test_rows_come_in_order_of_school_and_year_with_their_pupils(measure):
    release = ReleaseFactory()
    first, second = HomeFactory(), HomeFactory()
    ObservationFactory(measure=measure, organisation=second, release=release, year=2018, value=61.5)
    ObservationFactory(
        measure=measure, organisation=first, release=release, year=2019, value=50.0, cohort=None
    )
    ObservationFactory(measure=measure, organisation=first, release=release, year=2016, value=48.0, cohort=21)

    panel = long_panel(measure)

    assert rows(panel) == [(first.pk, 2016, 48.0), (first.pk, 2019, 50.0), (second.pk, 2018, 61.5)]
    np.testing.assert_array_equal(panel.cohort, [21, np.nan, 30])
    assert panel.value.dtype == np.float64


def test_missing_values_other_groups_and_own_figures_are_left_out(measure):
    release = ReleaseFactory()
    school = HomeFactory()
    ObservationFactory(measure=measure, organisation=school, release=release, hidden_by_publisher=True)
    ObservationFactory(measure=measure, organisation=school, release=release, group=Group.GIRLS)
    ObservationFactory(measure=measure, release=ReleaseFactory(is_public=False))

    assert len(long_panel(measure)) == 0
    assert rows(long_panel(measure, Group.GIRLS)) == [(school.pk, 2019, 60.0)]


def test_earlier_urns_are_the_school_they_became_and_the_later_counts_where_both_have_a_year(measure):
    release = ReleaseFactory()
    today = HomeFactory()
    earlier = HomeFactory(identity=today)
    ObservationFactory(measure=measure, organisation=earlier, release=release, year=2016, value=40.0)
    ObservationFactory(
        measure=measure, organisation=earlier, release=release, year=2017, value=41.0, cohort=90
    )
    ObservationFactory(measure=measure, organisation=today, release=release, year=2017, value=55.0, cohort=10)

    assert rows(long_panel(measure)) == [(today.pk, 2016, 40.0), (today.pk, 2017, 55.0)]


def test_several_measures_come_in_one_query(measure, django_assert_num_queries):
    other = MeasureFactory(code="budding")
    release = ReleaseFactory()
    school = ObservationFactory(measure=measure, release=release).organisation
    ObservationFactory(measure=other, organisation=school, release=release, value=7.0)

    with django_assert_num_queries(1):
        panels = long_panels([measure, other])

    assert rows(panels["grafting"]) == [(school.pk, 2019, 60.0)]
    assert rows(panels["budding"]) == [(school.pk, 2019, 7.0)]


def test_intake_series_are_found_by_their_codes():
    fsm = Measure.objects.get(code="pupils_fsm")
    ObservationFactory(measure=fsm, value=21.9)

    panels = intake_panels()

    assert (len(panels["pupils_fsm"]), len(panels["pupils_eal"])) == (1, 0)


def test_an_unknown_intake_series_is_refused_by_name():
    with pytest.raises(WealdError) as caught:
        intake_panels(["pupils_with_apples"])

    assert "pupils_with_apples" in caught.value.refusal.finding


def observe_everywhere(measure, count=FEWEST_SCHOOLS, **fields):
    release = ReleaseFactory()
    return [
        ObservationFactory(
            measure=measure, release=release, value=50.0 + number, cohort=10 + number, **fields
        )
        for number in range(count)
    ]


def test_the_average_weighs_schools_by_pupils_where_all_are_known(measure):
    made = observe_everywhere(measure)

    refresh_averages([measure.pk])

    figure = NationalFigure.objects.get(measure=measure)
    assert figure.value == pytest.approx(sum(o.value * o.cohort for o in made) / sum(o.cohort for o in made))
    assert (figure.schools, figure.basis) == (FEWEST_SCHOOLS, Basis.SCHOOLS)
    assert str(figure) == f"{measure.pk} 2019 all schools"


def test_the_average_counts_each_school_once_where_some_pupils_are_not_known(measure):
    made = observe_everywhere(measure)
    made[0].cohort = None
    made[0].save()

    refresh_averages([measure.pk])

    assert NationalFigure.objects.get(measure=measure).value == pytest.approx(54.5)


def test_an_average_that_lost_its_schools_goes(measure):
    made = observe_everywhere(measure)
    refresh_averages([measure.pk])
    made[0].delete()

    refresh_averages([measure.pk])

    assert not NationalFigure.objects.exists()


def test_the_published_figure_is_preferred_to_the_average(measure, django_assert_num_queries):
    for basis, schools, value in ((Basis.PUBLISHED, None, 65.0), (Basis.SCHOOLS, 20, 61.0)):
        NationalFigure.objects.create(measure=measure, year=2019, basis=basis, value=value, schools=schools)
    NationalFigure.objects.create(measure=measure, year=2018, basis=Basis.SCHOOLS, value=60.0, schools=20)

    with django_assert_num_queries(1):
        found = national_series([measure.pk])

    assert found[measure.pk, "all", 2019].value == 65.0
    assert found[measure.pk, "all", 2018].value == 60.0
