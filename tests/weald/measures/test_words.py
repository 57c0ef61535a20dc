"""What figures are said to say: gaps, doubt, breaks, directions."""

import pytest
from tests.factories.measures import MeasureFactory, NationalFigureFactory, SeriesNoteFactory

from weald.charts.path import Shade
from weald.measures.domain.definition import national_figure
from weald.measures.domain.figures import Shown
from weald.measures.domain.intervals import Difference, Interval, interval_of
from weald.measures.domain.picture import gap_figure, gaps_of, trend_figure
from weald.measures.domain.series import NOT_HERE, national_of, series_of, shades_of
from weald.measures.domain.trust import trust_picture
from weald.measures.domain.units import academic_year, is_share
from weald.measures.domain.words import (
    NO_PUPIL_NUMBERS,
    SOME_PUPIL_NUMBERS,
    WHOLE_SCHOOL,
    gap_lede,
    gap_sentence,
    gap_uncertainty,
    say_distance,
    trend_lede,
    trend_sentence,
    uncertainty_sentence,
)
from weald.measures.enums import Basis, Direction, Gap, Group, Missing, Unit
from weald.measures.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return MeasureFactory(code="grafting", name="Grafting", spoken="grafting at 11")


def figure(measure, year, value, pupils=30, group=Group.ALL, reason=""):
    is_known = value is not None and not reason
    interval = (
        interval_of(value, pupils, is_share=is_share(measure), spread=measure.spread) if is_known else None
    )
    return Shown(1, measure.pk, year, group, value, pupils, reason, interval, "Board of Orchards")


def england(measure, year, value, basis=Basis.PUBLISHED):
    schools = None if basis == Basis.PUBLISHED else 12
    made = NationalFigureFactory(measure=measure, year=year, value=value, basis=basis, schools=schools)
    return national_of({(measure.pk, "all", year): made}, measure)


def nowhere(measure):
    return national_of({}, measure)


def plain(words):
    return words.replace("\u202f", " ")


def test_a_trend_says_where_it_stands_and_where_it_began(measure):
    series = series_of([figure(measure, 2016, 50), figure(measure, 2019, 60)], measure)

    assert plain(trend_sentence(series, nowhere(measure))) == "60 % in 2018/19; 50 % in 2015/16."


def test_a_trend_does_not_compare_across_a_break(measure):
    SeriesNoteFactory(measure=measure, year=2018, kind=Gap.BREAK, reason="another knife")
    series = series_of([figure(measure, 2016, 50), figure(measure, 2019, 60)], measure)

    assert plain(trend_sentence(series, nowhere(measure))) == "60 % in 2018/19."
    sentence = trend_figure([*series.figures.values()], measure, nowhere(measure), "").sentence
    assert sentence.endswith("cannot be compared: from 2017/18 another knife.")


@pytest.mark.parametrize(
    ("value", "there", "words"),
    [
        (90, 60, ", 30 points above England (60 %)"),
        (20, 60, ", 40 points below England (60 %)"),
        (60, 61, ", which chance alone may set apart from England (61 %)"),
    ],
)
def test_a_trend_says_how_it_stands_to_the_country(measure, value, there, words):
    series = series_of([figure(measure, 2019, value)], measure)

    assert plain(trend_sentence(series, england(measure, 2019, there))) == f"{value} % in 2018/19{words}."


def test_without_an_interval_equal_figures_are_the_same_and_others_apart(measure):
    series = series_of([figure(measure, 2019, 60.2, None)], measure)

    same = trend_sentence(series, england(measure, 2019, 59.9, Basis.SCHOOLS))

    assert plain(same) == "60 % in 2018/19, the same as the average school."


def test_a_trend_without_any_figure_says_so(measure):
    series = series_of([figure(measure, 2019, None, reason="lost")], measure)

    assert "no figure in any year" in trend_sentence(series, nowhere(measure))
    assert uncertainty_sentence(series) == "Without figures there is nothing to be uncertain about."


