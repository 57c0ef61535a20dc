"""Drawing a sector: authorities, trusts, schools and when each joined. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from weald.people.demo import LOCAL_AUTHORITY
from weald.schools.enums import Region
from weald.simulate.cast import PLANTED, STORY_SCHOOLS
from weald.simulate.names import place_names
from weald.simulate.sizes import Size
from wealdstats.simulate import Plant

# Roughly where each region lies on the National Grid, in metres.
CENTRES = {
    Region.SOUTH_EAST: (490_000, 140_000),
    Region.SOUTH_WEST: (320_000, 110_000),
    Region.LONDON: (530_000, 180_000),
    Region.EAST_OF_ENGLAND: (570_000, 260_000),
    Region.EAST_MIDLANDS: (460_000, 340_000),
    Region.WEST_MIDLANDS: (400_000, 290_000),
    Region.YORKSHIRE: (440_000, 440_000),
    Region.NORTH_WEST: (370_000, 420_000),
    Region.NORTH_EAST: (420_000, 550_000),
}
# What is planted in trusts that the story does not name, in these shares.
SHARES = {
    Plant.DIVIDEND: 0.15,
    Plant.SIGNIFICANT_NOT_PERSISTENT: 0.08,
    Plant.PERSISTENT_TOO_SMALL: 0.12,
    Plant.LOSS: 0.10,
    Plant.NOTHING: 0.55,
}
SECONDARY_SHARE = 0.15
TRUST_WORDS = ("Learning Trust", "Schools Trust", "Education Trust", "Academies Trust", "Partnership Trust")
# Where the story does not say, schools join in these years, so that results lie on both sides.
JOINING_YEARS = (2016, 2017, 2018, 2019)


@dataclass(frozen=True, slots=True)
class PlannedAuthority:
    code: str
    name: str
    region: Region
    easting: int
    northing: int


@dataclass(frozen=True, slots=True)
class PlannedTrust:
    uid: str
    name: str
    authority: int
    plant: Plant


@dataclass(frozen=True, slots=True)
class PlannedSchool:
    urn: str
    name: str
    town: str
    phase: str
    authority: int
    trust: int | None
    # The year whose summer results are the first the trust can have affected.
    first_year: int | None
    route: str
    easting: int
    northing: int
    pupils: int
    fsm: float


@dataclass(frozen=True, slots=True)
class Sector:
    size: Size
    authorities: tuple[PlannedAuthority, ...]
    trusts: tuple[PlannedTrust, ...]
    schools: tuple[PlannedSchool, ...]


class _Draw:
    """One drawing of a sector; holds the generator and the names already given."""

    def __init__(self, size: Size, rng: np.random.Generator) -> None:
        self.size = size
        self.rng = rng
        self.names: Iterator[str] = place_names(rng, {school.name.split()[0] for school in STORY_SCHOOLS})
        self.urn = 900_000

    def authorities(self) -> tuple[PlannedAuthority, ...]:
        count = self.size.authorities
        made = []
        for index in range(count):
            region = self.size.regions[index * len(self.size.regions) // count]
            east, north = self._centre(region, index / (count - 1))
            name = LOCAL_AUTHORITY if self.size.has_story and index == 0 else f"{next(self.names)} Council"
            made.append(PlannedAuthority(f"S{index:03d}", name, region, east, north))
        return tuple(made)

    def _centre(self, region: Region, along: float) -> tuple[int, int]:
        """Place an authority in its region; those of the story are strung along 140 miles."""
        east, north = CENTRES[region]
        if self.size.has_story:
            return int(east - 130_000 + 210_000 * along), int(north + 80_000 * along)
        return int(east + self.rng.normal(0, 25_000)), int(north + self.rng.normal(0, 18_000))

    def trusts(self) -> tuple[PlannedTrust, ...]:
        made = []
        story = list(PLANTED.items()) if self.size.has_story else []
        for index in range(self.size.trusts):
            if index < len(story):
                name, plant = story[index]
                # Hartwood at one end, Ridgeway at the other, 140 miles away.
                authority = (
                    (0, self.size.authorities - 1)[index] if index < 2 else index % self.size.authorities
                )
            else:
                word = TRUST_WORDS[int(self.rng.integers(len(TRUST_WORDS)))]
                name, plant = f"{next(self.names)} {word}", self._plant()
                authority = int(self.rng.integers(self.size.authorities))
            made.append(PlannedTrust(str(90_001 + index), name, authority, plant))
        return tuple(made)

    def _plant(self) -> Plant:
        plants = list(SHARES)
        return plants[int(self.rng.choice(len(plants), p=list(SHARES.values())))]

    def schools(
        self, authorities: tuple[PlannedAuthority, ...], trusts: tuple[PlannedTrust, ...]
    ) -> tuple[PlannedSchool, ...]:
        by_name = {trust.name: index for index, trust in enumerate(trusts)}
        made = []
        for story in STORY_SCHOOLS if self.size.has_story else ():
            trust = by_name[story.trust] if story.trust else None
            authority = trusts[trust].authority if trust is not None else 0
            made.append(
                self._school(authorities, authority, trust, story.joined, story.name, story.town, story.phase)
            )
        members = self._members(trusts, {school.trust for school in made})
        for trust in members[: self.size.schools - len(made)]:
            authority = trusts[trust].authority
            made.append(self._school(authorities, authority, trust, int(self.rng.choice(JOINING_YEARS))))
        while len(made) < self.size.schools:
            authority = len(made) % self.size.authorities
            made.append(self._school(authorities, authority, None, None))
        return tuple(made)

    def _members(self, trusts: tuple[PlannedTrust, ...], filled: set[int | None]) -> list[int]:
        """Give a trust index for each school that joins one: a few large trusts, many small."""
        members: list[int] = []
        for index in range(len(trusts)):
            if index in filled:
                continue
            count = 3 if self.size.has_story else 3 + min(22, int(self.rng.geometric(0.25)) - 1)
            members += [index] * count
        return members

    def _school(
        self,
        authorities: tuple[PlannedAuthority, ...],
        authority: int,
        trust: int | None,
        first_year: int | None,
        name: str = "",
        town: str = "",
        phase: str = "",
    ) -> PlannedSchool:
        home = authorities[authority]
        if not phase:
            is_secondary = not self.size.has_story and self.rng.random() < SECONDARY_SHARE
            phase = "secondary" if is_secondary else "primary"
        if not name:
            town = next(self.names)
            name = f"{town} {'High School' if phase == 'secondary' else 'Primary School'}"
        self.urn += 1
        base = 900 if phase == "secondary" else 420
        return PlannedSchool(
            urn=str(self.urn),
            name=name,
            town=town,
            phase=phase,
            authority=authority,
            trust=trust,
            first_year=first_year,
            route=str(self.rng.choice(("converted", "sponsored"), p=(0.7, 0.3))) if trust is not None else "",
            easting=int(home.easting + self.rng.normal(0, 9_000)),
            northing=int(home.northing + self.rng.normal(0, 9_000)),
            pupils=int(np.clip(self.rng.normal(base, base / 4), base / 5, base * 2)),
            fsm=float(np.clip(self.rng.beta(4, 9) * 100, 12, 80)),
        )


def draw_sector(size: Size, rng: np.random.Generator) -> Sector:
    """Draw a sector of a size; the same generator state gives the same sector."""
    draw = _Draw(size, rng)
    authorities = draw.authorities()
    trusts = draw.trusts()
    return Sector(size, authorities, trusts, draw.schools(authorities, trusts))
