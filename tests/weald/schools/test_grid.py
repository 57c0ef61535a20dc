"""Latitude and longitude to grid references, against published ones."""

from math import radians

import pytest

from weald.schools.grid import _project, is_in_britain, to_grid


def test_projection_gives_the_ordnance_survey_s_worked_example():
    # The worked example of the Ordnance Survey's guide to coordinate systems, on the Airy ellipsoid.
    latitude = radians(52 + 39 / 60 + 27.2531 / 3600)
    longitude = radians(1 + 43 / 60 + 4.5177 / 3600)

    assert _project(latitude, longitude) == (651410, 313177)


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [
        # A school's own entry in the register beside its coordinates elsewhere.
        (51.51397, -0.07753, 533498, 181201),
        # Points the Ordnance Survey publishes for trying its exact transformation on.
        (49.92226393730, -6.29977752014, 91492, 11319),
        (49.96006137820, -5.20304609998, 170371, 11572),
        (50.43885825610, -4.10864563561, 250360, 62017),
        (50.57563665000, -1.29782277240, 449816, 75336),
        (50.93127937910, -1.45051433700, 438711, 114792),
    ],
)
def test_shift_and_projection_agree_with_the_survey_within_five_metres(
    latitude, longitude, easting, northing
):
    east, north = to_grid(latitude, longitude)

    assert abs(east - easting) <= 5
    assert abs(north - northing) <= 5


@pytest.mark.parametrize(
    ("latitude", "longitude", "inside"),
    [(51.5, -0.1, True), (-0.1, 51.5, False), (48.9, 2.3, False), (55.8, -2.0, True)],
)
def test_places_outside_britain_are_known(latitude, longitude, inside):
    assert is_in_britain(latitude, longitude) is inside
