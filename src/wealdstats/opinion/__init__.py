"""Where people agree across difference: maps of opinion, and endorsement that bridges viewpoints."""

from wealdstats.opinion.bridging import bridge, update_bridge
from wealdstats.opinion.bridging_answer import Bridge
from wealdstats.opinion.bridging_status import Status

__all__ = ["Bridge", "Status", "bridge", "update_bridge"]
