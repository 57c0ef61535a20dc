"""Bets on the future, and pulses that tell nothing about one."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.bets import Bet, Pert
from wealdstats.cli.draw import ranked
from wealdstats.cli.methods.common import SEED, without
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Asked, Column, Listing, Method, Option

FACTORS = {
    "chance": "chance that it works",
    "size": "what it adds for one in the first year",
    "reach": "how many it reaches",
    "persistence": "share still there a year later",
}


def _factors() -> tuple[Column, ...]:
    """Give three columns for each factor: lowest, likeliest, highest."""
    return tuple(
        Column(f"{name}{end}", "number", f"{says}: {which}", required=end == "")
        for name, says in FACTORS.items()
        for end, which in (("_low", "lowest"), ("", "likeliest"), ("_high", "highest"))
    )


def _range(asked: Asked, factor: str, row: int) -> float | Pert:
    """Give one number where no lowest and highest are given, or all three are the same."""
    three = [
        float(asked.columns.get(f"{factor}{end}", asked.columns[factor])[row])
        for end in ("_low", "", "_high")
    ]
    return three[1] if three[0] == three[2] else Pert(*three)


def _value(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    names = asked.columns["bet"].tolist()
    bets = [
        Bet(name, **{factor: _range(asked, factor, row) for factor in FACTORS})
        for row, name in enumerate(names)
    ]
    return function_of(METHODS[0])(bets, **asked.options)


def _pulse(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    groups = {name: asked.table.texts(name, may_miss=True).tolist() for name in asked.options["groups"]}
    wave = asked.columns.get("wave", np.zeros(len(asked.table)))
    person = None
    if "person" in asked.columns:
        person = np.unique(asked.columns["person"], return_inverse=True)[1].astype(np.int64)
    return function_of(METHODS[1])(
        asked.columns["answer"],
        wave.astype(np.int64),
        groups,
        person=person,
        **without(asked, "groups"),
    )


METHODS = (
    Method(
        "value_bets",
        "wealdstats.bets:value_bets",
        "what bets on the future are worth, how uncertainly, and why",
        (Column("bet", "text", "its name"), *_factors()),
        {"years": "horizon", "draws": "draws"},
        (
            Listing(
                "bets",
                {
                    "bet": "names",
                    "first year": "expected",
                    "all years": "future",
                    "lower": "lower",
                    "upper": "upper",
                    "chance to be the best": "best",
                    "uncertain because of": "drivers",
                },
            ),
        ),
        (
            Option("horizon", "whole", "years to look ahead"),
            Option("discount", "number", "share by which a year later counts less"),
            Option("level", "number", "coverage of the ranges"),
            Option("draws", "whole", "random draws"),
            SEED,
        ),
        call=_value,
        draw=ranked("names", "future", "lower", "upper", says="value over all years"),
        page_name="bets",
    ),
    Method(
        "pulse_results",
        "wealdstats.disclosure:pulse_results",
        "means of a pulse by group, nothing shown that would tell about fewer than k",
        (
            Column("answer", "number", "the answer"),
            Column("wave", "whole", "which pulse", required=False),
            Column("person", "text", "who, to protect over time", required=False),
        ),
        {"fewest people": "k", "compared over time": "checked_over_time"},
        (
            Listing(
                "groups",
                {
                    "wave": "wave",
                    "by": "dimension",
                    "group": "level",
                    "answers": "count",
                    "mean": "mean",
                    "shown": "is_shown",
                },
            ),
        ),
        (
            Option("groups", "words", "columns to show results by", required=True),
            Option("k", "whole", "fewest people anything is said about"),
            Option("low", "number", "lowest answer possible"),
            Option("high", "number", "highest answer possible"),
        ),
        call=_pulse,
    ),
)
