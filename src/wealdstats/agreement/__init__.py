"""How dependable judgements are: agreement, severity, halo, cosiness, comparisons."""

from wealdstats.agreement.comparative import BradleyTerry, bradley_terry
from wealdstats.agreement.facets import (
    ByFacet,
    Drift,
    FacetsFit,
    Measures,
    Pools,
    Reliability,
    SetAside,
    rasch_facets,
    reviewer_pools,
)
from wealdstats.agreement.generalisability import DStudy, GStudy, d_study, g_study
from wealdstats.agreement.intraclass import IntraclassCorrelations, icc
from wealdstats.agreement.krippendorff import Alpha, krippendorff_alpha

__all__ = [
    "Alpha",
    "BradleyTerry",
    "ByFacet",
    "DStudy",
    "Drift",
    "FacetsFit",
    "GStudy",
    "IntraclassCorrelations",
    "Measures",
    "Pools",
    "Reliability",
    "SetAside",
    "bradley_terry",
    "d_study",
    "g_study",
    "icc",
    "krippendorff_alpha",
    "rasch_facets",
    "reviewer_pools",
]
