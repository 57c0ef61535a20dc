"""A dividend as plain values: what is stored, printed as JSON and shown."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from wealdstats.dividend.result import Dividend, Sector

Plain: TypeAlias = Any

# The picture of chance needs its shape, not every draw.
CHANCE_POINTS = 101


def plain(value: object) -> Plain:
    """Turn a result into dicts, lists, numbers and words. A number that is not there becomes None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, float | np.floating):
        return round(float(value), 6) if np.isfinite(value) else None
    if isinstance(value, np.integer | np.bool_):
        return value.item()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    return value


def dividend_body(dividend: Dividend) -> dict[str, Plain]:
    """Give everything a trust's page shows; what the run holds for all trusts is left to the run."""
    body: dict[str, Plain] = plain(dividend)
    for shared in ("seed", "data_hash", "version", "rule"):
        del body[shared]
    atts = dividend.placebos.atts
    chance = np.quantile(atts, np.linspace(0, 1, CHANCE_POINTS)) if atts.size else atts
    body["placebos"]["atts"] = plain(chance)
    return body


def sector_body(sector: Sector, seconds: float) -> dict[str, Plain]:
    """Give what belongs to all trusts together."""
    raw_claims = [dividend.raw for dividend in sector.dividends]
    level = sector.rule.q
    return {
        "trusts": len(sector.dividends),
        "schools": sum(dividend.n_schools for dividend in sector.dividends),
        "controls": sector.n_controls,
        "fits": sector.n_fits,
        "verdicts": sector.verdict_counts(),
        "survive": int(sector.survives.sum()),
        "survive_up": sum(
            bool(keeps) and dividend.att > 0
            for keeps, dividend in zip(sector.survives, sector.dividends, strict=True)
        ),
        "q": level,
        "raw_rises": sum(raw.change > 0 and raw.p < level for raw in raw_claims),
        "raw_falls": sum(raw.change < 0 and raw.p < level for raw in raw_claims),
        "raw_against_all_rises": sum(raw.against_all > 0 and raw.against_all_p < level for raw in raw_claims),
        "raw_against_all_falls": sum(raw.against_all < 0 and raw.against_all_p < level for raw in raw_claims),
        "not_estimated": plain(sector.not_estimated),
        "seconds": round(seconds, 2),
    }
