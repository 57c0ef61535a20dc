"""Hiding small numbers so that they cannot be worked out again from what is shown.

The rule is `wealdstats.disclosure`; here its cells are of pupils. What is public elsewhere cannot be hidden
here, and is not.
"""

from dataclasses import dataclass

from wealdstats import disclosure
from wealdstats.disclosure import Bounds, Key, Sum, hidden_cells

__all__ = ["Bounds", "Cell", "Key", "Sum", "hidden_cells"]


@dataclass(frozen=True, slots=True)
class Cell(disclosure.Cell):
    """One figure: pupils behind it, its value, and the number of pupils below which it is hidden."""

    @property
    def pupils(self) -> int:
        return self.count
