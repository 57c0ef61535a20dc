"""Several years as one figure: by hand; neither a lucky nor a missing year makes a school stand out."""

import numpy as np
import pytest
from tests.factories.measures import MeasureFactory, SeriesNoteFactory

from weald.measures.domain.intervals import sampling_variance
from weald.measures.domain.panel import LongPanel
from weald.measures.domain.pooled import Sheet, comparable_years, pool, sheet_of
from weald.measures.enums import Gap, Unit

NAN = np.nan


def sheet(value, variance=4.0, years=(2017, 2018, 2019)):
    value = np.array(value, dtype=np.float64)
    return Sheet(
        np.arange(len(value)),
        np.array(years),
        value,
        np.where(np.isnan(value), NAN, np.broadcast_to(variance, value.shape)),
    )


def test_the_noise_of_a_share_is_that_of_its_pupils_and_never_nought():
    value, pupils = np.array([50.0, 100.0, 50.0, 50.0, 120.0]), np.array([100.0, 30.0, 0.0, NAN, 30.0])

    found = sampling_variance(value, pupils, is_share=True, spread=None)

    np.testing.assert_allclose(found[:2], [25.0, 10_000 * (32 / 34) * (2 / 34) / 30])
    assert np.isnan(found[2:]).all()


def test_the_noise_of_a_mean_comes_from_the_pupils_spread_where_that_is_known():
    value, pupils = np.array([104.0]), np.array([25.0])

    assert sampling_variance(value, pupils, is_share=False, spread=10.0) == [4.0]
    assert np.isnan(sampling_variance(value, pupils, is_share=False, spread=None)).all()


@pytest.mark.django_db
def test_a_sheet_leaves_out_figures_whose_noise_is_not_known():
    panel = LongPanel(
        np.array([3, 3, 8]),
        np.array([2018, 2019, 2019]),
        np.array([50.0, 60.0, 70.0]),
        np.array([100, NAN, 25]),
    )

    found = sheet_of(panel, MeasureFactory(unit=Unit.PERCENT))

    np.testing.assert_array_equal(found.value, [[50.0, NAN], [NAN, 70.0]])
    np.testing.assert_array_equal(found.of(np.array([False, True])).school, [8])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("break_year", "expected"),
    [(None, [2017, 2018, 2019]), (2018, [2018, 2019]), (2030, [2017, 2018, 2019])],
)
def test_years_are_the_latest_full_ones_from_after_a_break(break_year, expected):
    measure = MeasureFactory()
    SeriesNoteFactory(measure=measure, year=2016, kind=Gap.NOT_PUBLISHED)
    if break_year:
        SeriesNoteFactory(measure=measure, year=break_year, kind=Gap.BREAK)
    rows = [[50.0, 50.0, 50.0, 50.0, NAN]] * 3 + [[50.0, 50.0, 50.0, 50.0, 50.0]]

    assert comparable_years(sheet(rows, years=(2016, 2017, 2018, 2019, 2020)), measure) == expected


@pytest.mark.django_db
def test_without_figures_there_are_no_years():
    SeriesNoteFactory(measure=(measure := MeasureFactory()), year=2018, kind=Gap.BREAK)

    assert comparable_years(sheet(np.empty((0, 0)), years=()), measure) == []


def test_the_mean_of_three_years_has_a_third_of_the_noise():
    found = pool(sheet([[50.0, 50.0, 50.0], [60.0, 60.0, 60.0]]), (2017, 2018, 2019))

    np.testing.assert_allclose(found.value, [50.0, 60.0])
    np.testing.assert_allclose(found.variance, [4 / 3, 4 / 3])
    assert found.years == (2017, 2018, 2019)


def test_what_schools_change_by_themselves_is_part_of_the_noise():
    rows = [[40.0, 50.0, 60.0], [60.0, 50.0, 40.0]]

    found = pool(sheet(rows), (2017, 2018, 2019))

    # Within schools 400 squared over 4 degrees of freedom: 100, of which 4 are the noise of few pupils.
    np.testing.assert_allclose(found.variance, [(4 + 96) / 3] * 2)


def test_a_school_without_a_year_that_was_bad_for_everybody_is_not_better_for_it():
    rows = [[50.0, 50.0, 20.0], [60.0, 60.0, 30.0], [50.0, 50.0, NAN]]

    found = pool(sheet(rows), (2017, 2018, 2019))

    assert found.value[0] - found.value[1] == pytest.approx(-10.0)
    assert found.value[2] < found.value[1]
    assert found.variance[2] > found.variance[0]


def test_a_single_year_is_no_mean():
    found = pool(sheet([[50.0, NAN, NAN], [60.0, 61.0, 62.0]]), (2017, 2018, 2019))

    assert np.isnan(found.value[0])
    assert np.isnan(pool(sheet([[50.0, NAN, NAN]]), (2017, 2018, 2019)).value).all()
