"""Array aliases and the base every result shares."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
IntArray: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Base of every result: frozen, slotted, its arrays read-only.

    Notes
    -----
    Source: this project. Arrays are stored as read-only views, so neither a field nor a number inside one
    can be changed afterwards. Results compare by identity; compare their fields to compare their numbers.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True, eq=False)
    ... class Mean(Result):
    ...     value: FloatArray
    >>> Mean(np.array([1.0, 2.0])).value.flags.writeable
    False
    """

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                view = value.view()
                view.flags.writeable = False
                object.__setattr__(self, field.name, view)

    def __reduce__(self) -> tuple[type[Result], tuple[object, ...]]:
        """Come back from another process as it went: made anew, its arrays read-only again."""
        return type(self), tuple(getattr(self, field.name) for field in fields(self))
