"""Which methods there are, and where each is described."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from wealdstats.cli.spec import Asked, Method
from wealdstats.errors import InputError

# By subject, so that only the one asked for is loaded.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "dividend": (
        "synthetic_did",
        "synthetic_control",
        "difference_in_differences",
        "att_gt",
        "dividend",
        "sector",
        "pool_measures",
    ),
    "pooling": ("random_effects", "shrink", "site_effects", "practice_effect"),
    "variation": (
        "between_school_variance",
        "variance_by_group",
        "shrunken_residuals",
        "positive_deviants",
        "funnel_limits",
        "xmr_chart",
        "comparators",
    ),
    "opinion": ("opinion_map", "group_informed_consensus", "support_by_stratum", "bridge"),
    "agreement": (
        "rasch_facets",
        "reviewer_pools",
        "icc",
        "krippendorff_alpha",
        "g_study",
        "d_study",
        "bradley_terry",
        "cosiness",
        "halo",
    ),
    "matching": ("assign",),
    "networks": ("connectivity", "conductivity", "reciprocity_tallies", "isolates"),
    "bets": ("value_bets", "pulse_results"),
    "disclosure": ("hidden_cells",),
}


def method(name: str) -> Method:
    """Give a method by its name.

    Parameters
    ----------
    name : str
        As on the command line.

    Returns
    -------
    Method
        What it needs, takes and shows.

    Raises
    ------
    InputError
        When there is none of that name.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> method("icc").function
    'wealdstats.agreement:icc'
    """
    for subject, names in SUBJECTS.items():
        if name in names:
            module = importlib.import_module(f"wealdstats.cli.methods.{subject}")
            methods: tuple[Method, ...] = module.METHODS
            return {found.name: found for found in methods}[name]
    raise InputError("a method", name, "choose one of those `python -m wealdstats --help` lists")


def function_of(found: Method) -> Callable[..., Any]:
    """Give the function a method asks.

    Parameters
    ----------
    found : Method
        A method.

    Returns
    -------
    callable
        The function.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> function_of(method("icc")).__name__
    'icc'
    """
    module, name = found.function.split(":")
    answers: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return answers


def ask(found: Method, asked: Asked) -> Any:  # noqa: ANN401 -- every method has a result of its own
    r"""Ask a method.

    Parameters
    ----------
    found : Method
        Which.
    asked : Asked
        What was read and said.

    Returns
    -------
    object
        Its result.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> import numpy as np
    >>> from wealdstats.cli.table import parse
    >>> columns = {"giver": np.array(["Ash"]), "receiver": np.array(["Oak"])}
    >>> asked = Asked(parse("a.csv", "giver,receiver\nAsh,Oak\n"), columns, {}, {}, lambda done, total: None)
    >>> ask(method("reciprocity_tallies"), asked).given
    array([1., 0.])
    """
    if found.call is not None:
        return found.call(asked)
    return function_of(found)(**asked.columns, **asked.options)


def defaults(found: Method) -> Mapping[str, object]:
    """Give the defaults of a method's options.

    Parameters
    ----------
    found : Method
        Which.

    Returns
    -------
    dict
        By parameter; only those that say anything.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> defaults(method("icc"))["level"]
    0.95
    """
    parameters = inspect.signature(function_of(found)).parameters.values()
    silent = (inspect.Parameter.empty, None, ())
    return {
        each.name: each.default for each in parameters if not any(each.default is none for none in silent)
    }
