"""Schools where they are, from their grid references alone: no tiles, no other host."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot
from pathlib import Path
from typing import ClassVar, Literal

from weald.charts.figure import Table, require_figures
from weald.charts.geometry import Anchor, Box, Canvas, Curve, Dot, Drawing, Line, Point, Text, path
from weald.charts.words import shorten, width_of

MILE = 1609.344
Bounds = tuple[float, float, float, float]  # left, top, right, bottom

SMALLEST_SPAN = 8_000.0  # metres: one school alone still stands in some country
COUNTRY_SPAN = 250_000.0  # from here the country itself is drawn, and no inset is needed
NAMED = 25  # places, up to which each is named
NAME_SHARES = (0.6, 0.36)  # of the sheet
MARGIN, INSET = 26.0, 130.0
SHORTEST, TALLEST = 180.0, {"wide": 430.0, "narrow": 400.0}
CORNERS = ((80_000.0, 5_000.0), (660_000.0, 660_000.0))  # of England


@dataclass(frozen=True, slots=True)
class Place:
    """A name at a grid reference, in metres."""

    name: str
    easting: float
    northing: float
    role: Literal["own", "other", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Spot:
    """Places so near each other that one dot stands for them."""

    x: float
    y: float
    places: tuple[Place, ...]

    @property
    def radius(self) -> float:
        """Room for the count within; never so much that two dots a reach apart touch."""
        return 5.0 if len(self.places) == 1 else min(7 + 1.5 * len(str(len(self.places))), 12)

    @property
    def role(self) -> str:
        return next((role for role in ("own", "other") if any(p.role == role for p in self.places)), "plain")

    def words(self, size: float, limit: float) -> str:
        more = len(self.places) - 1
        return shorten(self.places[0].name, size, limit) + (f" and {more} more" if more else "")


@lru_cache(maxsize=1)
def land() -> list[list[Point]]:
    outline = json.loads(Path(__file__).with_name("england.json").read_text())
    return [[(x, y) for x, y in ring] for ring in outline["land"]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of the country on the canvas: north is up, a metre as long eastward as northward."""

    west: float
    north: float
    per_metre: float
    width: float
    height: float
    is_country: bool

    def __call__(self, easting: float, northing: float) -> Point:
        return round((easting - self.west) * self.per_metre, 1), round(
            (self.north - northing) * self.per_metre, 1
        )


@dataclass(frozen=True, slots=True)
class MapChart:
    """Dots, named while they are few and counted together where they are many; a scale; where in England."""

    kind: ClassVar[str] = "map"
    title: str
    description: str
    places: Sequence[Place]
    why_empty: str = ""

    def __post_init__(self) -> None:
        for place in self.places:
            require_figures(place.name, place.easting, place.northing)

    @property
    def is_empty(self) -> bool:
        return not self.places

    def as_table(self) -> Table:
        rows = [(p.name, f"{p.easting:.0f}", f"{p.northing:.0f}") for p in self.places]
        return Table(("School", "Easting", "Northing"), tuple(rows), frozenset({1, 2}))

    @property
    def is_named(self) -> bool:
        return len(self.places) <= NAMED

    def lay_out(self, canvas: Canvas) -> Drawing:
        sheet = sheet_of(self.places, canvas)
        at = [(*sheet(place.easting, place.northing), place) for place in self.places]
        spots = gather(at, 9 if self.is_named else 24)
        named = [spot for spot in spots if self.is_named or spot.role == "own"]
        # Names get in each other's way; of three orders, the one that places most of them.
        orders = [sorted(named, key=key) for key in (lambda s: s.y, lambda s: s.x, lambda s: -s.x)]
        names = max((name_spots(order, spots, sheet, canvas) for order in orders), key=len)
        counts = [
            Text(
                spot.x,
                round(spot.y + canvas.text * 0.35, 1),
                str(len(spot.places)),
                "middle",
                f"count {spot.role}",
            )
            for spot in spots
            if len(spot.places) > 1
        ]
        bar, words = scale_bar(sheet, canvas)
        if len(names) < len(spots):
            words.append(Text(0, words[0].y + canvas.line, "The table names every school."))
        inset, inset_end = ((), 0.0) if sheet.is_country else inset_of(sheet, canvas)
        country = (
            [[sheet(x * 1000, y * 1000) for x, y in ring] for ring in land()] if sheet.is_country else []
        )
        return Drawing(
            canvas,
            height=round(max(words[-1].y + 8, inset_end), 1),
            boxes=(Box(0.5, 0.5, sheet.width - 1, sheet.height - 1, "ground"),),
            lines=bar,
            curves=tuple(Curve(path(ring, closed=True), "land") for ring in country) + inset,
            dots=tuple(
                Dot(spot.x, spot.y, spot.radius, spot.role, spot.words(canvas.text, canvas.width))
                for spot in spots
            ),
            texts=(*names, *counts, *words),
        )


def sheet_of(places: Sequence[Place], canvas: Canvas) -> Sheet:
    """Fit the places into the room there is, or the country around them where they span much of it."""
    eastings, northings = [p.easting for p in places], [p.northing for p in places]
    corners = (min(eastings), min(northings)), (max(eastings), max(northings))
    is_country = max(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]) > COUNTRY_SPAN
    if is_country:
        corners = CORNERS
    room = canvas.width - (INSET + 20 if canvas.is_wide and not is_country else 0)
    (west, south), (east, north) = corners
    span_x, span_y = max(east - west, SMALLEST_SPAN), max(north - south, SMALLEST_SPAN)
    per_metre = min((room - 2 * MARGIN) / span_x, (TALLEST[canvas.name] - 2 * MARGIN) / span_y)
    width = round(span_x * per_metre + 2 * MARGIN, 1) if is_country else room
    height = round(max(span_y * per_metre + 2 * MARGIN, SHORTEST), 1)
    return Sheet(
        west=(east + west) / 2 - width / 2 / per_metre,
        north=(north + south) / 2 + height / 2 / per_metre,
        per_metre=per_metre,
        width=width,
        height=height,
        is_country=is_country,
    )


