from dataclasses import dataclass

import numpy as np
import pytest

from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.schools import fit_schools
from wealdstats.dividend.settings import Settings, prepare
from wealdstats.panel import Panel
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
    # With a covariate, so that banks keep their donors.
    columns = {name: getattr(sector.panel, name) for name in ("phase", "region", "local_authority")}
    intake = {"fsm": np.zeros(sector.panel.shape)}
    names, years = sector.panel.units, sector.panel.years
    panel = Panel(names, years, sector.panel.values, covariates=intake, **columns)
    settings = prepare(panel, sector.joins, Rule(), 200, 1)
    fits = fit_schools(settings.store, sector.joins.of("T00")).values()
    return Fitted(sector, settings, [fit for fit in fits if isinstance(fit, Treated)])
