"""Small numbers: what must be hidden so that nothing about few people can be worked out."""

from wealdstats.disclosure.cells import Bounds, Cell, Key, Sum, margins
from wealdstats.disclosure.pulse import PulseResults, pulse_results
from wealdstats.disclosure.suppress import Audit, audit, hidden_cells

__all__ = [
    "Audit",
    "Bounds",
    "Cell",
    "Key",
    "PulseResults",
    "Sum",
    "audit",
    "hidden_cells",
    "margins",
    "pulse_results",
]
