"""How schools differ."""

from __future__ import annotations

from typing import Any

import numpy as np

from wealdstats.cli.draw import lines, ranked, scatter
from wealdstats.cli.methods.common import COVARIATES, LEVEL, covariates, ends, grid, without
from wealdstats.cli.registry import function_of
from wealdstats.cli.spec import Answer, Asked, Column, Listing, Method, Option, Values
from wealdstats.cli.table import TableError

SCHOOL = Column("school", "text", "school")
VALUE = Column("value", "number", "its result")
VARIANCE = Column("variance", "number", "variance of that result from noise alone")
YEAR = Column("year", "whole", "year", required=False)


def _by_year(asked: Asked) -> tuple[Values, Values, Values, Values | None]:
    """Give schools, values and variances by year, and the years; one year where none is said."""
    if "year" not in asked.columns:
        return asked.columns["school"], asked.columns["value"], asked.columns["variance"], None
    schools, years, values = grid(asked, "school", "year", "value")
    return schools, values, grid(asked, "school", "year", "variance")[2], years.astype(np.int64)


def _between(asked: Asked) -> Any:  # noqa: ANN401 -- as the method's
    _, values, variances, years = _by_year(asked)
    return function_of(METHODS[0])(values, variances, years=years, **asked.options)


def _by_group(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    schools, values, variances, years = _by_year(asked)
    group = dict(zip(asked.columns["school"].tolist(), asked.columns["group"].tolist(), strict=True))
    groups = [group[school] for school in schools.tolist()]
    return function_of(METHODS[1])(values, variances, groups, years=years, **asked.options)


def _residuals(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    return function_of(METHODS[2])(asked.columns["value"], asked.columns["variance"], covariates(asked))


def _deviants(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    given = (asked.columns["value"], asked.columns["variance"], covariates(asked))
    return function_of(METHODS[3])(*given, **without(asked, "covariates"))


def _funnel(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    size = asked.columns["size"].astype(np.int64)
    return function_of(METHODS[4])(size, asked.columns["value"], **asked.options)


def _xmr(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    years = asked.columns["year"].astype(np.int64)
    if len(np.unique(years)) < len(years):
        raise TableError("each year once", "one twice", "give the series of one school")
    order = np.argsort(years)
    return function_of(METHODS[5])(asked.columns["value"][order], years=years[order], **asked.options)


def _comparators(asked: Asked) -> Any:  # noqa: ANN401 -- as above
    names = asked.options["features"]
    features = np.column_stack([asked.table.numbers(name, may_miss=True) for name in names])
    within = asked.columns["within"].tolist() if "within" in asked.columns else None
    given = without(asked, "features")
    return function_of(METHODS[6])(features, names=names, within=within, **given)


def _tau2(answer: Answer) -> Values:
    return np.ravel(answer.result.tau2)


def _cells(path: str) -> Any:  # noqa: ANN401 -- a path
    return lambda answer: np.ravel(answer.at(path))


def _repeated(which: str) -> Any:  # noqa: ANN401 -- a path
    def path(answer: Answer) -> Values:
        groups, years = np.array(answer.result.groups), answer.result.years
        return np.repeat(groups, len(years)) if which == "group" else np.tile(years, len(groups))

    return path


def _signals(answer: Answer) -> list[str]:
    return [f"{signal.year}: {signal.rule.name}" for signal in answer.result.found()]


def _asking(answer: Answer) -> Values:
    places = answer.result.neighbours.shape[1]
    return np.repeat(answer.asked.columns["school"][answer.result.rows], places)


def _like(answer: Answer) -> list[str]:
    schools = answer.asked.columns["school"]
    return [str(schools[row]) if row >= 0 else "" for row in answer.result.neighbours.ravel()]


def _because(answer: Answer) -> list[str]:
    found = answer.result
    return [
        ", ".join(reason.feature for reason in found.reasons(row, place))
        if found.neighbours[row, place] >= 0
        else ""
        for row in range(len(found.rows))
        for place in range(found.neighbours.shape[1])
    ]


METHODS = (
    Method(
        "between_school_variance",
        "wealdstats.variation:between_school_variance",
        "how far schools truly differ, net of noise, and whether it grows",
        (SCHOOL, VALUE, VARIANCE, YEAR),
        {"change a year": "trend", "its standard error": "trend_se"},
        (
            Listing(
                "years",
                {
                    "year": "years",
                    "schools": "n",
                    "variance": _tau2,
                    "se": "se",
                    "lower": "lower",
                    "upper": "upper",
                },
            ),
        ),
        (LEVEL,),
        call=_between,
        draw=lines(
            "years",
            says="variance between schools",
            across="year",
            variance=_tau2,
            lower="lower",
            upper="upper",
        ),
    ),
    Method(
        "variance_by_group",
        "wealdstats.variation:variance_by_group",
        "how far schools differ within each trust, net of noise",
        (SCHOOL, Column("group", "text", "trust or area of the school"), VALUE, VARIANCE, YEAR),
        {"fewest schools of a group": "min_schools"},
        (
            Listing(
                "groups",
                {
                    "group": _repeated("group"),
                    "year": _repeated("year"),
                    "schools": _cells("n"),
                    "variance": _cells("tau2"),
                    "lower": _cells("lower"),
                    "upper": _cells("upper"),
                },
            ),
        ),
        (Option("min_schools", "whole", "fewest schools of a group"), LEVEL),
        call=_by_group,
        draw=ranked(_repeated("group"), _cells("tau2"), _cells("lower"), _cells("upper"), says="variance"),
        page_name="between_school_variance",
    ),
    Method(
        "shrunken_residuals",
        "wealdstats.variation:shrunken_residuals",
        "what each school achieves beyond its intake, drawn in by its noise",
        (SCHOOL, VALUE, VARIANCE),
        {"variance between schools": "tau2", "its standard error": "tau2_se"},
        (
            Listing(
                "schools",
                {
                    "school": "<school",
                    "residual": "residual",
                    "se": "se",
                    "raw": "raw",
                    "expected": "expected",
                    "used": "used",
                },
            ),
        ),
        (COVARIATES,),
        call=_residuals,
        draw=ranked(
            "<school",
            "residual",
            *ends("residual", "se"),
            says="beyond what its intake predicts",
        ),
    ),
    Method(
        "positive_deviants",
        "wealdstats.variation:positive_deviants",
        "schools that do better than schools like them, with false discoveries controlled",
        (SCHOOL, VALUE, VARIANCE),
        {
            "named": lambda answer: answer.asked.columns["school"][answer.result.rows],
            "share of mistakes": "q",
        },
        (
            Listing(
                "schools",
                {
                    "school": "<school",
                    "z": "z",
                    "p": "p_value",
                    "q": "q_value",
                    "is a deviant": "is_deviant",
                },
            ),
        ),
        (
            COVARIATES,
            Option("q", "number", "allowed share of mistakes among those named"),
            Option("floor", "number", "how far beyond expectation counts"),
            Option("against", "text", "what to be better than", ("expected", "neighbours")),
            Option("better", "text", "which way is better", ("higher", "lower")),
            Option("method", "text", "control of false discoveries", ("bh", "by")),
        ),
        call=_deviants,
        draw=scatter(
            lambda answer: answer.result.residuals.expected,
            "<value",
            across="expected from intake",
            says="result",
            group=lambda answer: answer.result.is_deviant.astype(float),
        ),
    ),
    Method(
        "funnel_limits",
        "wealdstats.variation:funnel_limits",
        "how far schools of each size lie from a target by chance alone",
        (SCHOOL, Column("size", "whole", "pupils"), VALUE),
        {"target": "target", "overdispersion": "phi"},
        (
            Listing(
                "schools",
                {
                    "school": "<school",
                    "size": "size",
                    "value": "<value",
                    "lower": "lower.0",
                    "upper": "upper.0",
                    "outside": "outside.0",
                },
            ),
        ),
        (
            Option("target", "number", "what to compare with; the overall value without"),
            Option("kind", "text", "what the results are", ("proportion", "mean", "rate")),
            Option("sd", "number", "standard deviation of a pupil, for means"),
            Option("overdispersion", "text", "how to allow for true differences"),
        ),
        call=_funnel,
        draw=scatter("size", "<value", across="pupils", says="result", group="outside.0"),
    ),
    Method(
        "xmr_chart",
        "wealdstats.variation:xmr_chart",
        "whether a school's series changed beyond its own year-to-year noise",
        (Column("year", "whole", "year"), Column("value", "number", "result", may_miss=True)),
        {"centre": "centre", "lower": "lower", "upper": "upper", "signals": _signals},
        (
            Listing(
                "years", {"year": "years", "value": _cells("value"), "moving range": _cells("moving_range")}
            ),
        ),
        (
            Option("baseline", "whole", "first years the limits come from; all without"),
            Option("centre", "text", "how the centre is found", ("mean", "median")),
            Option("min_ranges", "whole", "fewest year-to-year changes"),
        ),
        call=_xmr,
        draw=lines(
            "years",
            says="result",
            across="year",
            value="value",
            centre="centre",
            lower="lower",
            upper="upper",
        ),
    ),
    Method(
        "comparators",
        "wealdstats.variation:comparators",
        "the schools most like each school, and in what",
        (SCHOOL, Column("within", "text", "only schools of the same, such as phase", required=False)),
        {"distance": "metric"},
        (
            Listing(
                "comparators",
                {"school": _asking, "is like": _like, "distance": _cells("distance"), "alike in": _because},
            ),
        ),
        (
            Option("features", "words", "columns of numbers to be alike in", required=True),
            Option("k", "whole", "how many for each school"),
            Option("min_shared", "number", "least share of features both schools have"),
        ),
        call=_comparators,
    ),
)
