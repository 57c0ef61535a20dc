"""Who could help whom."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.methods.common import SEED
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Companion, Listing, Method, Option
from wealdstats.cli.table import TableError
from wealdstats.errors import NotSolvedError


def _amounts(asked: Asked, end: str, column: str) -> Any:  # noqa: ANN401 -- a number or a mapping
    """Give how much each may have: 1, or what the column says, the same in all rows of one."""
    if column not in asked.columns:
        return 1
    found: dict[str, int] = {}
    for name, amount in zip(asked.columns[end].tolist(), asked.columns[column].tolist(), strict=True):
        if found.setdefault(name, int(amount)) != int(amount):
            what = f"{found[name]} and {amount:g} for {name}"
            raise TableError(f"one {column} for each {end}", what, "write the same in all its rows")
    return found


def _assign(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    forbidden = asked.companions.get("forbid", {"need": np.array([]), "offer": np.array([])})
    pairs = list(zip(forbidden["need"].tolist(), forbidden["offer"].tolist(), strict=True))
    return function_of(METHODS[0])(
        asked.columns["need"],
        asked.columns["offer"],
        asked.columns["affinity"],
        demand=_amounts(asked, "need", "demand"),
        capacity=_amounts(asked, "offer", "capacity"),
        forbid=pairs,
        **asked.options,
    )


def _prices(field: str) -> Any:  # noqa: ANN401 -- a path
    def path(answer: Answer) -> Any:  # noqa: ANN401 -- as above
        try:
            return getattr(answer.result.prices, field)
        except NotSolvedError:
            return np.zeros(0)

    return path


def _known(answer: Answer) -> str:
    """Say what the list of prices is, or why there is none."""
    try:
        state = answer.result.prices and answer.result.state
    except NotSolvedError as refused:
        return f"not known: {refused.finding}"
    return (
        "listed, each need counting as often as fairness has it count" if state and state.purse else "listed"
    )


METHODS = (
    Method(
        "assign",
        "wealdstats.matching:assign",
        "who should help whom: most places filled, then fairly, then for the largest total",
        (
            Column("need", "text", "who needs"),
            Column("offer", "text", "who could help; one row for each pair that may be"),
            Column("affinity", "number", "what the pair is worth"),
            Column("demand", "whole", "places of the need, 1 without", required=False),
            Column("capacity", "whole", "most pairings of the offer, 1 without", required=False),
        ),
        {
            "total": "total",
            "worst off": "worst_off",
            "no plan can exceed": "bound",
            "solved by": "method",
            "prices of one more place": _known,
        },
        (
            Listing("pairs", {"need": "pairs.need", "offer": "pairs.offer", "affinity": "pairs.affinity"}),
            Listing("unmet", {"need": "unmet.need", "places": "unmet.places"}),
            Listing("prices", {"offer": _prices("offer"), "one more place is worth": _prices("worth")}),
        ),
        (
            Option("per_receiver", "whole", "most pairings of one receiver"),
            Option("reciprocal", "text", "whether two may help each other", ("allow", "forbid")),
            Option("fairness", "text", "whom to look after", ("worst-off", "total")),
            SEED,
        ),
        (
            Companion(
                "forbid",
                "table of pairs that must not be: columns need and offer",
                (Column("need", "text", "who needs"), Column("offer", "text", "who could help")),
            ),
        ),
        call=_assign,
        page_name="matching",
    ),
)
