"""Invented figures for the component page: every chart, as it is and at its worst."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from weald.charts import (
    PERCENT,
    POINTS,
    SCORE,
    Bond,
    Chart,
    DotChart,
    Estimate,
    Figure,
    FunnelChart,
    Kin,
    LineageChart,
    MapChart,
    Mark,
    PathChart,
    Place,
    Series,
    Shade,
    Stay,
    Step,
    StripChart,
    TimelineChart,
)

INVENTED = "invented for this page."
NO_EXAMS = Shade(2019.4, 2021.6, "no exams")
LONG = (
    "Our Lady of the Immaculate Conception and St Æthelthryth’s "
    "Church of England Voluntary Aided Infant School"
)
ARABIC = "مدرسة النخيل الابتدائية"

HARTWOOD = (
    ("Alder Vale Primary", 502_100, 123_400, date(2016, 9, 1)),
    ("Quarry Bank High", 498_300, 118_900, date(2016, 9, 1)),
    ("Sallow Lane Infants", 503_900, 126_200, date(2016, 9, 1)),
    ("Sallow Lane Juniors", 503_930, 126_240, date(2016, 9, 1)),
    ("Beck Foot Primary", 489_700, 121_000, date(2017, 4, 1)),
    ("Coppice Road", 511_400, 115_200, date(2018, 1, 1)),
    ("Hazel Grove Academy", 495_200, 131_300, date(2019, 9, 1)),
    ("Long Meadow", 506_800, 108_700, date(2021, 9, 1)),
    ("Tanner’s Green Primary", 501_400, 122_300, date(2023, 2, 1)),
)


def dividend() -> PathChart:
    observed = (57.0, 56.1, 54.2, 55.3, 57.9, 60.2, None, None, 61.5, 64.2, 65.6, 67.4)
    without = (56.8, 56.3, 54.4, 55.9, 57.6, 58.4, None, None, 57.6, 58.6, 59.4, 60.4)
    years = range(2014, 2026)
    known = [(year, value) for year, value in zip(years, without, strict=True) if value is not None]
    reach = {year: 1 + 0.28 * max(0, year - 2016) for year in years}
    band = [(year, round(value - reach[year], 1), round(value + reach[year], 1)) for year, value in known]
    return PathChart(
        title="Pupils reaching the expected standard in reading, writing and maths, per cent",
        description="Both paths move together until 2017, then part: 67 against 60 per cent in 2025.",
        unit=PERCENT,
        series=(
            Series("These schools", "observed", tuple(zip(years, observed, strict=True))),
            Series("Had they not joined", "counterfactual", tuple(zip(years, without, strict=True)), band),
        ),
        shades=(NO_EXAMS,),
        marks=(Mark(2016.5, "first schools join"),),
    )


def gap() -> PathChart:
    years = (2016, 2017, 2018, 2019, 2022, 2023, 2024, 2025)
    own, others, nation = (
        (38, 41, 40, 45, 39, 44, None, 49),
        (61, 60, 64, 66, 60, 63, 65, 66),
        (60.5, 61.5, 64, 65, 59, 60, 61, 62),
    )
    return PathChart(
        title="Disadvantaged pupils and others at Alder Vale, expected standard, per cent",
        description="Disadvantaged pupils rose from 38 to 49 per cent, the others from 61 to 66.",
        unit=PERCENT,
        series=(
            Series("Disadvantaged pupils", "observed", tuple(zip(years, own, strict=True)), breaks=(2018,)),
            Series("Other pupils", "other", tuple(zip(years, others, strict=True))),
            Series("England, others", "comparator", tuple(zip(years, nation, strict=True))),
        ),
        shades=(NO_EXAMS,),
        marks=(Mark(2017.5, "new test"),),
    )


def event_time() -> PathChart:
    path = ((-3, 0.2), (-2, -0.3), (-1, 0.04), (0, 0.0), (1, 1.8), (2, 3.2), (3, 5.1), (4, 6.4))
    band = [(at, -1 - 0.4 * max(at, 0), 1 + 0.4 * max(at, 0)) for at, _ in path]
    outer = [(at, 1.5 * low, 1.5 * high) for at, low, high in band]
    return PathChart(
        title="Difference from the counterfactual by years since joining, percentage points",
        description="About nought before joining; 6.4 points four years after, outside what chance allows.",
        unit=POINTS,
        series=(
            Series("These schools", "observed", path),
            Series("Chance alone", "counterfactual", [(at, 0.0) for at, _ in path], band, outer=outer),
        ),
        marks=(Mark(0, "joined"),),
        x_axis="event",
        has_zero=True,
    )


def crowded() -> PathChart:
    ends = {"Reading": 71.0, "Writing": 70.4, "Mathematics": 70.9, LONG: 70.6}
    return PathChart(
        title="Four paths that end together, per cent",
        description="All four end near 71 per cent; one year is the only one of its series.",
        unit=PERCENT,
        series=(
            *(
                Series(name, "comparator", ((2022, 60 + i), (2023, None), (2024, end - 3), (2025, end)))
                for i, (name, end) in enumerate(ends.items())
            ),
            Series(ARABIC, "observed", ((2024, 66.0),)),
        ),
    )


def nothing_yet() -> PathChart:
    return PathChart(
        title="Progress in reading, scaled score",
        description="No figures.",
        unit=SCORE,
        series=(Series("This school", "observed", ((2024, None), (2025, None))),),
        why_empty="Progress was not published for 2024 and 2025: these pupils had no tests at seven.",
    )


def dots() -> DotChart:
    return DotChart(
        title="Difference that can be put down to the trust, by measure, percentage points",
        description="Reading, writing and maths together lie above nought; three measures cannot be told.",
        unit=POINTS,
        estimates=(
            Estimate("Reading, writing and maths at 11", 7.0, 3.1, 10.6, "good"),
            Estimate("Reading at 11", 2.4, -0.6, 5.4, "open"),
            Estimate(LONG, -0.03, -1.9, 1.8, "plain"),
            Estimate("Persistent absence (fewer is better)", -2.2, -4.1, -0.3, "good"),
            Estimate("Exclusions", 4.0, -38.0, 46.0, "open"),
            Estimate("Attainment at 16", None, why_missing="two schools only"),
            Estimate(ARABIC, -6.1, -9.0, -3.2, "bad"),
        ),
        limits=(-12, 14),
    )


def many_dots() -> DotChart:
    draw = Random(7)  # noqa: S311 -- invented figures, not secrets
    middles = [(f"Trust {chr(65 + i % 26)}{i // 26 + 1}", draw.gauss(0.5, 2)) for i in range(40)]
    return DotChart(
        title="Forty trusts in the order of their names, percentage points",
        description="Most intervals hold nought.",
        unit=POINTS,
        estimates=tuple(
            Estimate(name, m, m - 3.5, m + 3.5, "good" if m > 3.5 else "plain") for name, m in middles
        ),
    )


def funnel() -> FunnelChart:
    return FunnelChart(
        title="From all primary schools to the donors of this comparison",
        description="13,705 schools become 212.",
        steps=(
            Step("Primary schools with results", 13_705),
            Step("Never joined a trust", 8_042, "they joined one themselves"),
            Step("Results in every year needed", 6_113, "a year is missing or was suppressed"),
            Step("Not in the same local authority", 5_870, "what the trust does may reach its neighbours"),
            Step(
                "Nearest before joining",
                212,
                "their results moved differently before the first school joined",
            ),
        ),
    )


def timeline(count: int = len(HARTWOOD)) -> TimelineChart:
    stays = [Stay(name, ((joined, None),)) for name, _, _, joined in HARTWOOD[:count]]
    stays[-1] = Stay("Millbrook", ((date(2017, 9, 1), date(2020, 8, 31)), (date(2023, 2, 1), None)))
    return TimelineChart(
        title="When each school joined Hartwood Trust",
        description="Four schools in 2016, nine today; Millbrook left in 2020 and came back.",
        stays=tuple(stays),
        until=date(2026, 11, 21),
    )


def strip(count: int = 60) -> StripChart:
    draw = Random(11)  # noqa: S311 -- invented figures, not secrets
    return StripChart(
        title="Schools like Alder Vale, expected standard in 2025, per cent",
        description="Alder Vale stands in the upper third of the schools like it.",
        unit=PERCENT,
        values=tuple(min(100.0, max(0.0, draw.gauss(61, 9))) for _ in range(count)),
        own=(("Alder Vale", 67.0),),
        marks=(("England", 62.0),),
    )


def few_places() -> MapChart:
    places = tuple(Place(name, east, north, "own") for name, east, north, _ in HARTWOOD)
    return MapChart(
        title="The nine schools of Hartwood Trust",
        description="Eight of them within ten miles of Alder Vale.",
        places=(
            *places,
            Place("Copse Hill", 493_000, 114_000, "other"),
            Place(ARABIC, 508_200, 130_100, "other"),
        ),
    )


def many_places() -> MapChart:
    draw = Random(3)  # noqa: S311 -- invented places
    towns = ((530, 180), (407, 287), (384, 398), (430, 434), (424, 564), (359, 173), (292, 92), (623, 308))
    return MapChart(
        title="Schools that never joined a trust",
        description="Everywhere in England, most in and around the large towns.",
        places=tuple(
            Place(f"School {i}", draw.gauss(x, 14) * 1000, draw.gauss(y, 12) * 1000)
            for i, (x, y) in enumerate(draw.choices(towns, weights=(6, 3, 3, 3, 2, 1, 1, 1), k=600))
        ),
    )


def nowhere() -> MapChart:
    return MapChart(
        "The schools of Ridgeway Trust", "No places.", (), why_empty="The register gives no grid reference."
    )


def lineage() -> LineageChart:
    return LineageChart(
        "The line of “Fluency for mixed ages”",
        "Each practice stands beneath what it was made from; names lead on.",
        (
            Kin(1, "Ten minutes of fluency", "Alder Vale, Oct 2025", "#1"),
            Kin(2, f"Ten minutes of fluency at {LONG}", "Larkrise, Nov 2025", "#2"),
            Kin(3, "Fluency for mixed ages", "Fenwick Academy, Jan 2026", role="own"),
            Kin(4, "Talk, then fluency", ARABIC, "#4"),
            Kin(5, "A practice not shared with you", role="hidden"),
        ),
        (Bond(1, 2), Bond(1, 3), Bond(3, 1, "returned"), Bond(3, 4, "alloyed"), Bond(5, 4, "alloyed")),
    )


READINGS: tuple[tuple[Callable[[], Chart], str, str], ...] = (
    (
        dividend,
        "The paths agree before joining and part from 2018: 67 % against 60 % in 2025.",
        "The green band is what chance alone produces in 5,000 make-believe trusts.",
    ),
    (
        gap,
        "Disadvantaged pupils are eleven in a hundred more than in 2016; the gap is six narrower.",
        "Some 20 pupils a year: five in a hundred either way is one pupil.",
    ),
    (
        event_time,
        "The difference grows with the years since joining.",
        "The band holds 95 of 100 make-believe trusts.",
    ),
    (crowded, "All four end near 71 %.", "Not estimated: these are the figures as published."),
    (nothing_yet, "There is nothing to read yet.", "None, for want of figures."),
    (dots, "One measure shows a dividend, one a loss; four cannot be told.", "Bars are 95 % intervals."),
    (many_dots, "Most trusts cannot be told from no difference.", "Bars are 95 % intervals, not yet shrunk."),
    (funnel, "212 schools looked like Hartwood’s before they joined.", "Counts are exact."),
    (timeline, "Hartwood grew from four schools in 2016 to nine.", "Dates are the register’s."),
    (
        strip,
        "Alder Vale is in the upper third of schools like it.",
        "A school this size moves five points by chance.",
    ),
    (
        few_places,
        "Most of Hartwood’s schools are within ten miles of each other.",
        "Grid references to 100 metres.",
    ),
    (many_places, "Schools outside trusts are everywhere.", "Neighbours are counted together."),
    (
        lineage,
        "It was made from one, went into another, and came back to where it began.",
        "A dashed line is something that came back and was taken in.",
    ),
    (nowhere, "There is nothing to draw.", "None, for want of grid references."),
)


def figures() -> dict[str, Figure]:
    """One figure of each chart, by name."""
    made = {}
    for make, sentence, uncertainty in READINGS:
        chart = make()
        made[make.__name__] = Figure(chart, sentence, chart.as_table(), INVENTED, uncertainty, csv_url="#csv")
    return made


def margin() -> Figure:
    """A chart in a narrow place, whatever the width of the page."""
    chart = replace(gap(), title="The same chart in the margin, per cent")
    return Figure(chart, "It is drawn for the room it has.", chart.as_table(), INVENTED, "None is claimed.")
