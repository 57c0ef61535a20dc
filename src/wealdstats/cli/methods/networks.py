"""Who is tied to whom, and what travels along ties."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.draw import histogram, scatter
from wealdstats.cli.methods.common import DRAWS, LEVEL, SEED
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Asked, Column, Companion, Listing, Method, Option, Values

TIE = (Column("a", "text", "one"), Column("b", "text", "the other"))
ACTS = (
    *TIE,
    Column("on", "number", "when, as a number of years or days", required=False),
    Column("weight", "number", "what the act is worth", required=False),
)
FADING = (
    Option("until", "number", "day of asking; that of the last act without"),
    Option("half_life", "number", "time in which an act counts for half"),
    Option("faint", "number", "ties weaker than this have gone"),
)
TRUST = Column("trust", "text", "its trust; empty: none", required=False, may_miss=True)


def _members(asked: Asked) -> dict[str, Values]:
    return dict(asked.companions.get("members", {}))


def _connectivity(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    return function_of(METHODS[0])(**asked.columns, **_members(asked), **asked.options)


def _conductivity(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    people = asked.companions["people"]
    given = {**asked.columns, **people, **asked.options}
    return function_of(METHODS[1])(**given, progress=asked.progress)


def _tallies(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    return function_of(METHODS[2])(**asked.columns, **_members(asked), **asked.options)


def _isolates(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    return function_of(METHODS[3])(**asked.columns, **_members(asked), **asked.options)


def _row_names(which: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: np.asarray(answer.result.names)[answer.at(which)]


METHODS = (
    Method(
        "connectivity",
        "wealdstats.networks:connectivity",
        "how schools hang together: degrees, parts, brokers, isolates, ties across trusts",
        ACTS,
        {
            "members": lambda answer: len(answer.result.names),
            "ties": lambda answer: len(answer.result.tie_a),
            "parts of two and more": "n_components",
            "share in the largest": "largest_share",
            "brokers": "brokers",
            "isolates": lambda answer: len(answer.result.isolates),
            "share across trusts": "cross_share",
            "to expect by chance": "cross_expected",
            "left out: within one": "n_within",
            "left out: later": "n_later",
            "faded": "n_faded",
        },
        (
            Listing(
                "members",
                {
                    "member": "names",
                    "degree": "degree",
                    "strength": "strength",
                    "betweenness": "betweenness",
                    "part": "component",
                },
            ),
            Listing(
                "ties",
                {"a": _row_names("tie_a"), "b": _row_names("tie_b"), "strength": "tie_strength"},
            ),
        ),
        (
            *FADING,
            Option("brokers", "whole", "how many brokers to name"),
            Option("pivots", "whole", "starting points for betweenness; all without"),
            SEED,
        ),
        (
            Companion(
                "members",
                "table of everybody: columns member and trust",
                (Column("member", "text", "who"), TRUST),
            ),
        ),
        call=_connectivity,
        draw=scatter(
            "degree", "betweenness", across="ties", says="share of shortest ways", group="component"
        ),
    ),
    Method(
        "conductivity",
        "wealdstats.networks:conductivity",
        "whether a practice travels along ties, beyond what a shared context explains",
        (
            *TIE,
            Column("formed", "whole", "period the tie was formed in", required=False),
            Column("by_adopting", "flag", "whether adopting made the tie", required=False),
        ),
        {
            "what may be said": "travel",
            "times as likely": "within.ratio",
            "interval": "within.interval",
            "p value": "within.p_value",
            "regardless of context": "crude.ratio",
            "context alone would do": "context_alone",
            "half-life": "half_life",
            "half-life, from": "half_life_lower",
            "half-life, to": "half_life_upper",
            "people": "n_people",
            "adopted": "n_adopted",
            "exposed": "n_exposed",
            "ties that carry": "n_ties",
            "ties too late to": "n_too_late",
            "ties made by adopting": "n_by_adopting",
        },
        options=(
            Option("end", "whole", "last period looked at; that of the last adoption without"),
            Option("smallest", "number", "smallest ratio that matters"),
            DRAWS,
            LEVEL,
            SEED,
        ),
        companions=(
            Companion(
                "people",
                "table of everybody who could adopt: columns person, adopted, context",
                (
                    Column("person", "text", "who"),
                    Column("adopted", "whole", "period; empty: not by the end", may_miss=True),
                    Column("context", "text", "trust, school or training they share"),
                ),
                required=True,
            ),
        ),
        call=_conductivity,
        draw=histogram("within.null", "within.z", says="z over permuted networks", marks="found"),
    ),
    Method(
        "reciprocity_tallies",
        "wealdstats.networks:reciprocity_tallies",
        "what each gave and what each received, side by side",
        (
            Column("giver", "text", "who supported"),
            Column("receiver", "text", "whom"),
            Column("amount", "number", "days, hours or visits; 1 without", required=False),
        ),
        {"left out: within one": "n_within"},
        (
            Listing(
                "tallies",
                {
                    "name": "names",
                    "given": "given",
                    "to how many": "given_to",
                    "received": "received",
                    "from how many": "received_from",
                },
            ),
        ),
        companions=(
            Companion("members", "table of everybody: column member", (Column("member", "text", "who"),)),
        ),
        call=_tallies,
        draw=scatter("given", "received", across="given", says="received"),
    ),
    Method(
        "isolates",
        "wealdstats.networks:isolates",
        "the members nobody is tied to",
        ACTS,
        {"isolates": "n", "share": "share", "who": "names"},
        (Listing("groups", {"group": "group", "isolates": "group_n", "members": "group_members"}),),
        FADING,
        (
            Companion(
                "members",
                "table of everybody: columns member and group",
                (
                    Column("member", "text", "who"),
                    Column("group", "text", "trust or area", required=False),
                ),
                required=True,
            ),
        ),
        call=_isolates,
    ),
)
