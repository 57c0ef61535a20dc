"""Many-facet Rasch measurement."""

from wealdstats.agreement.facets.estimate import rasch_facets
from wealdstats.agreement.facets.pools import Pools, reviewer_pools
from wealdstats.agreement.facets.result import ByFacet, Drift, FacetsFit, Measures, Reliability, SetAside

__all__ = [
    "ByFacet",
    "Drift",
    "FacetsFit",
    "Measures",
    "Pools",
    "Reliability",
    "SetAside",
    "rasch_facets",
    "reviewer_pools",
]
