"""What people think of statements: where they stand, what joins and what divides them."""

from wealdstats.opinion.consensus import GroupConsensus, Representative, group_informed_consensus
from wealdstats.opinion.map import OpinionMap, opinion_map
from wealdstats.opinion.strata import Standing, StratumSupport, support_by_stratum
from wealdstats.opinion.update import update_map

__all__ = [
    "GroupConsensus",
    "OpinionMap",
    "Representative",
    "Standing",
    "StratumSupport",
    "group_informed_consensus",
    "opinion_map",
    "support_by_stratum",
    "update_map",
]
