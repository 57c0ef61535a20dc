"""Banks of one measure, each made once and kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from wealdstats.dividend.bank import Bank, bank_of
from wealdstats.dividend.donors import Window
from wealdstats.dividend.frame import Frame
from wealdstats.dividend.rule import Rule


@dataclass(frozen=True, slots=True)
class Store:
    """What the estimates of one measure share.

    Parameters
    ----------
    frame : Frame
        The arrays.
    rule : Rule
        The choices.

    Notes
    -----
    Source: docs/methods/placebo_trusts.md. A control school's gap depends on stratum and window only, never
    on the trust it is drawn for: that is what makes 100,000 placebo trusts cheap.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> store, window = example_store()
    >>> store.bank(0, window) is store.bank(0, window)
    True
    """

    frame: Frame
    rule: Rule
    banks: dict[tuple[int, Window], Bank | None] = field(default_factory=dict)

    def bank(self, stratum: int, window: Window) -> Bank | None:
        """Return the stored gaps of a stratum and window."""
        key = (stratum, window)
        if key not in self.banks:
            self.banks[key] = bank_of(self.frame, stratum, window, self.rule)
        return self.banks[key]
