"""From many estimates to what they say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wealdstats.cli.draw import ranked
from wealdstats.cli.methods.panels import SECTOR_COLUMNS, rules, trusts_of
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Asked, Column, Companion, Listing, Method, Option
from wealdstats.dividend import SiteEffect, estimate_sector
from wealdstats.dividend.result import NotEstimated

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


@dataclass(frozen=True, slots=True)
class _Adopted:
    sites: tuple[SiteEffect, ...]
    not_estimated: tuple[NotEstimated, ...]


def _adopted(asked: Asked) -> _Adopted:
    """Estimate adopting as joining is estimated, with sites in place of trusts."""
    adoptions = asked.companions["adoptions"]
    joins = {"joins": {**adoptions, "trust": adoptions["site"]}}
    panel, records, options = trusts_of(replace(asked, companions=joins))
    sector = estimate_sector(panel, records, progress=asked.progress, **options)
    return _Adopted(function_of(BY_NAME["site_effects"])(sector), sector.not_estimated)


def _of_sites(field: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: [getattr(site, field) for site in answer.result.sites]


def _end(sign: float) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: [site.effect + sign * 1.96 * site.se for site in answer.result.sites]


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
        "site_effects",
        "wealdstats.dividend:site_effects",
        "what adopting a practice changed at each site: the table practice_effect takes",
        SECTOR_COLUMNS,
        {
            "sites": lambda answer: len(answer.result.sites),
            "adopters": lambda answer: sum(site.n_adopters for site in answer.result.sites),
        },
        (
            Listing(
                "sites",
                {
                    "site": _of_sites("site"),
                    "effect": _of_sites("effect"),
                    "se": _of_sites("se"),
                    "adopters": _of_sites("n_adopters"),
                },
            ),
            Listing(
                "not estimated",
                {
                    "site": lambda answer: [each.trust for each in answer.result.not_estimated],
                    "reason": lambda answer: [each.reason for each in answer.result.not_estimated],
                },
            ),
        ),
        rules("site", "adopting"),
        (
            Companion(
                "adoptions",
                "table of who adopted when",
                (
                    Column("unit", "text", "school"),
                    Column("site", "text", "trust, or whatever adopted together"),
                    Column("first_year", "whole", "first year it could show in"),
                ),
                required=True,
            ),
        ),
        call=_adopted,
        draw=ranked(
            _of_sites("site"),
            _of_sites("effect"),
            _end(-1.0),
            _end(1.0),
            says="effect and ± 1.96 standard errors",
        ),
        page_name="meta_analysis",
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
