"""The front page."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_what_weald_is_for(client):
    page = client.get("/").content.decode()

    assert "How do schools become more than the sum of their parts?" in page
    assert "Sign in" in page


def test_whoever_is_signed_in_goes_straight_to_today(client, cast):
    response = cast.sign_in(client, "ruth").get("/")

    assert response.status_code == 302
    assert response.url == "/today"
