"""Sectors with a known answer: what methods are tried on before anybody's school is."""

from wealdstats.simulate.panel import Simulated, simulate
from wealdstats.simulate.world import Plant, Selection, Shocks, World

__all__ = ["Plant", "Selection", "Shocks", "Simulated", "World", "simulate"]
