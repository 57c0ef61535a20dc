"""Matching: who could help whom, for the most places filled, fairly, with reasons."""

from wealdstats.matching.assign import assign
from wealdstats.matching.plan import Pairs, Plan, Unmet
from wealdstats.matching.rules import AtLeast, PerReceiver
from wealdstats.matching.why import Prices, Reason, Why

__all__ = ["AtLeast", "Pairs", "PerReceiver", "Plan", "Prices", "Reason", "Unmet", "Why", "assign"]
