"""A passkey in a real browser: added with a finger, signed in with, taken away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.journeys.walk import Look, Walk

WITH_FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


LOOKS = [Look("wide", 1280, 900, "light"), Look("phone", 390, 844, "light")]


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def walk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Walk]:
    """A browser whose computer reads fingers. Passkeys belong to a name, and an IP address is none."""
    look: Look = request.param
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        base_url=site.replace("127.0.0.1", "localhost"),
        locale="en-GB",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": WITH_FINGER})
    yield Walk(page, look)
    context.close()


def test_a_passkey_lets_one_in_without_a_password_until_it_is_taken_away(walk: Walk):
    page = walk.page
    walk.sign_in("Farid")
    walk.open("/account/second-factors")
    walk.follow("Add one")
    page.get_by_label("Name").fill(f"my laptop, {walk.look.name}")
    assert page.get_by_label("without a password").is_checked()
    walk.press(page.get_by_role("button", name="Add it"))
    # Recovery codes are shown to whoever proves once more to be the same: with the new passkey.
    prove_again(walk, "**/codes")
    assert "phone is lost" in walk.heading()
    sign_out(walk)

    walk.open("/account/sign-in")
    walk.press(page.get_by_role("button", name="Sign in with a passkey"))
    page.wait_for_url("**/today")
    walk.look_at()
    assert "Farid" in walk.heading()

    walk.open("/account/second-factors/keys")
    walk.follow("Remove")
    prove_again(walk, "**/remove")
    walk.press(page.get_by_role("button", name="Remove the key"))
    sign_out(walk)
    walk.open("/account/sign-in")
    walk.press(page.get_by_role("button", name="Sign in with a passkey"))
    assert walk.heading() == "Who are you?"
    assert not walk.problems


def prove_again(walk: Walk, leads_to: str) -> None:
    """Show the finger once more, as whoever changes their account is asked to."""
    walk.follow("Use a security key")
    walk.press(walk.page.get_by_role("button", name="Use a security key"))
    walk.page.wait_for_url(leads_to)


def sign_out(walk: Walk) -> None:
    walk.open("/account/sign-out")
    walk.press(walk.page.locator("main").get_by_role("button", name="Sign out"))
