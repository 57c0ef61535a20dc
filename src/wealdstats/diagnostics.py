"""A safeguard, what it found, and whether the data could carry it at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """One safeguard applied to one result.

    Parameters
    ----------
    name : str
        Stable identifier in words-with-underscores.
    passed : bool or None
        None where the data cannot carry the check; then ``finding`` says why.
    finding : str
        What was found, in words and numbers, one sentence.
    need : str
        What would have to hold for the check to pass, or for it to be possible.
    meaning : str
        What a reader should conclude.
    numbers : mapping of str to float
        The figures behind the finding.

    Notes
    -----
    Source: this project. A check that passes does not prove the estimate; one that fails says where to doubt.

    Examples
    --------
    >>> Check("planted_zero", None, "no donors", "at least two donors", "Not tried.").passed is None
    True
    """

    name: str
    passed: bool | None
    finding: str
    need: str
    meaning: str
    numbers: Mapping[str, float] = field(default_factory=dict)
