from dataclasses import dataclass

import pytest

from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import Settings, prepare
from wealdstats.simulate import Simulated, World, simulate


@dataclass(frozen=True)
class Fitted:
    """A simulated sector with one trust's schools fitted."""

    sector: Simulated
    settings: Settings
    schools: list[Treated]


@pytest.fixture(scope="session")
def fitted() -> Fitted:
    sector = simulate(World(), seed=1)
    settings = prepare(sector.panel, sector.joins, Rule(), 200, 1)
    fits = fit_schools(settings.store, sector.joins.of("T00")).values()
    return Fitted(sector, settings, [fit for fit in fits if isinstance(fit, Treated)])
