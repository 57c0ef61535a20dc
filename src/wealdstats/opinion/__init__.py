"""Where people agree across difference: maps of opinion, and endorsement that bridges viewpoints."""

from wealdstats.opinion.bridging import bridge, update_bridge
from wealdstats.opinion.bridging_answer import Bridge
from wealdstats.opinion.bridging_status import Status
from wealdstats.opinion.consensus import GroupConsensus, Representative, group_informed_consensus
from wealdstats.opinion.map import OpinionMap, opinion_map
from wealdstats.opinion.strata import Standing, StratumSupport, support_by_stratum
from wealdstats.opinion.update import update_map

__all__ = [
    "Bridge",
    "GroupConsensus",
    "OpinionMap",
    "Representative",
    "Standing",
    "Status",
    "StratumSupport",
    "bridge",
    "group_informed_consensus",
    "opinion_map",
    "support_by_stratum",
    "update_bridge",
    "update_map",
]
