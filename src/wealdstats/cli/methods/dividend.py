"""What joining changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from wealdstats.cli.draw import lines, ranked
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Companion, Listing, Method, Option, Values
from wealdstats.cli.table import TableError
from wealdstats.dividend.rule import Counterfactual, Rule, Scale
from wealdstats.panel import Join, Joins, Panel

PANEL = (
    Column("unit", "text", "school or other unit"),
    Column("year", "whole", "year, or any whole period"),
    Column("value", "number", "outcome", may_miss=True),
)
SEED = Option("seed", "whole", "seed of the draws")
FACTS = {"effect": "att", "standard error": "se", "interval": "conf_int", "p value": "p_value"}


def _grid(asked: Asked) -> tuple[Values, Values, Values, Values]:
    """Lay rows out as units by years: units, years, outcomes, first treated year."""
    columns = asked.columns
    units, row = np.unique(columns["unit"], return_inverse=True)
    years, place = np.unique(columns["year"], return_inverse=True)
    filled = np.bincount(row * len(years) + place, minlength=len(units) * len(years))
    if (filled != 1).any():
        cell = int(np.argmax(filled != 1))
        what = f"{units[cell // len(years)]} in {years[cell % len(years)]:g}: {filled[cell]} rows"
        raise TableError("one row for each unit and year", what, "complete the table, or leave units out")
    outcomes = np.empty((len(units), len(years)))
    outcomes[row, place] = columns["value"]
    return units, years, outcomes, _first_years(asked, units, row)


def _first_years(asked: Asked, units: Values, row: Values) -> Values:
    """Give each unit's first treated year; infinite for never."""
    first = np.where(np.isnan(asked.columns["first_year"]), np.inf, asked.columns["first_year"])
    found = np.full(len(units), -np.inf)
    np.maximum.at(found, row, first)
    if (found[row] != first).any():
        unit = asked.columns["unit"][np.argmax(found[row] != first)]
        raise TableError("one first_year a unit", f"several for {unit}", "write the same in all its rows")
    return found


