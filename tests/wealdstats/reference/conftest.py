"""Two public panels, from the packages that ship them, and what reference implementations found in them."""

import csv
import gzip
import importlib.util
import json
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from wealdstats.panel import Panel

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]


@dataclass(frozen=True)
class Prop99:
    """Cigarette packs sold per head by state and year, 1970 to 2000; California taxed them from 1989."""

    y: np.ndarray
    states: list[str]
    n_pre: int = 19

    @property
    def california(self):
        return self.states.index("California")

    @property
    def controls(self):
        return np.delete(self.y, self.california, axis=0)


@dataclass(frozen=True)
class Mpdta:
    """Log teenage employment by county and year, 2003 to 2007; minimum wages rose in different years."""

    panel: Panel
    cohort: np.ndarray


def packaged(package, inside):
    return Path(importlib.util.find_spec(package).submodule_search_locations[0]) / inside


def shared(name):
    folder = Path(os.environ.get("WEALD_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    path = folder / "causal" / name
    if not path.exists():
        pytest.skip(f"no {path}: set WEALD_SHARED_DATA to the folder that has causal/{name}")
    return path


def prop99_from(path):
    lines = path.read_text().splitlines()
    rows = list(csv.DictReader(lines, delimiter=";"))
    states, years = (sorted({row[key] for row in rows}) for key in ("State", "Year"))
    y = np.full((len(states), len(years)), np.nan)
    for row in rows:
        y[states.index(row["State"]), years.index(row["Year"])] = float(row["PacksPerCapita"])
    return Prop99(y, states)


def mpdta_from(rows):
    """Read (county, year, log employment, first treated year or zero) rows."""
    units, years, values, first = zip(*rows, strict=True)
    panel = Panel.from_long([str(int(unit)) for unit in units], [int(year) for year in years], values)
    cohort = {str(int(unit)): float(year) or np.inf for unit, year in zip(units, first, strict=True)}
    return Mpdta(panel, np.array([cohort[unit] for unit in panel.units]))


@pytest.fixture(scope="session")
def prop99():
    return prop99_from(packaged("synthdid", "data/california_prop99.csv"))


@pytest.fixture(scope="session")
def shared_prop99():
    return prop99_from(shared("california_prop99.csv"))


@pytest.fixture(scope="session")
def mpdta():
    with gzip.open(packaged("moderndid", "core/datasets/mpdta_long.pkl.gz")) as file:
        data = pickle.load(file)  # noqa: S301 -- shipped with a package of the tests
    return mpdta_from(data[["countyreal", "year", "lemp", "first.treat"]].to_numpy().tolist())


@pytest.fixture(scope="session")
def shared_mpdta():
    with shared("mpdta.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return mpdta_from(
        [[float(row[k]) for k in ("countyreal", "year", "lemp", "first.treat")] for row in rows]
    )


@pytest.fixture(scope="session")
def stored():
    return lambda name: json.loads((HERE / "stored" / f"{name}.json").read_text())["found"]
