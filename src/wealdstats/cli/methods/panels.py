"""Results by unit and year, and who joined what when: read alike by all that estimate from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from wealdstats.cli.methods.common import SEED
from wealdstats.cli.spec import Asked, Column, Companion, Option, Values
from wealdstats.cli.table import TableError
from wealdstats.dividend.rule import Counterfactual, Rule, Scale
from wealdstats.panel import Join, Joins, Panel

PANEL = (
    Column("unit", "text", "school or other unit"),
    Column("year", "whole", "year, or any whole period"),
    Column("value", "number", "outcome", may_miss=True),
)
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


def rules(of: str = "trust", doing: str = "joining") -> tuple[Option, ...]:
    """Give the options that choose how an effect is estimated.

    Parameters
    ----------
    of, doing : str
        Whose effect it is, and of what.

    Returns
    -------
    tuple of Option
        Those of the rule, then of the draws.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> rules("site", "adopting")[4].says
    'most years before adopting'
    """
    return (
        Option(
            "counterfactual", "text", "whom to compare with", tuple(each.value for each in Counterfactual)
        ),
        Option("scale", "text", "scale of the outcome", tuple(each.value for each in Scale)),
        Option("floor", "number", "smallest effect that matters, in the outcome's unit"),
        Option("min_schools", "whole", f"fewest schools of a {of}"),
        Option("years_before", "whole", f"most years before {doing}"),
        Option("donors", "whole", "donors of a school"),
        Option("draws", "whole", f"placebo {of}s to begin with"),
        SEED,
    )


def first_years(asked: Asked, units: Values, row: Values) -> Values:
    """Give each unit's first treated year; infinite for never.

    Parameters
    ----------
    asked : Asked
        What was read.
    units, row : ndarray
        Units once each, and which of them each row of the file is about.

    Returns
    -------
    ndarray (units,)
        Years.

    Raises
    ------
    TableError
        When a unit has several.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import Table
    >>> columns = {"first_year": np.array([2012.0, 2012.0, np.nan])}
    >>> asked = Asked(Table("a.csv", (), (), ()), columns, {}, {}, lambda done, total: None)
    >>> first_years(asked, np.array(["Ash", "Oak"]), np.array([0, 0, 1]))
    array([2012.,   inf])
    """
    first = np.where(np.isnan(asked.columns["first_year"]), np.inf, asked.columns["first_year"])
    found = np.full(len(units), -np.inf)
    np.maximum.at(found, row, first)
    if (found[row] != first).any():
        unit = asked.columns["unit"][np.argmax(found[row] != first)]
        raise TableError("one first_year a unit", f"several for {unit}", "write the same in all its rows")
    return found


def panel_of(asked: Asked) -> Panel:
    """Give results by unit and year.

    Parameters
    ----------
    asked : Asked
        What was read.

    Returns
    -------
    Panel
        Missing results as nan.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import Table
    >>> columns = {"unit": np.array(["Ash"]), "year": np.array([2012.0]), "value": np.array([3.0])}
    >>> panel_of(Asked(Table("a.csv", (), (), ()), columns, {}, {}, lambda done, total: None)).shape
    (1, 1)
    """
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


def trusts_of(asked: Asked) -> tuple[Panel, Joins, dict[str, Any]]:
    """Make panel, joins and rule; the options that are the rule's own go into it.

    Parameters
    ----------
    asked : Asked
        What was read and said, with the companion ``joins``.

    Returns
    -------
    (Panel, Joins, dict)
        The dict is the other options and the rule, as estimators take them.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.cli.table import Table
    >>> columns = {"unit": np.array(["Ash"]), "year": np.array([2012.0]), "value": np.array([3.0])}
    >>> joins = {"unit": np.array(["Ash"]), "trust": np.array(["T"]), "first_year": np.array([2012.0])}
    >>> options = {"donors": 12, "seed": 1}
    >>> table = Table("a.csv", (), (), ())
    >>> asked = Asked(table, columns, {"joins": joins}, options, lambda done, total: None)
    >>> trusts_of(asked)[2]["rule"].donors
    12
    """
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
    return panel_of(asked), Joins(records), {**rest, "rule": Rule(**rule)}
