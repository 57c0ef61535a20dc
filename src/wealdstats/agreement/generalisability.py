"""Generalisability: where the variance of judgements lies, and how many judges make them dependable."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, prod

import numpy as np
from scipy import special

from wealdstats.agreement.reml import reml
from wealdstats.errors import InputError, NoVariationError, TooFewError
from wealdstats.labels import Coded, Labels, coded, finite_column
from wealdstats.types import FloatArray, IntArray, Result

RESIDUAL = "residual"


@dataclass(frozen=True, slots=True, eq=False)
class GStudy(Result):
    """Variance components of judgements.

    Parameters
    ----------
    terms : tuple of str
        Names of the components, facets joined by ":"; the last is "residual".
    variance, se : ndarray (k,)
        Components, in squared units of the score, and their standard errors. One at zero is a boundary, where
        the standard error says little.
    share : ndarray (k,)
        Of the total.
    covariance : ndarray (k, k)
        Sampling covariance of the components.
    within : tuple of tuple of str
        Facets whose levels each component varies with; the residual varies with all.
    target : str
        What is judged.
    levels : tuple of int
        How many levels each facet has, in the order of ``facets``.
    facets : tuple of str
        Names of the facets.
    mean, mean_se, deviance : float
        Overall mean with its standard error; −2 log restricted likelihood.
    n : int
        Judgements.

    Notes
    -----
    Source: Brennan (2001), Generalizability Theory.

    Examples
    --------
    >>> who = {"school": [0, 0, 1, 1, 2, 2], "reviewer": [0, 1, 0, 1, 0, 1]}
    >>> g_study(np.array([1.0, 2.0, 3.0, 5.0, 6.0, 6.0]), who, target="school").terms
    ('school', 'reviewer', 'residual')
    """

    terms: tuple[str, ...]
    variance: FloatArray
    se: FloatArray
    share: FloatArray
    covariance: FloatArray
    within: tuple[tuple[str, ...], ...]
    target: str
    levels: tuple[int, ...]
    facets: tuple[str, ...]
    mean: float
    mean_se: float
    deviance: float
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class DStudy(Result):
    """How dependable judgements would be with other numbers of judges.

    Parameters
    ----------
    facet : str
        What is varied.
    numbers : ndarray of int (m,)
        How many of it.
    relative : ndarray (m,)
        Generalisability coefficient: dependability of the order of targets.
    absolute : ndarray (m,)
        Dependability of the level itself, severity included.
    lower, upper : ndarray (m,)
        95 % interval of ``absolute``, by the delta method on its log odds.
    error_sd : ndarray (m,)
        Standard error of one target's mean as a level, in units of the score.
    needed : int or None
        Smallest number with ``absolute`` at least ``wanted``; None where no number would do.
    needed_relative : int or None
        The same for ``relative``.
    ceiling : float
        What ``absolute`` tends to with ever more of the facet.
    wanted : float
        Dependability asked for.

    Notes
    -----
    Source: Brennan (2001), Generalizability Theory, chapter 4.

    Examples
    --------
    >>> who = {"school": [0, 0, 1, 1, 2, 2], "reviewer": [0, 1, 0, 1, 0, 1]}
    >>> study = g_study(np.array([1.0, 2.0, 3.0, 5.0, 6.0, 6.0]), who, target="school")
    >>> d_study(study, "reviewer").needed
    1
    """

    facet: str
    numbers: IntArray
    relative: FloatArray
    absolute: FloatArray
    lower: FloatArray
    upper: FloatArray
    error_sd: FloatArray
    needed: int | None
    needed_relative: int | None
    ceiling: float
    wanted: float


def g_study(
    score: FloatArray,
    facets: Mapping[str, Labels],
    *,
    target: str,
    terms: Sequence[Sequence[str]] | None = None,
) -> GStudy:
    """Split the variance of judgements between what is judged, who judges and by what criterion.

    Parameters
    ----------
    score : ndarray (n,)
        One judgement a row, in any unit; finite. A judgement that is missing has no row, and designs need not
        be balanced.
    facets : mapping of str to sequence (n,)
        Labels of each row: who is judged, by whom, by what criterion. A label used again under another level
        is the same thing there (crossed); name nested ones apart ("school 3, reviewer 1").
    target : str
        The facet that is judged.
    terms : sequence of sequences of facets, optional
        Components wanted beside the residual. By default every facet and every combination; those that split
        the rows alike (nesting) are one, and those that leave each row its own level are the residual.

    Returns
    -------
    GStudy
        Components with standard errors.

    Raises
    ------
    InputError
        With columns of different lengths, missing values, an unknown facet, two terms that split the rows
        alike, or terms that cross so much that their factorisation is too large.
    TooFewError
        With fewer than two levels of a component, or fewer rows than the components need.
    NoVariationError
        When all scores are equal.
    NotSolvedError
        When the components cannot be told apart.

    Notes
    -----
    Source: Cronbach, Gleser, Nanda and Rajaratnam (1972), The Dependability of Behavioral Measurements;
    estimated by restricted maximum likelihood (Patterson and Thompson 1971, Biometrika 58(3)). Assumes levels
    drawn at random and holes unrelated to scores. It does not show whether judges are right together.

    Examples
    --------
    >>> rows, columns = np.indices((6, 4)).reshape(2, -1)
    >>> score = np.array([9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7])
    >>> study = g_study(score, {"school": rows, "reviewer": columns}, target="school")
    >>> study.variance.round(3)
    array([2.556, 5.244, 1.019])
    """
    columns = {name: coded(labels, name, len(score)) for name, labels in facets.items()}
    y = finite_column(score, "score", len(score))
    if target not in columns:
        raise InputError(f"a target among {tuple(columns)}", repr(target), "name the facet that is judged")
    parts = _default_terms(columns) if terms is None else _asked_terms(columns, terms)
    _check(y, parts)
    found = reml(y, tuple(part.codes for part in parts.values()))
    return GStudy(
        terms=(*(":".join(within) for within in parts), RESIDUAL),
        variance=found.variance,
        se=np.sqrt(found.covariance.diagonal()),
        share=found.variance / found.variance.sum(),
        covariance=found.covariance,
        within=(*parts, tuple(columns)),
        target=target,
        levels=tuple(column.n for column in columns.values()),
        facets=tuple(columns),
        mean=found.mean,
        mean_se=found.mean_se,
        deviance=found.deviance,
        n=len(y),
    )


def _joined(columns: Mapping[str, Coded], within: Sequence[str]) -> Coded:
    """Give each combination of levels that occurs a level of its own."""
    together = np.zeros(len(next(iter(columns.values())).codes), np.int64)
    for name in within:
        together = coded(together * columns[name].n + columns[name].codes, name).codes
    return coded(together, ":".join(within))


def _default_terms(columns: Mapping[str, Coded]) -> dict[tuple[str, ...], Coded]:
    """Every way the facets split the rows; of several that split them alike, the one naming most facets."""
    kept: dict[tuple[str, ...], Coded] = {}
    for size in range(1, len(columns) + 1):
        for within in itertools.combinations(columns, size):
            part = _joined(columns, within)
            twin = next((name for name, other in kept.items() if _alike(other, part)), None)
            if part.n < len(part.codes) and twin is None:
                kept[within] = part
            elif twin is not None and set(twin) < set(within):
                kept = {within if name == twin else name: other for name, other in kept.items()}
    return kept


def _asked_terms(
    columns: Mapping[str, Coded], terms: Sequence[Sequence[str]]
) -> dict[tuple[str, ...], Coded]:
    for name in itertools.chain.from_iterable(terms):
        if name not in columns:
            raise InputError(f"facets among {tuple(columns)}", repr(name), "correct the terms")
    parts = {tuple(within): _joined(columns, within) for within in terms}
    for (one, first), (other, second) in itertools.combinations(parts.items(), 2):
        if _alike(first, second):
            finding = f"{':'.join(one)} and {':'.join(other)} split the rows alike"
            raise InputError("terms that can be told apart", finding, "leave one of them out")
    return parts


def _alike(one: Coded, other: Coded) -> bool:
    if one.n != other.n:
        return False
    return len(np.unique(one.codes * other.n + other.codes)) == one.n


def _check(y: FloatArray, parts: Mapping[tuple[str, ...], Coded]) -> None:
    for within, part in parts.items():
        if not 2 <= part.n < len(y):
            finding = f"{part.n} levels of {':'.join(within)} among {len(y)} judgements"
            raise TooFewError("two levels or more, and some with two judgements", finding, "leave it out")
    if len(y) <= len(parts) + 1:
        finding = f"{len(y)} judgements for {len(parts) + 1} components"
        raise TooFewError("more judgements than components", finding, "collect more")
    if np.ptp(y) <= 1e-14 * np.abs(y).max():
        raise NoVariationError("scores that differ", "one score throughout", "check the scores")


def d_study(
    study: GStudy,
    facet: str,
    *,
    numbers: Sequence[int] = tuple(range(1, 11)),
    held: Mapping[str, int] | None = None,
    fixed: Sequence[str] = (),
    own: Sequence[str] = (),
    wanted: float = 0.8,
) -> DStudy:
    """Ask how many of a facet, such as reviewers, would make judgements dependable.

    Parameters
    ----------
    study : GStudy
        Components already estimated.
    facet : str
        What to vary.
    numbers : sequence of int
        How many to try, each at least 1.
    held : mapping of str to int, optional
        How many of each other facet; as many as were in the study where not said.
    fixed : sequence of str
        Facets whose levels are all there are (the criteria of one framework): what varies with them and the
        target alone belongs to the target.
    own : sequence of str
        Facets of which every target gets its own, so that their severity disturbs the order of targets too.
    wanted : float
        Dependability asked for, between 0 and 1.

    Returns
    -------
    DStudy
        Relative and absolute dependability by number, and the numbers needed.

    Raises
    ------
    InputError
        With an unknown facet, the target itself, a number below 1 or ``wanted`` outside (0, 1).
    NoVariationError
        When the targets show no variance: no number of judges helps.

    Notes
    -----
    Source: Brennan (2001), Generalizability Theory, chapter 4. Assumes further judges of the same kind.
    Dependable does not mean valid.

    Examples
    --------
    >>> rows, columns = np.indices((6, 4)).reshape(2, -1)
    >>> score = np.array([9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7])
    >>> study = g_study(score, {"school": rows, "reviewer": columns}, target="school")
    >>> found = d_study(study, "reviewer", numbers=[1, 4])
    >>> found.absolute.round(2), found.relative.round(2), found.needed
    (array([0.29, 0.62]), array([0.71, 0.91]), 10)
    """
    sizes = _sizes(study, facet, numbers, held or {}, fixed, own, wanted)
    signal = np.array([_is_signal(study.target, within, fixed) for within in study.within])
    shared = np.array([study.target in within or bool({*within} & {*own}) for within in study.within])
    with_facet = np.array([facet in within for within in study.within])
    others = np.array([_divisor(study.target, within, sizes, facet) for within in study.within])
    universe = float((study.variance / others)[signal].sum())
    if universe <= 0.0:
        raise NoVariationError("targets that differ", "a variance of zero", "judge more varied targets")
    counts = np.asarray(numbers, np.int64)
    divided = 1.0 / (others * np.where(with_facet, counts[:, None], 1))
    errors = divided * ~signal
    absolute = errors @ study.variance
    relative = (errors * shared) @ study.variance
    lower, upper = _limits(study, divided * signal, errors)
    parts = [
        (
            (study.variance / others)[~signal & kind & with_facet],
            (study.variance / others)[~signal & kind & ~with_facet],
        )
        for kind in (np.ones_like(shared), shared)
    ]
    needed = [_needed(universe, float(a.sum()), float(b.sum()), wanted) for a, b in parts]
    return DStudy(
        facet=facet,
        numbers=counts,
        relative=universe / (universe + relative),
        absolute=universe / (universe + absolute),
        lower=lower,
        upper=upper,
        error_sd=np.sqrt(absolute),
        needed=needed[0],
        needed_relative=needed[1],
        ceiling=universe / (universe + float(parts[0][1].sum())),
        wanted=wanted,
    )


def _sizes(
    study: GStudy,
    facet: str,
    numbers: Sequence[int],
    held: Mapping[str, int],
    fixed: Sequence[str],
    own: Sequence[str],
    wanted: float,
) -> dict[str, int]:
    """How many of each facet there are to be."""
    free = set(study.facets) - {study.target}
    if facet in fixed or not {facet, *held, *fixed, *own} <= free:
        found = f"facet {facet!r}, held {sorted(held)}, fixed {sorted(fixed)}, own {sorted(own)}"
        raise InputError(f"facets among {sorted(free)}, the varied one not fixed", found, "correct the names")
    if not len(numbers) or min([*numbers, *held.values()]) < 1 or not 0.0 < wanted < 1.0:
        found = f"numbers {list(numbers)}, held {dict(held)}, wanted {wanted}"
        raise InputError("numbers of 1 or more and wanted between 0 and 1", found, "correct these")
    return dict(zip(study.facets, study.levels, strict=True)) | dict(held)


def _is_signal(target: str, within: Sequence[str], fixed: Sequence[str]) -> bool:
    return target in within and {*within} <= {target, *fixed}


def _divisor(target: str, within: Sequence[str], sizes: Mapping[str, int], facet: str) -> float:
    return float(prod(sizes[name] for name in within if name not in (target, facet)))


def _needed(universe: float, falling: float, staying: float, wanted: float) -> int | None:
    """Smallest number n with universe / (universe + falling / n + staying) at least what is wanted."""
    room = universe * (1.0 - wanted) / wanted - staying
    if room <= 0.0:
        return None if falling > 0.0 or room < 0.0 else 1
    return max(1, ceil(falling / room - 1e-9))


def _limits(study: GStudy, signal: FloatArray, errors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """95 % interval of the absolute dependability, symmetric in its log odds log(signal / error)."""
    top, bottom = signal @ study.variance, np.maximum(errors @ study.variance, np.finfo(float).tiny)
    slope = signal / top[:, None] - errors / bottom[:, None]
    with np.errstate(over="ignore"):
        spread = np.sqrt(np.einsum("ij,jk,ik->i", slope, study.covariance, slope))
    middle, half = np.log(top / bottom), special.ndtri(0.975) * spread
    return special.expit(middle - half), special.expit(middle + half)
