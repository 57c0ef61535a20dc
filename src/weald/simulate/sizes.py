"""How large a sector to make."""

from __future__ import annotations

from dataclasses import dataclass

from weald.schools.enums import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a simulated sector holds. Regions are real, everything else in it is invented."""

    schools: int
    trusts: int
    people: int
    regions: tuple[Region, ...]
    authorities: int
    has_story: bool
    # How far below others joining schools begin, and how widely they are spread, in units of the
    # spread between schools; and how many donors each is compared with. In a sector as small as
    # the demo's, a school far from the middle would find nobody like it.
    low_start: float
    joiner_spread: float
    donors: int


SIZES = {
    "demo": Size(
        schools=68,
        trusts=8,
        people=300,
        regions=(Region.SOUTH_WEST,),
        authorities=6,
        has_story=True,
        low_start=0.0,
        joiner_spread=0.35,
        donors=8,
    ),
    "region": Size(
        schools=2_500,
        trusts=200,
        people=50_000,
        regions=(Region.SOUTH_EAST,),
        authorities=18,
        has_story=False,
        low_start=0.25,
        joiner_spread=1.0,
        donors=25,
    ),
    "nation": Size(
        schools=25_000,
        trusts=2_000,
        people=500_000,
        regions=tuple(Region),
        authorities=150,
        has_story=False,
        low_start=0.25,
        joiner_spread=1.0,
        donors=25,
    ),
}
FIRST_YEAR, LAST_YEAR = 2014, 2025
# No examinations in two summers, and the third’s results were not published school by school.
NO_RESULTS = frozenset({2020, 2021, 2022})
YEARS = tuple(year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in NO_RESULTS)
