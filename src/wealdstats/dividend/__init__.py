"""What joining a trust changed, with its uncertainty."""

from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.result import Dividend, Sector, Verdict
from wealdstats.dividend.rule import Counterfactual, Rule, Scale
from wealdstats.dividend.sector import estimate_sector

__all__ = [
    "Counterfactual",
    "Dividend",
    "Rule",
    "Scale",
    "Sector",
    "Verdict",
    "estimate_dividend",
    "estimate_sector",
]
