"""How dependable judgements are: agreement, severity, halo, cosiness, comparisons."""

from wealdstats.agreement.comparative import BradleyTerry, bradley_terry
from wealdstats.agreement.cosy import Cosiness, CosyPair, EvenBetterIf, cosiness
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
from wealdstats.agreement.halos import Halo, halo
from wealdstats.agreement.intraclass import IntraclassCorrelations, icc
from wealdstats.agreement.krippendorff import Alpha, krippendorff_alpha

__all__ = [
    "Alpha",
    "BradleyTerry",
    "ByFacet",
    "Cosiness",
    "CosyPair",
    "DStudy",
    "Drift",
    "EvenBetterIf",
    "FacetsFit",
    "GStudy",
    "Halo",
    "IntraclassCorrelations",
    "Measures",
    "Pools",
    "Reliability",
    "SetAside",
    "bradley_terry",
    "cosiness",
    "d_study",
    "g_study",
    "halo",
    "icc",
    "krippendorff_alpha",
    "rasch_facets",
    "reviewer_pools",
]
