"""Who is tied to whom across schools, and whether practices travel along those ties."""

from wealdstats.networks.conductivity import Conductivity, Travel, conductivity
from wealdstats.networks.connectivity import Connectivity, connectivity
from wealdstats.networks.isolates import Isolates, isolates
from wealdstats.networks.tallies import Tallies, reciprocity_tallies

__all__ = [
    "Conductivity",
    "Connectivity",
    "Isolates",
    "Tallies",
    "Travel",
    "conductivity",
    "connectivity",
    "isolates",
    "reciprocity_tallies",
]
