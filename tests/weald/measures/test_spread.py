"""A trust's variation: by hand, in words, and of no figure the reader may not see."""

import numpy as np
import pytest
from tests.factories.measures import LikenessFactory, MeasureFactory, VariationRunFactory

from weald.charts.words import THIN
from weald.measures.domain.figures import HIDDEN, Shown
from weald.measures.domain.intervals import sampling_variance
from weald.measures.domain.spread import spread_of
from weald.measures.domain.spread_pictures import draw
from weald.measures.enums import Gap, Unit
from weald.measures.models import SeriesNote
from wealdstats.variation import between_school_variance

pytestmark = pytest.mark.django_db

APART = [40.0, 50.0, 60.0, 70.0, 80.0]
ALIKE = [59.0, 60.0, 61.0, 60.0, 60.0]
NAMES = {school: f"School {school}" for school in range(10)}


@pytest.fixture
def measure():
    return MeasureFactory(unit=Unit.SCORE, spread=10.0, lowest=None, highest=None)


def shown(school, year, value, pupils=100, reason=""):
    return Shown(school, 1, year, "all", value, pupils, reason, None, "Orchards")


def figures_of(**years):
    return [
        shown(school, int(year[1:]), value)
        for year, values in years.items()
        for school, value in enumerate(values)
    ]


def pictures(spread, measure, run=None):
    return draw(spread, measure, run, NAMES, "Source: orchards")


def test_the_spread_is_that_of_the_numbers_less_their_noise(measure):
    found = spread_of(figures_of(y2018=ALIKE, y2019=APART), measure, 2019, None, {})

    assert [(one.year, one.schools) for one in found.years] == [(2018, 5), (2019, 5)]
    last = found.chosen
    # 250 between the figures, 10² / 100 = 1 of it noise.
    assert last.sd**2 == pytest.approx(249)
    assert last.noise == pytest.approx(1 / 250)
    assert last.low < last.sd < last.high
    assert found.years[0].sd == 0


def test_figures_hidden_from_the_reader_or_without_pupils_have_no_part_in_it(measure):
    seen = figures_of(y2019=APART)
    others = [
        shown(7, 2019, None, None, HIDDEN),
        shown(8, 2019, 99.0, None),
        shown(9, 2019, None, None, "no entries"),
    ]

    assert spread_of([*seen, *others], measure, 2019, None, {}).years == (
        spread_of(seen, measure, 2019, None, {}).years
    )


def test_of_three_schools_nothing_is_said(measure):
    assert spread_of(figures_of(y2019=APART[:3]), measure, 2019, None, {}) is None
    assert spread_of([shown(1, 2019, None)], measure, 2019, None, {}) is None


def test_a_year_of_few_schools_is_left_out_and_said_to_be(measure):
    found = spread_of(figures_of(y2018=APART, y2019=APART[:3]), measure, 2019, None, {})

    drawn = pictures(found, measure)

    assert found.chosen is None
    assert "too few schools" in drawn.lede
    assert "Choose a year" in drawn.why_no_schools
    assert (drawn.rungs, drawn.schools) == (None, None)
    assert "no other year has enough schools" in drawn.path.sentence


def test_schools_no_further_apart_than_chance_are_not_told_apart(measure):
    drawn = pictures(spread_of(figures_of(y2019=ALIKE), measure, 2019, None, {}), measure)

    assert "differ no more than chance makes of so few pupils" in drawn.lede
    assert drawn.schools is None
    assert "no spread to share out" in drawn.why_no_schools


def test_each_school_s_share_of_the_spread_stands_by_name(measure):
    drawn = pictures(spread_of(figures_of(y2019=APART), measure, 2019, None, {}), measure)

    assert [row[0] for row in drawn.schools.table.rows] == [NAMES[school] for school in range(5)]
    assert [row[3] for row in drawn.schools.table.rows] == ["40 %", "10 %", "0 %", "10 %", "40 %"]
    assert drawn.schools.sentence == (
        "Half of the spread or more comes from School 0 and School 4; "
        "surely away from the middle: School 0, School 4."
    )
    assert "truly lie 15.8 points apart" in drawn.lede


def test_where_no_school_is_surely_away_from_the_middle_that_is_said():
    loose = MeasureFactory(unit=Unit.SCORE, spread=180.0, lowest=None, highest=None)
    values = [45.0, 48.0, 50.0, 70.0, 72.0, 75.0, 20.0, 96.0]

    drawn = pictures(spread_of(figures_of(y2019=values), loose, 2019, None, {}), loose)

    assert "none of them is surely away from the middle" in drawn.schools.sentence


