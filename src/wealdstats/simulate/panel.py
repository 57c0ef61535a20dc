"""Draw a sector: schools, their results, and the trusts they join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wealdstats.panel import Join, Joins, Panel
from wealdstats.simulate.world import Plant, Selection, Shocks, World
from wealdstats.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """A sector and the truth about it.

    Parameters
    ----------
    panel : Panel
        Results; every school of phase ``"Primary"``.
    joins : Joins
        Who joined which trust when.
    plants : mapping of str to Plant
        What each trust truly does.
    att : mapping of str to float
        Its true effect: mean over its schools of the mean effect over the years from joining on.
    first_year : int
        First affected year of the first trusts.

    Notes
    -----
    Source: docs/methods/simulate.md.

    Examples
    --------
    >>> simulate(World(trusts=2), seed=1).att
    {'T00': 0.0, 'T01': 0.0}
    """

    panel: Panel
    joins: Joins
    plants: dict[str, Plant]
    att: dict[str, float]
    first_year: int


@dataclass(frozen=True, slots=True)
class _Draw:
    """Places and untouched results (n, T), and what could make a school join."""

    region: IntArray
    authority: IntArray
    permanent: FloatArray
    trend: FloatArray
    results: FloatArray


def simulate(world: World, *, seed: int) -> Simulated:
    """Draw one sector of a world.

    Parameters
    ----------
    world : World
        What it is like.
    seed : int
        Same world and seed, same sector.

    Returns
    -------
    Simulated
        The sector and the truth.

    Notes
    -----
    Source: docs/methods/simulate.md. Results are not bounded at 0 and 100, so that a planted effect is the
    whole truth.

    Examples
    --------
    >>> sector = simulate(World(plants=(Plant.DIVIDEND, Plant.LOSS), trusts=2), seed=1)
    >>> sector.att
    {'T00': 12.0, 'T01': -12.0}
    """
    rng = np.random.default_rng(seed)
    draw = _results(world, rng)
    trust, start = _trusts(world, draw, rng)
    results, effect = draw.results.copy(), {}
    plants = {}
    for code in range(world.trusts):
        rows = np.flatnonzero(trust == code)
        plant = world.plants[code % len(world.plants)]
        added = plant.path(np.arange(world.n_years) - start[code], world.size, world.small)
        added = added + _beside(world, len(rows), int(start[code]), np.random.default_rng([seed, 1, code]))
        results[rows] += added
        name = f"T{code:02d}"
        plants[name], effect[name] = plant, float(added[:, start[code] :].mean())
    results[rng.random(results.shape) < world.missing] = np.nan
    return Simulated(
        _panel(world, draw, results), _joins(world, trust, start), plants, effect, world.join_year
    )


def _beside(world: World, n: int, start: int, rng: np.random.Generator) -> FloatArray:
    """Plant what a trust does beside its mean (n, T): more to some schools, more in hard years."""
    columns = np.arange(world.n_years)
    hard = np.isin(columns + world.first_year, world.hard_years)
    each = rng.normal(0.0, world.uneven_sd, n)[:, None] + world.hard_size * hard
    return np.asarray(each * (columns >= start), dtype=np.float64)


def _results(world: World, rng: np.random.Generator) -> _Draw:
    places = world.regions * world.authorities
    authority = np.repeat(np.arange(places), world.schools)
    region = authority // world.authorities
    n, years = len(authority), world.n_years
    permanent = rng.normal(0.0, 1.0, n)
    slopes = rng.normal(0.0, 1.0, n)
    trend = slopes if world.selection == Selection.TREND else np.zeros(n)
    results = world.level + world.permanent_sd * permanent[:, None] + _deviations(world, rng, n)
    results += rng.normal(0.0, world.region_sd, (world.regions, years))[region]
    local = rng.normal(0.0, world.authority_sd, (places, years))[authority]
    if world.shocks == Shocks.LOCAL_AUTHORITY:
        results += local
    results += world.trend_sd * trend[:, None] * (np.arange(years) - world.n_pre + 1)
    return _Draw(region, authority, permanent, trend, results)


def _deviations(world: World, rng: np.random.Generator, n: int) -> FloatArray:
    """Deviations of a stationary first-order autoregression (n, T)."""
    fresh = rng.normal(0.0, 1.0, (n, world.n_years))
    path = np.empty_like(fresh)
    path[:, 0] = fresh[:, 0]
    for year in range(1, world.n_years):
        path[:, year] = world.ar * path[:, year - 1] + np.sqrt(1.0 - world.ar**2) * fresh[:, year]
    return world.noise_sd * path


def _trusts(world: World, draw: _Draw, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Form trusts one after another: each gathers schools from a few local authorities of one region."""
    trust = np.full(len(draw.region), -1, dtype=np.int64)
    start = world.n_pre + rng.integers(0, world.stagger + 1, world.trusts)
    for code in range(world.trusts):
        wish = _wish(world, draw, int(start[code]))
        size = int(rng.integers(world.trust_size[0], world.trust_size[1] + 1))
        spread = int(rng.integers(world.trust_authorities[0], world.trust_authorities[1] + 1))
        for region in rng.permutation(world.regions):
            places = np.arange(world.authorities) + region * world.authorities
            chosen = rng.choice(places, min(spread, world.authorities), replace=False)
            free = np.flatnonzero(np.isin(draw.authority, chosen) & (trust < 0))
            if len(free) >= 2 * size:
                break
        odds = np.exp(world.strength * wish[free])
        trust[rng.choice(free, min(size, len(free)), replace=False, p=odds / odds.sum())] = code
    return trust, start


def _wish(world: World, draw: _Draw, start: int) -> FloatArray:
    """Say how far each school leans towards joining in a year, in standard deviations."""
    before = draw.results[:, :start]
    lean: FloatArray = {
        Selection.NONE: np.zeros(len(before)),
        Selection.LOW_LEVEL: -before.mean(axis=1),
        Selection.DIP: -before[:, -1],
        Selection.TREND: draw.trend.copy(),
        Selection.PERMANENT_TRAIT: -draw.permanent,
    }[world.selection]
    for region in np.unique(draw.region):
        rows = draw.region == region
        lean[rows] -= lean[rows].mean()
    return lean / (lean.std() or 1.0)


def _panel(world: World, draw: _Draw, results: FloatArray) -> Panel:
    n = len(results)
    return Panel(
        units=tuple(f"{100000 + row}" for row in range(n)),
        years=tuple(range(world.first_year, world.first_year + world.n_years)),
        values=results,
        phase=np.full(n, "Primary"),
        region=np.array([f"R{code}" for code in draw.region]),
        local_authority=np.array([f"L{code:03d}" for code in draw.authority]),
    )


def _joins(world: World, trust: IntArray, start: IntArray) -> Joins:
    return Joins(
        tuple(
            Join(f"{100000 + row}", f"T{trust[row]:02d}", world.first_year + int(start[trust[row]]))
            for row in np.flatnonzero(trust >= 0)
        )
    )
