"""How dependable judgements are."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.draw import lines, ranked
from wealdstats.cli.methods.common import DRAWS, LEVEL, SEED, ends, grid, without
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Companion, Listing, Method, Option

TARGET = Column("target", "text", "school or whatever is judged")
REVIEWER = Column("reviewer", "text", "who judges")
CRITERION = Column("criterion", "text", "in what respect")
SCORE = Column("score", "number", "the judgement")
FALSE = Option("false_alarms", "number", "share of innocent ones that may be named")
FACETS = Option("facets", "words", "columns that say who, what and when", required=True)
AIM = Option("target", "text", "the facet whose scores should be told apart", required=True)


def _rasch(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    return function_of(METHODS[0])(**asked.columns, **asked.options)


def _icc(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    return function_of(METHODS[2])(grid(asked, "target", "judge", "score")[2], **asked.options)


def _alpha(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    return function_of(METHODS[3])(grid(asked, "judge", "target", "score")[2], **asked.options)


def _study(asked: Asked, **options: Any) -> Any:  # noqa: ANN401 -- as above
    facets = {name: asked.table.texts(name) for name in asked.options["facets"]}
    return function_of(METHODS[4])(asked.columns["score"], facets, target=asked.options["target"], **options)


def _decision(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    given = without(asked, "facets", "target", "over", "most")
    numbers = tuple(range(1, asked.options.get("most", 10) + 1))
    return function_of(METHODS[5])(_study(asked), asked.options["over"], numbers=numbers, **given)


def _cosiness(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    ties = asked.companions.get("ties", {"a": np.array([]), "b": np.array([])})
    pairs = list(zip(ties["a"].tolist(), ties["b"].tolist(), strict=True))
    return function_of(METHODS[7])(**asked.columns, ties=pairs, **asked.options)


def _measures(facet: str, says: str) -> Listing:
    return Listing(
        says,
        {
            "name": f"{facet}.names",
            "estimate": f"{facet}.estimate",
            "se": f"{facet}.se",
            "infit": f"infit.{facet}",
            "outfit": f"outfit.{facet}",
            "fair average": f"fair_average.{facet}",
        },
    )


def _pairs(field: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: [getattr(each, field) for each in answer.result.pairs]


def _pools(answer: Answer) -> int:
    return len(np.unique(answer.result.reviewer_pool))


SIX = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")
METHODS = (
    Method(
        "rasch_facets",
        "wealdstats.agreement:rasch_facets",
        "levels of schools net of how severe their reviewers are",
        (
            TARGET,
            CRITERION,
            REVIEWER,
            Column("score", "whole", "category, from the lowest up"),
            Column("occasion", "number", "when, to look for drift", required=False),
        ),
        {
            "variance of levels": "variance",
            "deviance": "deviance",
            "connected": "connected",
            "reliability of levels": "reliability.level",
            "reliability of severities": "reliability.severity",
            "thresholds": "thresholds.estimate",
        },
        (
            _measures("level", "targets"),
            _measures("severity", "reviewers"),
            _measures("difficulty", "criteria"),
        ),
        (
            Option(
                "model", "text", "thresholds for all criteria or for each", ("rating_scale", "partial_credit")
            ),
        ),
        call=_rasch,
        draw=ranked(
            "level.names",
            "level.estimate",
            *ends("level.estimate", "level.se"),
            says="level in logits",
        ),
    ),
    Method(
        "reviewer_pools",
        "wealdstats.agreement:reviewer_pools",
        "whether all reviewers can be compared, or fall apart into pools",
        (TARGET, REVIEWER),
        {"pools": _pools},
        (
            Listing("reviewers", {"reviewer": "reviewers", "pool": "reviewer_pool"}),
            Listing("targets", {"target": "targets", "pool": "target_pool"}),
        ),
        page_name="rasch_facets",
    ),
    Method(
        "icc",
        "wealdstats.agreement:icc",
        "how alike judges score the same targets, in six ways",
        (TARGET, Column("judge", "text", "who scores"), SCORE),
        {name: name for name in SIX}
        | {f"{name} interval": f"intervals.{name}" for name in SIX}
        | {"targets": "n_targets", "judges": "n_judges", "left out": "left_out"},
        options=(
            Option("missing", "text", "what to do about targets with a missing score", ("refuse", "drop")),
            LEVEL,
        ),
        call=_icc,
        draw=ranked(
            lambda _: SIX,
            lambda answer: [answer.at(name) for name in SIX],
            lambda answer: [answer.at(f"intervals.{name}.lower") for name in SIX],
            lambda answer: [answer.at(f"intervals.{name}.upper") for name in SIX],
            says="correlation",
        ),
    ),
    Method(
        "krippendorff_alpha",
        "wealdstats.agreement:krippendorff_alpha",
        "agreement beyond chance, with any number of judges and holes",
        (Column("judge", "text", "who judges"), TARGET, SCORE),
        {"alpha": "alpha", "interval": "interval", "units": "n_units", "ratings": "n_ratings"},
        options=(
            Option("metric", "text", "kind of scale", ("nominal", "ordinal", "interval", "ratio")),
            LEVEL,
        ),
        call=_alpha,
    ),
    Method(
        "g_study",
        "wealdstats.agreement:g_study",
        "where the variance of judgements comes from",
        (SCORE,),
        {"mean": "mean", "judgements": "n", "deviance": "deviance"},
        (Listing("parts", {"part": "terms", "variance": "variance", "se": "se", "share": "share"}),),
        (FACETS, AIM),
        call=_study,
        draw=ranked(
            "terms",
            "variance",
            *ends("variance", "se"),
            says="variance and ± 1.96 standard errors",
        ),
    ),
    Method(
        "d_study",
        "wealdstats.agreement:d_study",
        "how many reviewers would make a judgement dependable",
        (SCORE,),
        {"needed": "needed", "wanted": "wanted", "cannot exceed": "ceiling"},
        (
            Listing(
                "numbers",
                {
                    "how many": "numbers",
                    "relative": "relative",
                    "absolute": "absolute",
                    "lower": "lower",
                    "upper": "upper",
                },
            ),
        ),
        (
            FACETS,
            AIM,
            Option("over", "text", "the facet whose number is asked about", required=True),
            Option("most", "whole", "largest number to look at [10]"),
            Option("wanted", "number", "dependability wanted"),
        ),
        call=_decision,
        draw=lines("numbers", says="dependability", across="how many", absolute="absolute", wanted="wanted"),
        page_name="g_study",
    ),
    Method(
        "bradley_terry",
        "wealdstats.agreement:bradley_terry",
        "strengths from comparisons of two, with judges who differ from the rest",
        (
            Column("judge", "text", "who compared"),
            Column("winner", "text", "which was better"),
            Column("loser", "text", "than which"),
            Column("tied", "flag", "whether neither was", required=False),
        ),
        {"reliability": "reliability", "split half": "split_half", "log likelihood": "log_likelihood"},
        (
            Listing("items", {"item": "items", "strength": "strength", "se": "se"}),
            Listing(
                "judges",
                {"judge": "judges", "misfit": "judge_misfit", "z": "judge_z", "comparisons": "judge_count"},
            ),
        ),
        (
            Option("penalty", "number", "penalty on strengths, where one wins everything"),
            Option("splits", "whole", "splits for the split-half reliability"),
            SEED,
        ),
        draw=ranked("items", "strength", *ends("strength", "se"), says="strength"),
    ),
    Method(
        "cosiness",
        "wealdstats.agreement:cosiness",
        "whether reviewers are kinder to those who review them or are tied to them",
        (
            REVIEWER,
            TARGET,
            SCORE,
            Column("home", "text", "the reviewer's own school", required=False),
            Column("criterion", "text", "in what respect", required=False),
        ),
        {
            "leniency": "leniency",
            "standard error": "se",
            "p value": "p_value",
            "mutual": "mutual",
            "tied": "tied",
            "independent": "independent",
        },
        (
            Listing(
                "pairs",
                {
                    name: _pairs(field)
                    for name, field in (
                        ("first", "first"),
                        ("second", "second"),
                        ("reviews", "reviews"),
                        ("leniency", "leniency"),
                        ("p", "p_value"),
                        ("named", "named"),
                    )
                },
            ),
        ),
        (FALSE, DRAWS, SEED),
        (
            Companion(
                "ties",
                "table of those who are tied: columns a and b",
                (Column("a", "text", "one"), Column("b", "text", "the other")),
            ),
        ),
        call=_cosiness,
    ),
    Method(
        "halo",
        "wealdstats.agreement:halo",
        "reviewers whose scores do not tell criteria apart",
        (REVIEWER, TARGET, CRITERION, SCORE),
        {"agreement": "agreement", "share of false alarms": "false_alarms"},
        (
            Listing(
                "reviewers",
                {
                    "reviewer": "reviewers",
                    "halo": "halo",
                    "se": "se",
                    "p": "p_value",
                    "flagged": "flagged",
                    "reviews": "reviews",
                },
            ),
        ),
        (FALSE, DRAWS, SEED),
        draw=ranked("reviewers", "halo", *ends("halo", "se"), says="halo"),
    ),
)