def test_a_spread_shared_by_many_counts_them(measure):
    values = [40.0, 42.0, 41.0, 43.0, 78.0, 79.0, 77.0, 80.0]

    drawn = pictures(spread_of(figures_of(y2019=values), measure, 2019, None, {}), measure)

    assert "comes from 4 of the 8 schools" in drawn.schools.sentence


def likenesses(shares, phases=("primary",) * 5):
    return {
        school: LikenessFactory(intake={"fsm": share, "phase": phase})
        for school, (share, phase) in enumerate(zip(shares, phases, strict=True))
    }


def test_what_intake_usually_brings_is_taken_off(measure):
    run = VariationRunFactory(body={"coefficients": {"intercept": 90.0, "fsm": -1.0}, "spread": []})
    figures = figures_of(y2019=APART)

    found = spread_of(figures, measure, 2019, run, likenesses([50, 40, 30, 20, 10]))

    assert [rung.what for rung in found.rungs] == [
        "The figures as they stand",
        "Without the noise of few pupils",
        "Among schools of like intake",
    ]
    stand, net, alike = found.rungs
    assert stand.sd == pytest.approx(np.std(APART, ddof=1))
    assert (stand.low, net.sd**2) == (None, pytest.approx(249))
    assert alike.sd == 0
    sentence = pictures(found, measure).rungs.sentence
    assert sentence.endswith("without noise 15.8 points; among schools of like intake 0 points.")


def test_phases_are_a_rung_of_their_own_where_there_are_several(measure):
    run = VariationRunFactory(
        body={"coefficients": {"intercept": 50.0, "phase secondary": 20.0}, "spread": []}
    )
    phases = ("primary", "primary", "secondary", "secondary", "secondary")

    found = spread_of(figures_of(y2019=[50, 50, 70, 70, 70]), measure, 2019, run, likenesses([0] * 5, phases))

    assert [rung.what for rung in found.rungs][2:] == ["Among schools of one phase"]
    assert found.rungs[2].sd == 0


def test_of_one_phase_there_is_no_such_rung(measure):
    run = VariationRunFactory(
        body={"coefficients": {"intercept": 50.0, "phase secondary": 20.0}, "spread": []}
    )

    found = spread_of(figures_of(y2019=APART), measure, 2019, run, likenesses([0] * 5))

    assert len(found.rungs) == 2


def test_rungs_are_of_the_same_schools_or_are_not_drawn(measure):
    run = VariationRunFactory(body={"coefficients": {"intercept": 90.0, "fsm": -1.0}, "spread": []})
    known = likenesses([50, 40, 30, 20, 10])
    del known[4]

    assert len(spread_of(figures_of(y2019=APART), measure, 2019, run, known).rungs) == 2


def test_the_path_stands_beside_all_schools_and_stops_at_breaks(measure):
    SeriesNote.objects.create(measure=measure, year=2019, kind=Gap.BREAK, reason="another test")
    run = VariationRunFactory(
        body={"coefficients": {}, "spread": [{"year": 2018, "tau": 9.0, "lower": 8.0, "upper": 10.0}]}
    )

    path = pictures(
        spread_of(figures_of(y2018=ALIKE, y2019=APART), measure, 2019, run, {}), measure, run
    ).path

    assert [series.name for series in path.chart.series] == ["These schools", "All schools"]
    assert path.chart.series[0].breaks == (2019,)
    assert [row[5] for row in path.table.rows] == ["9.0 points", "–"]
    assert path.table.rows[1][3] == "0 %"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (APART, ALIKE, "they came closer together, by more than chance"),
        (ALIKE, APART, "they came further apart, by more than chance"),
        (APART, APART, "no change can be told from chance"),
    ],
)
def test_a_change_is_claimed_only_where_intervals_do_not_meet(measure, first, last, words):
    found = spread_of(figures_of(y2018=first, y2019=last), measure, 2019, None, {})

    assert words in pictures(found, measure).path.sentence


def test_percentages_lie_points_apart():
    measure = MeasureFactory(unit=Unit.PERCENT)
    found = spread_of(figures_of(y2019=APART), measure, 2019, None, {})

    value = np.array(APART)
    noise = sampling_variance(value, np.full(5, 100.0), is_share=True, spread=None)
    assert found.chosen.sd == pytest.approx(between_school_variance(value, noise).sd[0])
    assert f"{THIN}%" not in pictures(found, measure).lede
