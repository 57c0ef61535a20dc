"""What joining a trust changed, with its uncertainty."""

from wealdstats.dividend.att_gt import GroupTimeEffects, att_gt
from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.result import Dividend, Sector, Verdict
from wealdstats.dividend.rule import Counterfactual, Rule, Scale
from wealdstats.dividend.sector import estimate_sector
from wealdstats.dividend.synthetic import (
    SyntheticFit,
    difference_in_differences,
    synthetic_control,
    synthetic_did,
)

__all__ = [
    "Counterfactual",
    "Dividend",
    "GroupTimeEffects",
    "Rule",
    "Scale",
    "Sector",
    "SyntheticFit",
    "Verdict",
    "att_gt",
    "difference_in_differences",
    "estimate_dividend",
    "estimate_sector",
    "synthetic_control",
    "synthetic_did",
]
