"""A dividend as plain values: what is stored, printed as JSON and shown."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np

from wealdstats.dividend.result import Dividend, Sector
from wealdstats.meta import random_effects

Plain: TypeAlias = Any

# The picture of chance needs its shape, not every draw.
CHANCE_POINTS = 101
# Of one trust among all, kept with it.
SHRUNKEN = ("effect", "se", "lower", "upper", "wrong_sign")


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


def dividend_body(dividend: Dividend, shrunken: Mapping[str, float] | None = None) -> dict[str, Plain]:
    """Give everything a trust's page shows; what the run holds for all trusts is left to the run."""
    body: dict[str, Plain] = plain(dividend)
    for shared in ("seed", "data_hash", "version", "rule"):
        del body[shared]
    # Every pair of years: large, and no page needs it once onset and bands are known.
    del body["event"]["covariance"]
    body["shrunken"] = plain(shrunken)
    atts = dividend.placebos.atts
    chance = np.quantile(atts, np.linspace(0, 1, CHANCE_POINTS)) if atts.size else atts
    body["placebos"]["atts"] = plain(chance)
    return body


def shrunken_bodies(sector: Sector) -> list[dict[str, float] | None]:
    """Give what each trust's effect is, given those of all: in the order of the dividends."""
    if sector.shrunken is None:
        return [None] * len(sector.dividends)
    columns = [getattr(sector.shrunken, name).tolist() for name in SHRUNKEN]
    return [dict(zip(SHRUNKEN, row, strict=True)) for row in zip(*columns, strict=True)]


def _together(sector: Sector) -> dict[str, float] | None:
    """Give the mean effect over trusts and how far they differ beyond chance, each with its interval."""
    if sector.shrunken is None:
        return None
    effects = np.array([dividend.att - dividend.placebos.mean for dividend in sector.dividends])
    errors = np.array([dividend.se for dividend in sector.dividends])
    found = random_effects(effects, errors, level=sector.rule.level, at_least_plain=True)
    return {
        "mean": found.estimate,
        "lower": found.conf_int.lower,
        "upper": found.conf_int.upper,
        "tau": found.tau2**0.5,
        "tau_lower": found.tau2_interval.lower**0.5,
        "tau_upper": found.tau2_interval.upper**0.5,
        "level": found.conf_int.level,
    }


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
        "may_be_named": list(sector.may_be_named()),
        "shrunken": plain(_together(sector)),
        "not_estimated": plain(sector.not_estimated),
        "seconds": round(seconds, 2),
    }
