"""What joining changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wealdstats.cli.draw import lines, ranked
from wealdstats.cli.methods.common import SEED
from wealdstats.cli.methods.panels import (
    JOINS,
    PANEL,
    SECTOR_COLUMNS,
    first_years,
    panel_of,
    rules,
    trusts_of,
)
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Listing, Method, Option, Values
from wealdstats.cli.table import TableError
from wealdstats.dividend.pooled import Pooled
from wealdstats.dividend.result import Dividend

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
    return units, years, outcomes, first_years(asked, units, row)


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


def _att_gt(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    units, row = np.unique(asked.columns["unit"], return_inverse=True)
    first = dict(zip(units.tolist(), first_years(asked, units, row).tolist(), strict=True))
    panel = panel_of(asked)
    cohort = np.array([first[unit] for unit in panel.units])
    return function_of(ATT_GT)(panel, cohort, **asked.options)


def _dividend(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    panel, joins, options = trusts_of(asked)
    return function_of(DIVIDEND)(panel, joins, options.pop("trust"), **options)


def _sector(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    panel, joins, options = trusts_of(asked)
    return function_of(SECTOR)(panel, joins, progress=asked.progress, **options)


@dataclass(frozen=True, slots=True)
class _Together:
    dividends: tuple[Dividend, ...]
    pooled: Pooled


def _measures(asked: Asked) -> _Together:
    names = np.unique(asked.columns["measure"]).tolist()
    own = {name: value for name, value in asked.options.items() if name != "correlation"}
    found = {}
    for done, name in enumerate(names):
        asked.progress(done, len(names))
        found[name] = _dividend(_one_measure(replace(asked, options=own), name))
    given = {"correlation": asked.options["correlation"]} if "correlation" in asked.options else {}
    return _Together(tuple(found.values()), function_of(POOL_MEASURES)(found, **given))


def _one_measure(asked: Asked, measure: str) -> Asked:
    """Leave the rows of one measure, with its floor as the rule's."""
    rows = asked.columns["measure"] == measure
    columns = {name: values[rows] for name, values in asked.columns.items()}
    floors = np.unique(columns.get("floor", np.array([np.nan])))
    if len(floors) > 1:
        raise TableError("one floor a measure", f"several for {measure}", "write the same in all its rows")
    options: Mapping[str, Any] = {} if np.isnan(floors[0]) else {"floor": float(floors[0])}
    return replace(asked, columns=columns, options={**asked.options, **options})


def _in_floors(which: str) -> Any:  # noqa: ANN401 -- a path
    """Give an end of each measure's interval in units of the smallest effect that matters."""
    return lambda answer: [getattr(one.conf_int, which) / one.floor for one in answer.result.dividends]


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
    (Option("trust", "text", "which", required=True), *rules()),
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
    rules(),
    (JOINS,),
    call=_sector,
    draw=ranked(_of_each("trust"), _of_each("att"), _ends("lower"), _ends("upper"), says="effect"),
    page_name="dividend",
)
POOL_MEASURES = Method(
    "pool_measures",
    "wealdstats.dividend:pool_measures",
    "what a trust added on several measures together, on each of which more is better",
    (
        Column("measure", "text", "which measure the row is of"),
        *SECTOR_COLUMNS,
        Column(
            "floor",
            "number",
            "smallest effect that matters on the measure, the same in all its rows; empty: the rule's",
            required=False,
            may_miss=True,
        ),
    ),
    {
        "trust": "pooled.trust",
        "verdict": "pooled.verdict",
        "reasons": "pooled.reasons",
        "effect, in floors": "pooled.effect",
        "standard error": "pooled.se",
        "interval": "pooled.conf_int",
        "p of no effect": "pooled.p_zero",
        "p of one that matters": "pooled.p_matters",
        "correlation allowed for": "pooled.correlation",
        "smallest effect that could be seen": "pooled.mde",
    },
    (
        Listing(
            "measures",
            {
                "measure": "pooled.measures",
                "verdict": _of_each("verdict"),
                "effect": _of_each("att"),
                "interval": _of_each("conf_int"),
                "floor": _of_each("floor"),
                "less chance, in floors": "pooled.each",
            },
        ),
    ),
    (
        Option("trust", "text", "which", required=True),
        Option("correlation", "number", "largest correlation between chance on different measures"),
        *(option for option in rules() if option.name != "floor"),
    ),
    (JOINS,),
    call=_measures,
    draw=ranked(
        "pooled.measures",
        "pooled.each",
        _in_floors("lower"),
        _in_floors("upper"),
        says="effect, in units of the smallest that matters",
    ),
    page_name="verdict",
)
METHODS = (
    _synthetic("synthetic_did", "one treated block against weighted controls, differences in differences"),
    _synthetic("synthetic_control", "one treated block against the mixture of controls that fits it best"),
    _synthetic("difference_in_differences", "one treated block against the mean of the controls"),
    ATT_GT,
    DIVIDEND,
    SECTOR,
    POOL_MEASURES,
)
