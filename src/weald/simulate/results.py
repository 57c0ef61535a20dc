"""Results with planted effects: what a sector's schools scored, and would have scored had they not joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from weald.measures.enums import Group, Missing
from weald.simulate.sector import PlannedSchool, Sector
from weald.simulate.sizes import YEARS

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """How one measure behaves across schools: spread between them, shocks they share, noise of each year."""

    code: str
    phase: str
    mean: float
    between: float
    noise: float
    shock: float
    trend: float
    gap: float
    low: float
    high: float
    decimals: int
    by_group: bool = True
    carries_effect: bool = True


SERIES = (
    Series("ks2_rwm_expected", "primary", 61, 9, 4.0, 1.5, 0.3, 19, 0, 100, 0),
    Series("ks2_read_score", "primary", 104.4, 2.0, 0.9, 0.3, 0.05, 3.2, 80, 120, 1),
    Series("ks2_mat_score", "primary", 104.2, 2.1, 0.9, 0.3, 0.05, 3.4, 80, 120, 1),
    Series("ks4_attainment8", "secondary", 46.5, 6.0, 1.8, 0.6, 0.0, 14, 0, 90, 1),
    Series("pupils_fsm", "", 0, 0, 1.2, 0.3, 0.5, 0, 0, 100, 1, by_group=False, carries_effect=False),
)
PERSISTENCE = 0.4
# Planted effects, in units of the spread between schools.
LARGE, SMALL = 0.9, 0.06
# Noise of the gap between groups, in units of the noise of the whole: the groups are small.
APART = 2.0
# Schools join after a bad year: comparing before with after misleads.
DIP = 0.6
SUPPRESSED_BELOW = 6
# In this trust the intake changes after joining, and a check has to say so.
INTAKE_CHANGE = -5.0


class Row(NamedTuple):
    """One observation, by the position of its school in the sector."""

    school: int
    code: str
    year: int
    group: str
    value: float | None
    cohort: int
    missing: str


def results_of(sector: Sector, rng: np.random.Generator) -> Iterator[Row]:
    """Give every observation of a sector, measure by measure."""
    shares = intake(sector, rng)
    for series in SERIES:
        rows = [index for index, school in enumerate(sector.schools) if series.phase in ("", school.phase)]
        values = shares[rows] if series.code == "pupils_fsm" else _paths(sector, rows, series, rng)
        for row, index in enumerate(rows):
            school = sector.schools[index]
            effect = planted(sector, school, series)
            yield from _observations(school, index, series, values[row], effect, shares[index], rng)


def intake(sector: Sector, rng: np.random.Generator) -> Floats:
    """Give the share of disadvantaged pupils, school by year, drifting slowly."""
    start = np.array([school.fsm for school in sector.schools])
    drift = rng.normal(0.2, 0.8, (len(start), len(YEARS))).cumsum(axis=1)
    shares = start[:, None] + drift
    for index, school in enumerate(sector.schools):
        if school.trust == 0 and school.first_year is not None:
            shares[index] += INTAKE_CHANGE * (np.array(YEARS) >= school.first_year)
    return np.clip(shares, 1.0, 85.0)


def _paths(sector: Sector, rows: list[int], series: Series, rng: np.random.Generator) -> Floats:
    """Draw each school's path: its level, its area's shocks, its own noise, what joining did."""
    years = np.array(YEARS)
    schools = [sector.schools[row] for row in rows]
    authority_shock = rng.normal(0, series.shock / 2, (len(sector.authorities), len(years))).cumsum(axis=1)
    common = rng.normal(0, series.shock, len(years)) + series.trend * (years - years[0])
    fsm = np.array([school.fsm for school in schools])
    level = rng.normal(0, 1, len(rows)) - 0.35 * (fsm - fsm.mean()) / max(fsm.std(), 1.0)
    has_joined = np.array([school.trust is not None for school in schools])
    level = np.where(has_joined, sector.size.joiner_spread * level - sector.size.low_start, level)
    level = series.mean + series.between * level
    noise = _persistent_noise(rng, (len(rows), len(years)), series.noise)
    paths = level[:, None] + common + authority_shock[[school.authority for school in schools]] + noise
    for row, school in enumerate(schools):
        if school.trust is not None and school.first_year is not None:
            dip = DIP * series.noise * (years == school.first_year - 1)
            paths[row] += planted(sector, school, series) - dip
    return np.clip(paths, series.low, series.high)


def planted(sector: Sector, school: PlannedSchool, series: Series) -> Floats:
    """Give what joining its trust truly did to a school, year by year."""
    if school.trust is None or school.first_year is None or not series.carries_effect:
        return np.zeros(len(YEARS))
    event_time = np.array(YEARS) - school.first_year
    plant = sector.trusts[school.trust].plant
    return plant.path(event_time, LARGE * series.between, SMALL * series.between)


def _persistent_noise(rng: np.random.Generator, shape: tuple[int, int], sd: float) -> Floats:
    fresh = rng.normal(0, sd, shape)
    noise = fresh.copy()
    for year in range(1, shape[1]):
        noise[:, year] = PERSISTENCE * noise[:, year - 1] + np.sqrt(1 - PERSISTENCE**2) * fresh[:, year]
    return noise


def _observations(
    school: PlannedSchool,
    index: int,
    series: Series,
    path: Floats,
    effect: Floats,
    share: Floats,
    rng: np.random.Generator,
) -> Iterator[Row]:
    """Part a school's result into groups: what a trust adds reaches disadvantaged pupils little."""
    years_taught = 7 if school.phase == "primary" else 5
    cohorts = np.maximum(rng.poisson(school.pupils / years_taught, len(YEARS)), 1)
    poor = rng.binomial(cohorts, share / 100)
    for position, year in enumerate(YEARS):
        cohort, disadvantaged, value = int(cohorts[position]), int(poor[position]), float(path[position])
        yield _row(index, series, year, Group.ALL, value, cohort)
        if series.by_group:
            fraction = disadvantaged / cohort
            apart = float(rng.normal(series.gap + effect[position], APART * series.noise))
            yield _row(
                index, series, year, Group.DISADVANTAGED, value - (1 - fraction) * apart, disadvantaged
            )
            yield _row(index, series, year, Group.OTHER, value + fraction * apart, cohort - disadvantaged)


def _row(index: int, series: Series, year: int, group: Group, value: float, cohort: int) -> Row:
    if cohort == 0:
        return Row(index, series.code, year, group, None, 0, Missing.NO_ENTRIES)
    if cohort < SUPPRESSED_BELOW:
        return Row(index, series.code, year, group, None, cohort, Missing.SUPPRESSED)
    kept = round(min(max(value, series.low), series.high), series.decimals)
    return Row(index, series.code, year, group, kept, cohort, "")
