"""Schools of known difference: what each truly adds, twins, series with a shift, a pulse with few in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.types import BoolArray, FloatArray, IntArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSchools(Result):
    """Schools' results, and what each truly adds.

    Parameters
    ----------
    value, variance : ndarray (n,)
        Observed mean of a school's pupils and its sampling variance.
    covariates : ndarray (n, k)
        Intake.
    pupils : ndarray of int (n,)
        Pupils.
    effect : ndarray (n,)
        What the school truly adds to what its intake predicts.
    is_deviant : ndarray of bool (n,)
        Planted deviants.
    tau : float
        Standard deviation of the other schools' effects.
    seed : int
        Same arguments and seed, same schools.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> simulate_schools(100, deviants=5, seed=1).is_deviant.sum()
    np.int64(5)
    """

    value: FloatArray
    variance: FloatArray
    covariates: FloatArray
    pupils: IntArray
    effect: FloatArray
    is_deviant: BoolArray
    tau: float
    seed: int


def simulate_schools(
    n: int,
    *,
    tau: float = 4.0,
    pupil_sd: float = 20.0,
    deviants: int = 0,
    size: float = 15.0,
    n_covariates: int = 2,
    seed: int,
) -> SimulatedSchools:
    """Draw schools of 10 to 120 pupils whose results follow their intake, their own effect and chance.

    Parameters
    ----------
    n : int
        Schools.
    tau, pupil_sd : float
        Standard deviation between schools of like intake, and between pupils.
    deviants : int
        Schools that add exactly ``size``, chosen at random.
    size : float
        What a deviant adds.
    n_covariates : int
        Features of intake, standard normal; each raises the result by 3.
    seed : int
        Seed.

    Returns
    -------
    SimulatedSchools
        Results and truth.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> simulate_schools(50, seed=1).covariates.shape
    (50, 2)
    """
    rng = np.random.default_rng(seed)
    pupils = rng.integers(10, 121, n)
    covariates = rng.standard_normal((n, n_covariates))
    effect = tau * rng.standard_normal(n)
    is_deviant = np.zeros(n, np.bool_)
    is_deviant[rng.choice(n, deviants, replace=False)] = True
    effect[is_deviant] = size
    variance = pupil_sd**2 / pupils
    value = 50.0 + 3.0 * covariates.sum(axis=1) + effect + np.sqrt(variance) * rng.standard_normal(n)
    return SimulatedSchools(value, variance, covariates, pupils, effect, is_deviant, tau, seed)


def simulate_intake(n: int, d: int, *, missing: float = 0.0, seed: int) -> FloatArray:
    """Draw intake in which school 2i + 1 is the near twin of school 2i.

    Parameters
    ----------
    n, d : int
        Schools (even) and features.
    missing : float
        Share of numbers that are missing at random, as NaN.
    seed : int
        Seed.

    Returns
    -------
    ndarray (n, d)
        Features that hang together, as those of real intake do.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> intake = simulate_intake(4, 3, seed=1)
    >>> bool(abs(intake[0] - intake[1]).max() < 0.01)
    True
    """
    rng = np.random.default_rng(seed)
    common = rng.standard_normal((n // 2, 3)) @ rng.standard_normal((3, d))
    own = np.repeat(common + rng.standard_normal((n // 2, d)), 2, axis=0)
    features = own + 0.001 * rng.standard_normal(own.shape)
    features[rng.random(features.shape) < missing] = np.nan
    return features


def simulate_series(n: int, years: int, *, shift: float = 0.0, at: int = 0, seed: int) -> FloatArray:
    """Draw series of independent years that move by a shift from a year on.

    Parameters
    ----------
    n, years : int
        Schools and years.
    shift : float
        Change of the mean, in standard deviations.
    at : int
        First year of the change.
    seed : int
        Seed.

    Returns
    -------
    ndarray (n, years)
        Series with mean 0 and standard deviation 1 before the shift.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> simulate_series(2, 5, shift=100.0, at=3, seed=1).round(-2)[0] + 0.0
    array([  0.,   0.,   0., 100., 100.])
    """
    series = np.random.default_rng(seed).standard_normal((n, years))
    series[:, at:] += shift
    return series


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPulse(Result):
    """Answers of a staff, wave by wave.

    Parameters
    ----------
    answer : ndarray (n,)
        Answers from 1 to 5.
    wave, person, export : ndarray of int (n,)
        Which pulse, who, and how often it had been shown before.
    role, team : tuple of str (n,)
        Groups.
    seed : int
        Seed.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> len(simulate_pulse(20, waves=2, seed=1).role)
    40
    """

    answer: FloatArray
    wave: IntArray
    person: IntArray
    export: IntArray
    role: tuple[str, ...]
    team: tuple[str, ...]
    seed: int


def simulate_pulse(people: int, *, waves: int = 1, late: float = 0.0, seed: int) -> SimulatedPulse:
    """Draw the answers of people in three roles and four teams of unequal size.

    Parameters
    ----------
    people : int
        How many.
    waves : int
        Pulses everybody answers, much as before.
    late : float
        Share that answers after the wave was first shown.
    seed : int
        Seed.

    Returns
    -------
    SimulatedPulse
        Answers.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> sorted(set(simulate_pulse(50, seed=1).role))
    ['leader', 'support', 'teacher']
    """
    rng = np.random.default_rng(seed)
    role = rng.choice(["teacher", "support", "leader"], people, p=[0.6, 0.3, 0.1])
    team = rng.choice(["north", "south", "east", "west"], people, p=[0.5, 0.3, 0.15, 0.05])
    level = rng.normal(3.2, 1.0, people)
    answers = np.clip(np.rint(level + rng.normal(0.0, 0.5, (waves, people))), 1, 5)
    return SimulatedPulse(
        answer=answers.ravel(),
        wave=np.repeat(np.arange(waves), people),
        person=np.tile(np.arange(people), waves),
        export=(rng.random(waves * people) < late).astype(np.int64),
        role=tuple(role.tolist()) * waves,
        team=tuple(team.tolist()) * waves,
        seed=seed,
    )
