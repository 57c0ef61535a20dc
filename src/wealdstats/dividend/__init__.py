"""What joining a trust changed, with its uncertainty."""

from wealdstats.dividend.att_gt import GroupTimeEffects, att_gt
from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.honest import HonestBounds, honest_bounds
from wealdstats.dividend.pooled import Pooled, pool_measures
from wealdstats.dividend.practice import PracticeEffect, SiteEffect, practice_effect, site_effects
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
    "HonestBounds",
    "Pooled",
    "PracticeEffect",
    "Rule",
    "Scale",
    "Sector",
    "SiteEffect",
    "SyntheticFit",
    "Verdict",
    "att_gt",
    "difference_in_differences",
    "estimate_dividend",
    "estimate_sector",
    "honest_bounds",
    "pool_measures",
    "practice_effect",
    "site_effects",
    "synthetic_control",
    "synthetic_did",
]
