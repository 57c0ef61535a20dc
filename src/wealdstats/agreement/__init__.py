"""How dependable judgements are: agreement, severity, halo, cosiness, comparisons."""

from wealdstats.agreement.intraclass import IntraclassCorrelations, icc
from wealdstats.agreement.krippendorff import Alpha, krippendorff_alpha

__all__ = ["Alpha", "IntraclassCorrelations", "icc", "krippendorff_alpha"]