def test_a_lede_is_the_sentence_with_the_measure_s_spoken_name(measure):
    series = series_of([figure(measure, 2016, 50), figure(measure, 2019, 60)], measure)

    assert plain(trend_lede(series, nowhere(measure))) == "Grafting at 11: 60 % in 2018/19."


def test_uncertainty_says_what_is_known_of_pupils(measure):
    whole = MeasureFactory(unit=Unit.RATE)
    with_pupils = series_of([figure(measure, 2019, 60, 20)], measure)
    some = series_of([figure(measure, 2018, 60), figure(measure, 2019, 60, None)], measure)
    none = series_of([figure(measure, 2019, 60, None)], measure)
    many = series_of([figure(measure, 2019, 60, 200)], measure)

    assert uncertainty_sentence(with_pupils).endswith("of 20 pupils. One pupil counts for 5 points.")
    assert uncertainty_sentence(many).endswith("of 200 pupils.")
    assert uncertainty_sentence(some) == SOME_PUPIL_NUMBERS
    assert uncertainty_sentence(none) == NO_PUPIL_NUMBERS
    assert uncertainty_sentence(series_of([figure(whole, 2019, 5.1, None)], whole)) == WHOLE_SCHOOL


def gap(value, low=None, high=None):
    return Difference(value, None if low is None else Interval(low, high))


def pair(measure, one, other):
    return (
        figure(measure, 2019, one, 12, Group.DISADVANTAGED),
        figure(measure, 2019, other, None, Group.OTHER),
    )


@pytest.mark.parametrize(
    ("one", "other", "direction", "words"),
    [
        (40, 60, Direction.HIGHER, "Disadvantaged pupils are 20 points behind."),
        (60, 59, Direction.HIGHER, "Disadvantaged pupils are 1 point ahead."),
        (12, 8, Direction.LOWER, "Disadvantaged pupils are 4 points behind."),
        (60, 60, Direction.HIGHER, "There is no gap."),
    ],
)
def test_a_gap_is_said_in_its_direction(measure, one, other, direction, words):
    measure.direction = direction
    first, second = pair(measure, one, other)

    sentence = plain(gap_sentence(measure, first, second, gap(one - other)))

    assert sentence.startswith(
        f"Grafting in 2018/19: {one} % of disadvantaged pupils (12), {other} % of other"
    )
    assert sentence.endswith(words)


def test_a_gap_of_scores_is_for_pupils_not_of_them():
    score = Measure.objects.get(code="ks2_mat_score")
    first, second = pair(score, 101, 105)

    assert "101 for disadvantaged pupils (12), 105 for other pupils." in gap_sentence(
        score, first, second, gap(-4)
    )


def test_a_gap_s_lede_says_when_it_may_be_chance(measure):
    assert gap_lede(measure, gap(-20, -40, 5)).endswith(
        "are 20 points behind, but with so few pupils that may be chance."
    )
    assert gap_lede(measure, gap(-20, -40, -5)).endswith("are 20 points behind.")
    assert gap_lede(measure, gap(-20)).endswith("are 20 points behind.")
    assert gap_lede(measure, gap(0.2, -5, 5)).endswith("do as well as others.")


def test_a_gap_s_uncertainty_says_whether_there_is_one(measure):
    assert "it cannot be told from none" in gap_uncertainty(measure, gap(-20, -40, 5))
    assert "that there is one is not chance" in gap_uncertainty(measure, gap(-20, -40, -5))
    assert gap_uncertainty(measure, gap(-20)) == NO_PUPIL_NUMBERS


def test_gaps_need_both_groups_in_the_same_year(measure):
    one = series_of(
        [figure(measure, 2018, 40, group="disadvantaged"), figure(measure, 2019, 41, group="disadvantaged")],
        measure,
        "disadvantaged",
    )
    other = series_of(
        [figure(measure, 2019, None, group="other", reason="lost"), figure(measure, 2018, 60, group="other")],
        measure,
        "other",
    )

    assert {year: difference.value for year, difference in gaps_of(one, other).items()} == {2018: -20}


