"""From many estimates to what they say together."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.draw import ranked
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Asked, Column, Listing, Method, Option
from wealdstats.dividend import SiteEffect

LEVEL = Option("level", "number", "coverage of the intervals")
STUDY = (
    Column("study", "text", "site, trust or study", required=False),
    Column("effect", "number", "its estimate"),
    Column("se", "number", "its standard error"),
)


def _names(answer: Any) -> Any:  # noqa: ANN401 -- a path
    columns = answer.asked.columns
    return columns.get("study", np.arange(1, len(answer.asked.table) + 1).astype(str))


def _without_names(method: str) -> Any:  # noqa: ANN401 -- a call
    def call(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
        return function_of(BY_NAME[method])(asked.columns["effect"], asked.columns["se"], **asked.options)

    return call


def _sites(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    columns = asked.columns
    values = (columns[name].tolist() for name in ("site", "effect", "se", "adopters"))
    sites = [
        SiteEffect(str(site), effect, se, int(adopters))
        for site, effect, se, adopters in zip(*values, strict=True)
    ]
    return function_of(BY_NAME["practice_effect"])(sites, **asked.options)


METHODS = (
    Method(
        "random_effects",
        "wealdstats.meta:random_effects",
        "the mean of effects that truly differ, and how much they do",
        STUDY,
        {
            "effect": "estimate",
            "standard error": "se",
            "interval": "conf_int",
            "p value": "p",
            "variance between": "tau2",
            "its interval": "tau2_interval",
            "where a new one would lie": "prediction",
            "I²": "i2",
            "studies": "n",
        },
        (Listing("weights", {"study": _names, "effect": "<effect", "se": "<se", "weight": "weights"}),),
        (LEVEL,),
        call=_without_names("random_effects"),
        draw=ranked(
            _names,
            "<effect",
            lambda answer: answer.asked.columns["effect"] - 1.96 * answer.asked.columns["se"],
            lambda answer: answer.asked.columns["effect"] + 1.96 * answer.asked.columns["se"],
            says="effect and ± 1.96 standard errors",
        ),
        page_name="meta_analysis",
    ),
    Method(
        "shrink",
        "wealdstats.shrinkage:shrink",
        "estimates drawn towards each other by as much as they are uncertain",
        STUDY,
        {"mean": "mean", "standard deviation between": "tau"},
        (
            Listing(
                "shrunken",
                {
                    "study": _names,
                    "given": "<effect",
                    "shrunken": "effect",
                    "se": "se",
                    "lower": "lower",
                    "upper": "upper",
                    "wrong sign": "wrong_sign",
                },
            ),
        ),
        (LEVEL,),
        call=_without_names("shrink"),
        draw=ranked(_names, "effect", "lower", "upper", says="shrunken effect"),
        page_name="shrinkage",
    ),
    Method(
        "practice_effect",
        "wealdstats.dividend:practice_effect",
        "what adopting a practice changed, over sites, from three numbers of each",
        (
            Column("site", "text", "trust, or whatever adopted together"),
            *STUDY[1:],
            Column("adopters", "whole", "schools behind it"),
        ),
        {
            "effect": "pooled.estimate",
            "interval": "pooled.conf_int",
            "where the next site would lie": "pooled.prediction",
            "adopters": "n_adopters",
        },
        options=(
            Option("min_adopters", "whole", "fewest adopters for anything to be known"),
            Option("min_sites", "whole", "fewest sites"),
            LEVEL,
        ),
        call=_sites,
        draw=ranked(
            "<site",
            "<effect",
            lambda answer: answer.asked.columns["effect"] - 1.96 * answer.asked.columns["se"],
            lambda answer: answer.asked.columns["effect"] + 1.96 * answer.asked.columns["se"],
            says="effect and ± 1.96 standard errors",
        ),
        page_name="meta_analysis",
    ),
)
BY_NAME = {method.name: method for method in METHODS}
