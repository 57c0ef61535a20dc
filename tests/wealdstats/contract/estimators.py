"""Every estimator behind one face, so that one suite can hold them all to one contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from wealdstats.dividend import (
    Rule,
    att_gt,
    difference_in_differences,
    estimate_dividend,
    synthetic_control,
    synthetic_did,
)
from wealdstats.dividend.batch import fit_batch, noise_level
from wealdstats.panel import Join, Joins, Panel


@dataclass(frozen=True)
class Question:
    """Units by periods, some of them treated from one period on."""

    y: np.ndarray
    treated: np.ndarray
    n_pre: int
    seed: int = 0
    first_year: int = 2010
    names: tuple[str, ...] = ()

    def named(self):
        return self.names or tuple(f"{row:06}" for row in range(len(self.y)))

    def panel(self):
        names, years = self.named(), range(self.first_year, self.first_year + self.y.shape[1])
        same = {key: dict.fromkeys(names, key) for key in ("phase", "region", "local_authority")}
        units = np.repeat(names, len(years))
        return Panel.from_long(units, list(years) * len(names), np.ravel(self.y), **same)

    def treated_year(self):
        return self.first_year + self.n_pre


@dataclass(frozen=True)
class Answer:
    """What every estimator says: effects, their errors, weights of the units, and the result itself."""

    att: np.ndarray
    se: np.ndarray
    result: object
    weights: np.ndarray | None = None


@dataclass(frozen=True)
class Estimator:
    name: str
    ask: Callable[[Question], Answer]
    keeps_level: bool = field(default=True)  # a constant added to one unit changes nothing
    se_in_any_order: bool = field(default=True)  # False: its draws follow the order of units
    drops_incomplete: bool = field(default=False)  # holes are left out and counted, not refused
    needs_seed: bool = field(default=False)
    sees_shocks: bool = field(default=False)  # its noise level counts changes about one overall mean
    refuses_nobody: bool = field(default=True)  # False: no targets, no effects


def _weights(question: Question, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    weights = np.zeros(len(question.y))
    weights[rows] = values
    return weights


def _single(estimator, placebo="enumerate"):
    def ask(question):
        fit = estimator(
            question.y,
            treated=question.treated,
            n_pre=question.n_pre,
            placebo=placebo,
            seed=question.seed,
        )
        weights = _weights(question, fit.controls, fit.unit_weights)
        return Answer(np.array([fit.att]), np.array([fit.se]), fit, weights)

    return ask


def _batched(method):
    def ask(question):
        y, mask = np.asarray(question.y, float), np.asarray(question.treated)
        controls = y[~mask]
        sigma = noise_level(controls[:, : question.n_pre]) if question.n_pre > 1 else 1.0
        fit = fit_batch(y[mask], controls, n_pre=question.n_pre, method=method, sigma=sigma)
        mean = fit.unit_weights.sum(axis=0) / max(1, len(fit.att))
        weights = _weights(question, np.flatnonzero(~mask), mean)
        return Answer(np.sort(fit.att), np.zeros(0), fit, weights)

    return ask


def _grouped(control):
    def ask(question):
        panel = question.panel()
        of = dict(zip(question.named(), question.treated, strict=True))
        cohort = np.array([question.treated_year() if of[unit] else np.inf for unit in panel.units])
        effects = att_gt(panel, cohort, control=control)
        simple = effects.simple
        return Answer(np.array([simple.att]), np.array([simple.se]), effects)

    return ask


def _trust(question):
    year = question.treated_year()
    members = [unit for unit, joined in zip(question.named(), question.treated, strict=True) if joined]
    joins = Joins(tuple(Join(unit, "T", year) for unit in members))
    rule = Rule(min_schools=1, donors=10, min_donors=5)
    found = estimate_dividend(question.panel(), joins, "T", rule=rule, draws=50, seed=question.seed)
    return Answer(np.array([found.att]), np.array([found.se]), found)


ESTIMATORS = (
    Estimator("synthetic_did", _single(synthetic_did), sees_shocks=True),
    Estimator(
        "synthetic_did, drawn",
        _single(synthetic_did, 20),
        se_in_any_order=False,
        needs_seed=True,
        sees_shocks=True,
    ),
    Estimator("synthetic_control", _single(synthetic_control), keeps_level=False),
    Estimator("difference_in_differences", _single(difference_in_differences)),
    Estimator("fit_batch sdid", _batched("sdid"), sees_shocks=True, refuses_nobody=False),
    Estimator("fit_batch sc", _batched("sc"), refuses_nobody=False, keeps_level=False),
    Estimator("fit_batch did", _batched("did"), refuses_nobody=False),
    Estimator("att_gt never", _grouped("never"), drops_incomplete=True),
    Estimator("att_gt not_yet", _grouped("not_yet"), drops_incomplete=True),
    Estimator(
        "estimate_dividend",
        _trust,
        keeps_level=False,
        se_in_any_order=False,
        drops_incomplete=True,
        needs_seed=True,
    ),
)
