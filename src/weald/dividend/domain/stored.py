"""A stored dividend as the result it was: what calculates with several of them needs more than a page."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from math import inf, isnan, nan
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from weald.dividend.domain.body import Plain
from weald.dividend.models import Result
from wealdstats.dividend.result import Dividend


def dividend_of(result: Result) -> Dividend:
    """Read a stored dividend back; what an earlier version did not store is NaN or None."""
    run = result.run
    shared = {"seed": run.seed, "data_hash": run.data_hash, "version": run.version, "rule": run.rule}
    dividend: Dividend = revived(Dividend, result.body | shared)
    # Stored as nothing, like every number without end.
    df = dividend.placebos.df
    return replace(dividend, placebos=replace(dividend.placebos, df=inf if isnan(df) else df))


def revived(kind: Any, value: Plain) -> Any:  # noqa: ANN401 -- whatever the field holds
    """Turn plain values into what a field is declared to hold: the way back from `plain`."""
    if get_origin(kind) is UnionType:
        if value is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    if is_dataclass(kind):
        return _revived_fields(kind, value or {})
    if get_origin(kind) is np.ndarray:
        (dtype,) = get_args(get_args(kind)[1])
        return np.array(value or (), dtype=dtype)
    if get_origin(kind) is tuple:
        return tuple(revived(get_args(kind)[0], item) for item in value or ())
    if value is None:
        return nan if kind is float else None
    return dict(value) if get_origin(kind) is Mapping else kind(value)


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """Look up once what a result's fields hold: the words of its module are read anew otherwise."""
    return get_type_hints(kind)


def _revived_fields(kind: Any, value: Mapping[str, Plain]) -> Any:  # noqa: ANN401 -- any result
    hints = _hints(kind)
    known = (one for one in fields(kind) if one.name in value or one.default is MISSING)
    return kind(**{one.name: revived(hints[one.name], value.get(one.name)) for one in known})