def gather(at: Sequence[tuple[float, float, Place]], reach: float) -> list[Spot]:
    """Count places within `reach` of a first one together with it. Looks at neighbouring cells only."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    spots: list[tuple[float, float, list[Place]]] = []
    for x, y, place in sorted(at, key=lambda one: (one[2].role != "own", one[2].name)):
        column, row = int(x // reach), int(y // reach)
        near = (i for c in (-1, 0, 1) for r in (-1, 0, 1) for i in cells.get((column + c, row + r), ()))
        first = next((i for i in near if hypot(spots[i][0] - x, spots[i][1] - y) < reach), None)
        if first is None:
            cells[column, row].append(len(spots))
            spots.append((x, y, [place]))
        else:
            spots[first][2].append(place)
    return [Spot(x, y, tuple(places)) for x, y, places in spots]


def name_spots(named: Sequence[Spot], spots: Sequence[Spot], sheet: Sheet, canvas: Canvas) -> list[Text]:
    """Put each name beside its dot where it covers neither dot nor name; leave out what fits nowhere."""
    dots = [(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    taken: list[Bounds] = []
    texts: list[Text] = []
    for spot in named:
        # The whole name if it fits somewhere, else its beginning.
        sites = [site for share in NAME_SHARES for site in sites_of(spot, sheet, canvas, share)]
        free = [site for site in sites if not any(overlap(site[1], b) for b in taken)]
        clear = [site for site in free if not any(overlap(site[1], dot) for dot in dots)]
        # Among many, one's own is named even over its neighbours' dots.
        text, bounds = next(iter(clear or (free if len(spots) > NAMED else [])), (None, None))
        if text and bounds:
            texts.append(text)
            taken.append(bounds)
    return texts


def sites_of(spot: Spot, sheet: Sheet, canvas: Canvas, share: float) -> list[tuple[Text, Bounds]]:
    """Where a name could stand on the sheet, the best first: right, left, above, below, aslant."""
    words = spot.words(canvas.text, sheet.width * share)
    width = width_of(words, canvas.text, bold=spot.role == "own")
    gap, half = spot.radius + 4, canvas.text / 2
    middle = max(4 + width / 2, min(spot.x, sheet.width - 4 - width / 2))
    sites: list[tuple[float, float, Anchor]] = [
        (spot.x + gap, spot.y, "start"),
        (spot.x - gap, spot.y, "end"),
        (middle, spot.y - gap - half, "middle"),
        (middle, spot.y + gap + half, "middle"),
        (spot.x + gap * 0.7, spot.y - gap, "start"),
        (spot.x + gap * 0.7, spot.y + gap, "start"),
        (spot.x - gap * 0.7, spot.y - gap, "end"),
        (spot.x - gap * 0.7, spot.y + gap, "end"),
    ]
    placed = []
    for x, y, anchor in sites:
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        bounds = left, y - half, left + width, y + half
        # The estimate is generous: a tenth of it may hang over the side.
        fits = left > -width * 0.1 and left + width * 0.9 < sheet.width
        if fits and y - half > 3 and y + half < sheet.height - 3:
            text = Text(round(x, 1), round(y + canvas.text * 0.35, 1), words, anchor, f"name {spot.role}")
            placed.append((text, bounds))
    return placed


def overlap(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def scale_bar(sheet: Sheet, canvas: Canvas) -> tuple[tuple[Line, ...], list[Text]]:
    fits = sheet.width / 3 / sheet.per_metre / MILE
    miles = next((n for n in (100, 50, 20, 10, 5, 2) if n <= fits), 1)
    end = round(miles * MILE * sheet.per_metre, 1)
    y = round(sheet.height + canvas.line, 1)
    lines = (
        Line(1, y, end, y, "scale"),
        Line(1, y - 4, 1, y + 4, "scale"),
        Line(end, y - 4, end, y + 4, "scale"),
    )
    words = f"{miles} mile{'s' if miles > 1 else ''}, north is up"
    return lines, [Text(end + 8, round(y + canvas.text * 0.35, 1), words)]


def inset_of(sheet: Sheet, canvas: Canvas) -> tuple[tuple[Curve, ...], float]:
    """Draw the country small, with the sheet's place in it: beside a wide map, below a narrow one."""
    (west, south), (_, north) = CORNERS
    per_metre = INSET / (north - south)
    x = canvas.width - INSET
    y = 0.0 if canvas.is_wide else sheet.height + 8
    if not canvas.is_wide:
        y += canvas.line

    def place(easting: float, northing: float) -> Point:
        return round(x + (easting - west) * per_metre, 1), round(y + (north - northing) * per_metre, 1)

    rings = [
        Curve(path([place(e * 1000, n * 1000) for e, n in ring], closed=True), "land") for ring in land()
    ]
    left, top = place(sheet.west, sheet.north)
    right, bottom = (
        round(start + max(side / sheet.per_metre * per_metre, 4), 1)
        for start, side in ((left, sheet.width), (top, sheet.height))
    )
    here = Curve(path([(left, top), (right, top), (right, bottom), (left, bottom)], closed=True), "here")
    return (*rings, here), y + INSET
