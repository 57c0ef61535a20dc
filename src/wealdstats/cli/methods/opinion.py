"""Where people agree across difference."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.draw import ranked, scatter
from wealdstats.cli.methods.common import LEVEL, SEED, part
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Companion, Listing, Method, Option

VOTES = (
    Column("person", "text", "who"),
    Column("statement", "text", "about what"),
    Column("vote", "number", "1 agree, −1 disagree, 0 pass", one_of=(-1, 0, 1)),
)


def _bridge(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    ties = asked.companions.get("ties")
    pairs = None if ties is None else list(zip(ties["a"].tolist(), ties["b"].tolist(), strict=True))
    return function_of(METHODS[3])(**asked.columns, ties=pairs, **asked.options)


def _groups(answer: Answer) -> Any:  # noqa: ANN401 -- a path
    found = answer.result.groups
    return np.full(len(answer.result.person), -1) if found is None else found


def _divisive(answer: Answer) -> Any:  # noqa: ANN401 -- a path
    found = answer.result.divisive
    return np.full(len(answer.result.statement), np.nan) if found is None else found


def _statements(answer: Answer) -> Any:  # noqa: ANN401 -- a path
    return np.repeat(answer.result.statement, len(answer.result.stratum))


def _strata(answer: Answer) -> Any:  # noqa: ANN401 -- a path
    return np.tile(answer.result.stratum, len(answer.result.statement))


def _flat(path: str) -> Any:  # noqa: ANN401 -- a path
    """Give a matrix by statement, then stratum, whichever way round it is held."""

    def found(answer: Answer) -> Any:  # noqa: ANN401 -- as above
        held = np.asarray(answer.at(path))
        return held.ravel() if len(held) == len(answer.result.statement) else held.T.ravel()

    return found


METHODS = (
    Method(
        "opinion_map",
        "wealdstats.opinion:opinion_map",
        "who thinks alike, and what is agreed across groups",
        VOTES,
        {"groups": "k", "stability": "stability", "silhouette": "silhouette"},
        (
            Listing(
                "statements",
                {
                    "statement": "statement",
                    "agreed across groups": "consensus",
                    "rejected across groups": "against",
                    "divisive": _divisive,
                },
            ),
            Listing(
                "representative",
                {
                    "group": "representative.group",
                    "statement": "representative.statement",
                    "direction": "representative.direction",
                    "share": "representative.share",
                },
            ),
            Listing(
                "people",
                {"person": "person", "x": part("points", 0), "y": part("points", 1), "group": _groups},
            ),
        ),
        (
            Option("min_votes", "whole", "fewest votes of a person who counts"),
            Option("max_groups", "whole", "most groups"),
            Option("min_group", "number", "smallest group, as a share"),
            SEED,
        ),
        draw=scatter(
            part("points", 0), part("points", 1), across="first axis", says="second axis", group=_groups
        ),
    ),
    Method(
        "group_informed_consensus",
        "wealdstats.opinion:group_informed_consensus",
        "what known groups agree on, each counted as one",
        (*VOTES, Column("group", "text", "group of the person")),
        {"groups": "group"},
        (
            Listing(
                "statements",
                {"statement": "statement", "agreed across groups": "consensus", "rejected": "against"},
            ),
        ),
        page_name="opinion_map",
    ),
    Method(
        "support_by_stratum",
        "wealdstats.opinion:support_by_stratum",
        "support in each trust, phase or role, and what is still open",
        (*VOTES, Column("stratum", "text", "trust, phase or role of the person")),
        {"least votes of a stratum": "min_coverage"},
        (
            Listing(
                "support",
                {
                    "statement": _statements,
                    "stratum": _strata,
                    "seen": _flat("seen"),
                    "share": _flat("share"),
                    "lower": _flat("lower"),
                    "upper": _flat("upper"),
                },
            ),
            Listing("statements", {"statement": "statement", "standing": "standing"}),
        ),
        (Option("min_coverage", "whole", "least votes of each stratum"), LEVEL),
        draw=ranked(
            _statements, _flat("share"), _flat("lower"), _flat("upper"), says="share that agrees", at=0.5
        ),
    ),
    Method(
        "bridge",
        "wealdstats.opinion:bridge",
        "what people of different viewpoints endorse, each linked group heard once",
        (
            Column("rater", "text", "who"),
            Column("item", "text", "what"),
            Column("rating", "number", "how they rated it"),
        ),
        {"loss": "loss", "mean": "mu"},
        (
            Listing(
                "items",
                {
                    "item": "item",
                    "raw mean": "raw_mean",
                    "bridged": "intercept",
                    "lower": part("interval", 0),
                    "upper": part("interval", 1),
                    "factor": "factor",
                    "voices": "independent_voices",
                    "status": "status",
                },
            ),
        ),
        (
            Option("intercept_penalty", "number", "penalty on intercepts"),
            Option("factor_penalty", "number", "penalty on factors"),
            Option("min_voices", "whole", "fewest independent voices"),
            Option("min_side", "whole", "fewest voices on each side"),
            LEVEL,
            SEED,
        ),
        (
            Companion(
                "ties",
                "table of raters who are linked: columns a and b",
                (Column("a", "text", "one"), Column("b", "text", "the other")),
            ),
        ),
        call=_bridge,
        draw=ranked(
            "item", "intercept", part("interval", 0), part("interval", 1), says="bridged endorsement"
        ),
        page_name="bridging",
    ),
)
