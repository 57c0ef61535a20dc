"""How schools differ: truly, from what their intake predicts, from year to year, and whom each resembles."""

from wealdstats.variation.between import (
    BetweenSchools,
    VarianceByGroup,
    between_school_variance,
    variance_by_group,
)
from wealdstats.variation.comparators import Comparators, Reason, comparators
from wealdstats.variation.deviants import PositiveDeviants, positive_deviants
from wealdstats.variation.funnel import FunnelLimits, funnel_limits
from wealdstats.variation.residuals import ShrunkenResiduals, shrunken_residuals
from wealdstats.variation.xmr import RULES, Rule, Signal, XmrChart, xmr_chart

__all__ = [
    "RULES",
    "BetweenSchools",
    "Comparators",
    "FunnelLimits",
    "PositiveDeviants",
    "Reason",
    "Rule",
    "ShrunkenResiduals",
    "Signal",
    "VarianceByGroup",
    "XmrChart",
    "between_school_variance",
    "comparators",
    "funnel_limits",
    "positive_deviants",
    "shrunken_residuals",
    "variance_by_group",
    "xmr_chart",
]