def test_a_gap_s_table_has_a_reason_for_each_missing_figure(measure):
    figures = [
        figure(measure, 2017, 40, 12, Group.DISADVANTAGED),
        figure(measure, 2017, 60, 20, Group.OTHER),
        figure(measure, 2019, 40, None, Group.DISADVANTAGED),
        figure(measure, 2019, None, None, Group.OTHER, "lost in the post"),
    ]

    rows = gap_figure(figures, measure).table.rows

    assert [row[0] for row in rows] == ["2016/17", "2017/18", "2018/19"]
    assert rows[1][1:4] == (NOT_HERE, "–", "–")
    assert rows[2][2] == "lost in the post"


def test_a_distance_of_one_is_a_point():
    progress = Measure.objects.get(code="ks2_read_progress")

    assert say_distance(progress, -1.04) == "1.0 points"
    assert say_distance(MeasureFactory(), 1.2) == "1 point"


def test_years_without_results_are_shaded_by_what_they_lack(measure):
    for year, kind in ((2020, Gap.NEVER_EXISTED), (2021, Gap.NEVER_EXISTED), (2022, Gap.NOT_PUBLISHED)):
        SeriesNoteFactory(measure=measure, year=year, kind=kind, reason="frost")
    SeriesNoteFactory(measure=measure, year=2018, kind=Gap.BREAK, reason="another knife")

    assert shades_of(measure, range(2016, 2026)) == (
        Shade(2019.5, 2021.5, "no exams"),
        Shade(2021.5, 2022.5, "not published"),
    )
    assert shades_of(measure, range(2016, 2019)) == ()


def test_a_missing_year_says_the_source_s_reason_before_the_measure_s(measure):
    SeriesNoteFactory(measure=measure, year=2018, kind=Gap.NOT_PUBLISHED, reason="frost")
    SeriesNoteFactory(measure=measure, year=2017, kind=Gap.BREAK, reason="another knife")
    lost = figure(measure, 2019, None, reason=str(Missing.SUPPRESSED.label))
    series = series_of([figure(measure, 2016, 50), lost], measure)

    assert series.reason(2019) == "suppressed by the publisher: few pupils"
    assert series.reason(2018) == "frost"
    assert series.reason(2017) == NOT_HERE


def test_a_series_of_nothing_has_no_years(measure):
    series = series_of([], measure)

    assert (series.years, series.latest, series.points, series.band) == ((), None, (), ())


def test_a_country_without_figures_has_no_picture(measure):
    assert national_figure(measure, []) is None


def test_a_country_s_picture_prefers_what_was_published(measure):
    published = NationalFigureFactory(measure=measure, year=2019, value=65)
    average = NationalFigureFactory(measure=measure, year=2019, value=61, basis=Basis.SCHOOLS, schools=12)
    earlier = NationalFigureFactory(measure=measure, year=2017, value=60, basis=Basis.SCHOOLS, schools=1200)

    drawn = national_figure(measure, [published, average, earlier])

    assert plain(drawn.sentence) == "65 % in 2018/19, as published for England."
    assert [plain(" | ".join(row)) for row in drawn.table.rows] == [
        "2016/17 | 60 % | the average of the 1,200 schools whose results are here",
        "2017/18 | no figure | –",
        "2018/19 | 65 % | as published for England",
    ]


def test_a_trust_without_a_figure_has_no_picture(measure, cast):
    assert trust_picture([cast.alder_vale], measure, Group.ALL, cast.tom.actor) is None


@pytest.mark.parametrize(("year", "words"), [(2016, "2015/16"), (2000, "1999/00"), (2010, "2009/10")])
def test_an_academic_year_is_written_with_both_its_years(year, words):
    assert academic_year(year) == words
