"""How large a sector to make."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """What a simulated sector holds. Regions are real, everything else in it is invented."""

    name: str
    schools: int
    trusts: int
    people: int
    authorities: int
    has_story: bool


SIZES = {
    "demo": Size("demo", schools=64, trusts=8, people=300, authorities=4, has_story=True),
    "region": Size("region", schools=2_500, trusts=200, people=50_000, authorities=20, has_story=False),
}
FIRST_YEAR, LAST_YEAR = 2014, 2025
NO_RESULTS = frozenset({2020, 2021})
YEARS = tuple(year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in NO_RESULTS)
