"""Sectors with a known answer: what methods are tried on before anybody's school is."""

from wealdstats.simulate.diffusion import Diffused, DiffusionWorld, diffuse
from wealdstats.simulate.effects import SimulatedEffects, simulate_effects
from wealdstats.simulate.opinions import Opinions, OpinionWorld, simulate_opinions
from wealdstats.simulate.panel import Simulated, simulate
from wealdstats.simulate.programmes import Programme, ProgrammeWorld, simulate_programme
from wealdstats.simulate.reviews import SimulatedReviews, simulate_reviews
from wealdstats.simulate.rings import Rated, RingWorld, simulate_ratings
from wealdstats.simulate.schools import (
    SimulatedPulse,
    SimulatedSchools,
    simulate_intake,
    simulate_pulse,
    simulate_schools,
    simulate_series,
)
from wealdstats.simulate.support import Support, needs_and_offers
from wealdstats.simulate.world import Plant, Selection, Shocks, World

__all__ = [
    "Diffused",
    "DiffusionWorld",
    "OpinionWorld",
    "Opinions",
    "Plant",
    "Programme",
    "ProgrammeWorld",
    "Rated",
    "RingWorld",
    "Selection",
    "Shocks",
    "Simulated",
    "SimulatedEffects",
    "SimulatedPulse",
    "SimulatedReviews",
    "SimulatedSchools",
    "Support",
    "World",
    "diffuse",
    "needs_and_offers",
    "simulate",
    "simulate_effects",
    "simulate_intake",
    "simulate_opinions",
    "simulate_programme",
    "simulate_pulse",
    "simulate_ratings",
    "simulate_reviews",
    "simulate_schools",
    "simulate_series",
]
