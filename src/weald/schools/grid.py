"""From latitude and longitude (as satellites give them, WGS84) to metres on the British National Grid.

A Helmert shift to the Airy 1830 ellipsoid and a transverse Mercator projection, with the Ordnance
Survey's published constants. Good to about five metres: less than a school's gate is from its pin.
"""

from math import atan2, cos, hypot, radians, sin, sqrt, tan

# Ellipsoids: semi-axes in metres.
WGS84 = (6_378_137.0, 6_356_752.314245)
AIRY = (6_377_563.396, 6_356_256.909)
# WGS84 → OSGB36: metres, seconds of arc, parts in a million.
SHIFT = (-446.448, 125.157, -542.060)
TURN = tuple(radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
SCALE = 1 + 20.4894e-6
# The projection: true origin, false origin, scale on the central meridian.
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = radians(49), radians(-2)
FALSE_EAST, FALSE_NORTH = 400_000.0, -100_000.0
CENTRAL_SCALE = 0.9996012717


def to_grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Give easting and northing in whole metres."""
    return _project(*_on_airy(radians(latitude), radians(longitude)))


def is_in_britain(latitude: float, longitude: float) -> bool:
    return 49.8 <= latitude <= 61 and -8.7 <= longitude <= 1.8


def _on_airy(latitude: float, longitude: float) -> tuple[float, float]:
    a, b = WGS84
    squash = 1 - (b / a) ** 2
    radius = a / sqrt(1 - squash * sin(latitude) ** 2)
    x = radius * cos(latitude) * cos(longitude)
    y = radius * cos(latitude) * sin(longitude)
    z = radius * (1 - squash) * sin(latitude)
    rx, ry, rz = TURN
    x, y, z = (
        SHIFT[0] + SCALE * x - rz * y + ry * z,
        SHIFT[1] + rz * x + SCALE * y - rx * z,
        SHIFT[2] - ry * x + rx * y + SCALE * z,
    )
    return _latitude(x, y, z), atan2(y, x)


def _latitude(x: float, y: float, z: float) -> float:
    a, b = AIRY
    squash = 1 - (b / a) ** 2
    flat = hypot(x, y)
    found = atan2(z, flat * (1 - squash))
    # Each round gains some five digits; three are more than a double holds.
    for _ in range(4):
        radius = a / sqrt(1 - squash * sin(found) ** 2)
        found = atan2(z + squash * radius * sin(found), flat)
    return found


def _project(latitude: float, longitude: float) -> tuple[int, int]:
    a, b = AIRY
    squash = 1 - (b / a) ** 2
    across = a * CENTRAL_SCALE / sqrt(1 - squash * sin(latitude) ** 2)
    along = across * (1 - squash) / (1 - squash * sin(latitude) ** 2)
    bend = across / along - 1
    s, c, t = sin(latitude), cos(latitude), tan(latitude) ** 2
    d = longitude - ORIGIN_LONGITUDE
    north = (
        _meridian(latitude)
        + FALSE_NORTH
        + across / 2 * s * c * d**2
        + across / 24 * s * c**3 * (5 - t + 9 * bend) * d**4
        + across / 720 * s * c**5 * (61 - 58 * t + t**2) * d**6
    )
    east = (
        FALSE_EAST
        + across * c * d
        + across / 6 * c**3 * (across / along - t) * d**3
        + across / 120 * c**5 * (5 - 18 * t + t**2 + 14 * bend - 58 * t * bend) * d**5
    )
    return round(east), round(north)


def _meridian(latitude: float) -> float:
    """Length of the meridian from the true origin."""
    a, b = AIRY
    n = (a - b) / (a + b)
    d, s = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return (
        b
        * CENTRAL_SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(d) * cos(s)
            + 15 / 8 * (n**2 + n**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s)
        )
    )
