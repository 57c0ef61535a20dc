"""One way to turn arrays and words into bytes, so that equal content always hashes alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

SEPARATOR = b"\x1f"


def digest(parts: Iterable[str | npt.NDArray[np.generic]]) -> str:
    """Hash words and arrays in the order given.

    Parameters
    ----------
    parts : iterable of str or ndarray
        Numbers are hashed as little-endian doubles with every NaN alike; arrays of words entry by entry.

    Returns
    -------
    str
        sha256 as 64 hexadecimal digits.

    Notes
    -----
    Source: this project. It shows that two inputs are the same, not that either is right.

    Examples
    --------
    >>> digest(["a", np.array([1.0, np.nan])]) == digest(["a", np.array([1.0, -np.nan])])
    True
    """
    state = hashlib.sha256()
    for part in parts:
        state.update(_as_bytes(part))
        state.update(SEPARATOR)
    return state.hexdigest()


def _as_bytes(part: str | npt.NDArray[np.generic]) -> bytes:
    if isinstance(part, str):
        return part.encode()
    if part.dtype.kind in "US":
        return SEPARATOR.join(str(word).encode() for word in part)
    numbers = np.array(part, dtype="<f8")
    numbers[np.isnan(numbers)] = np.nan
    return repr(numbers.shape).encode() + numbers.tobytes()
