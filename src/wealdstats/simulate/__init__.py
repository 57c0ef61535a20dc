"""Sectors with a known answer: what methods are tried on before anybody's school is."""

from wealdstats.simulate.diffusion import Diffused, DiffusionWorld, diffuse
from wealdstats.simulate.panel import Simulated, simulate
from wealdstats.simulate.programmes import Programme, ProgrammeWorld, simulate_programme
from wealdstats.simulate.reviews import SimulatedReviews, simulate_reviews
from wealdstats.simulate.rings import Rated, RingWorld, simulate_ratings
from wealdstats.simulate.world import Plant, Selection, Shocks, World

__all__ = [
    "Diffused",
    "DiffusionWorld",
    "Plant",
    "Programme",
    "ProgrammeWorld",
    "Rated",
    "RingWorld",
    "Selection",
    "Shocks",
    "Simulated",
    "SimulatedReviews",
    "World",
    "diffuse",
    "simulate",
    "simulate_programme",
    "simulate_ratings",
    "simulate_reviews",
]