def _synthetic(name: str, says: str) -> Method:
    def call(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
        _, years, outcomes, first = _grid(asked)
        joined = np.unique(first[np.isfinite(first)])
        if len(joined) != 1:
            found = f"{len(joined)} different ones"
            raise TableError("one first_year for all treated units", found, "ask att_gt about several")
        n_pre = int((years < joined[0]).sum())
        return function_of(method)(outcomes, treated=np.isfinite(first), n_pre=n_pre, **asked.options)

    method = Method(
        name,
        f"wealdstats.dividend:{name}",
        says,
        (
            *PANEL,
            Column("first_year", "whole", "first treated year of the unit; empty: never", may_miss=True),
        ),
        {**FACTS, "units treated": "n_treated", "effective donors": "effective_donors", "residual": "kkt"},
        (
            Listing("donors", {"unit": _controls, "weight": "unit_weights"}),
            Listing("gap", {"year": _years, "treated less synthetic": "gap"}),
        ),
        (Option("placebo", "whole", "sets of controls to draw as placebos; all where not said"), SEED),
        call=call,
        draw=lines(_years, says="treated less synthetic", across="year", gap="gap", nothing=lambda _: 0.0),
    )
    return method


def _controls(answer: Answer) -> Values:
    controls: Values = np.unique(answer.asked.columns["unit"])[answer.result.controls]
    return controls


def _years(answer: Answer) -> Values:
    return np.unique(answer.asked.columns["year"]).astype(np.int64)


def _panel(asked: Asked) -> Panel:
    columns = asked.columns
    units = columns["unit"].tolist()
    named = {
        name: dict(zip(units, columns[name].tolist(), strict=True))
        for name in ("phase", "region", "local_authority", "kind")
        if name in columns
    }
    place: Mapping[str, Any] = {
        name: dict(zip(units, columns[name].tolist(), strict=True))
        for name in ("easting", "northing")
        if name in columns
    }
    pupils = columns.get("pupils")
    years = columns["year"].astype(np.int64)
    return Panel.from_long(units, years, columns["value"], **named, **place, pupils=pupils)


def _att_gt(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    units, row = np.unique(asked.columns["unit"], return_inverse=True)
    first = dict(zip(units.tolist(), _first_years(asked, units, row).tolist(), strict=True))
    panel = _panel(asked)
    cohort = np.array([first[unit] for unit in panel.units])
    return function_of(ATT_GT)(panel, cohort, **asked.options)


def _asked_trusts(asked: Asked) -> tuple[Panel, Joins, dict[str, Any]]:
    """Make panel, joins and rule; the options that are the rule's own go into it."""
    joins = asked.companions["joins"]
    left = joins.get("left_year", np.full(len(joins["unit"]), np.nan))
    records = tuple(
        Join(str(unit), str(trust), int(first), left_year=None if np.isnan(last) else int(last))
        for unit, trust, first, last in zip(
            joins["unit"], joins["trust"], joins["first_year"], left, strict=True
        )
    )
    own = {field.name for field in fields(Rule)}
    rule = {name: value for name, value in asked.options.items() if name in own}
    rest = {name: value for name, value in asked.options.items() if name not in own}
    for name, kind in (("counterfactual", Counterfactual), ("scale", Scale)):
        if name in rule:
            rule[name] = kind(rule[name])
    return _panel(asked), Joins(records), {**rest, "rule": Rule(**rule)}


def _dividend(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    panel, joins, options = _asked_trusts(asked)
    return function_of(DIVIDEND)(panel, joins, options.pop("trust"), **options)


def _sector(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    panel, joins, options = _asked_trusts(asked)
    return function_of(SECTOR)(panel, joins, progress=asked.progress, **options)


def _of_each(path: str) -> Any:  # noqa: ANN401 -- a path
    """Give a path of every dividend of a sector."""
    return lambda answer: [Answer(found, answer.asked).at(path) for found in answer.result.dividends]


def _ends(which: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: [getattr(found.conf_int, which) for found in answer.result.dividends]


def _checks(answer: Answer) -> list[str]:
    words = {True: "passed", False: "failed", None: "cannot be tested"}
    return [words[check.passed] for check in answer.result.checks]


def _check_names(answer: Answer) -> list[str]:
    return [check.name for check in answer.result.checks]


WHERE = tuple(
    Column(name, "text", f"{says}; donors are sought within it", required=False, may_miss=True)
    for name, says in (("phase", "phase"), ("region", "region"), ("kind", "kind of school"))
)
SECTOR_COLUMNS = (
    *PANEL,
    *WHERE,
    Column("local_authority", "text", "local authority", required=False, may_miss=True),
    Column("easting", "number", "metres east, for the spillover distance", required=False, may_miss=True),
    Column("northing", "number", "metres north", required=False, may_miss=True),
    Column("pupils", "number", "pupils of the unit in the year", required=False, may_miss=True),
)
JOINS = Companion(
    "joins",
    "table of who joined which trust when",
    (
        Column("unit", "text", "school"),
        Column("trust", "text", "trust"),
        Column("first_year", "whole", "first year affected"),
        Column("left_year", "whole", "year it left; empty: still in", required=False, may_miss=True),
    ),
    required=True,
)
RULES = (
    Option("counterfactual", "text", "whom to compare with", tuple(each.value for each in Counterfactual)),
    Option("scale", "text", "scale of the outcome", tuple(each.value for each in Scale)),
    Option("floor", "number", "smallest effect that matters, in the outcome's unit"),
    Option("min_schools", "whole", "fewest schools of a trust"),
    Option("years_before", "whole", "most years before joining"),
    Option("donors", "whole", "donors of a school"),
    Option("draws", "whole", "placebo trusts to begin with"),
    SEED,
)
ATT_GT = Method(
    "att_gt",
    "wealdstats.dividend:att_gt",
    "effects of joining in different years, by cohort and year",
    (*PANEL, Column("first_year", "whole", "first treated year of the unit; empty: never", may_miss=True)),
    {
        "mean effect": "simple.att",
        "standard error": "simple.se",
        "units": "n_units",
        "left out: incomplete": "n_incomplete",
        "left out: always treated": "n_always_treated",
    },
    (
        Listing(
            "cohorts and years",
            {"cohort": "group", "year": "time", "effect": "att", "se": "se", "treated": "n_treated"},
        ),
    ),
    (
        Option("control", "text", "whom to compare with", ("never", "not_yet")),
        Option(
            "base", "text", "year that outcomes before treatment are compared with", ("varying", "universal")
        ),
        Option("anticipation", "whole", "years before treatment in which it may already be felt"),
    ),
    call=_att_gt,
    draw=ranked(
        lambda answer: [f"{g}: {t}" for g, t in zip(answer.result.group, answer.result.time, strict=True)],
        "att",
        lambda answer: answer.result.att - 1.96 * answer.result.se,
        lambda answer: answer.result.att + 1.96 * answer.result.se,
        says="effect, by cohort and year",
    ),
)
DIVIDEND = Method(
    "dividend",
    "wealdstats.dividend:estimate_dividend",
    "what a trust's schools achieved beyond what they would have without it",
    SECTOR_COLUMNS,
    {
        "trust": "trust",
        "verdict": "verdict",
        "reasons": "reasons",
        "effect": "att",
        "interval": "conf_int",
        "p value": "p.two_sided",
        "smallest effect that could be seen": "mde",
        "smallest effect that matters": "floor",
    },
    (
        Listing(
            "years since joining",
            {
                "years": "event.event_times",
                "gap": "event.gap",
                "chance, from": "event.lower",
                "chance, to": "event.upper",
                "schools": "event.n_schools",
            },
        ),
        Listing("checks", {"check": _check_names, "how it went": _checks}),
    ),
    (Option("trust", "text", "which", required=True), *RULES),
    (JOINS,),
    call=_dividend,
    draw=lines(
        "event.event_times",
        says="gap to the counterfactual",
        across="years since joining",
        gap="event.gap",
        chance_from="event.lower",
        chance_to="event.upper",
    ),
)
SECTOR = Method(
    "sector",
    "wealdstats.dividend:estimate_sector",
    "the dividend of every trust, with control of false discoveries",
    SECTOR_COLUMNS,
    {"trusts estimated": lambda answer: len(answer.result.dividends), "controls": "n_controls"},
    (
        Listing(
            "trusts",
            {
                "trust": _of_each("trust"),
                "verdict": _of_each("verdict"),
                "effect": _of_each("att"),
                "lower": _ends("lower"),
                "upper": _ends("upper"),
                "q": "q_bh",
                "survives": "survives",
            },
        ),
        Listing(
            "not estimated",
            {
                "trust": lambda answer: [each.trust for each in answer.result.not_estimated],
                "reason": lambda answer: [each.reason for each in answer.result.not_estimated],
            },
        ),
    ),
    RULES,
    (JOINS,),
    call=_sector,
    draw=ranked(_of_each("trust"), _of_each("att"), _ends("lower"), _ends("upper"), says="effect"),
    page_name="dividend",
)
METHODS = (
    _synthetic("synthetic_did", "one treated block against weighted controls, differences in differences"),
    _synthetic("synthetic_control", "one treated block against the mixture of controls that fits it best"),
    _synthetic("difference_in_differences", "one treated block against the mean of the controls"),
    ATT_GT,
    DIVIDEND,
    SECTOR,
)
