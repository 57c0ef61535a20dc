"""Coming in, looking after a school's people, and leaving: every page of people, met by a browser."""

from __future__ import annotations

import pytest
from tests.journeys.walk import Walk

OUTSIDE = ("/account/sign-in", "/account/password/forgotten", "/account/sign-up", "/join", "/invitation/none")
OWN = (
    "/me",
    "/me/interests",
    "/me/letters",
    "/me/letters/preview",
    "/me/contribution",
    "/me/erase",
    "/account/e-mail",
    "/account/password/first",
    "/account/second-factors",
    "/account/second-factors/keys",
    "/account/linked",
    "/account/sessions",
)


def test_every_page_before_signing_in_can_be_read_by_everybody(walk: Walk):
    for address in OUTSIDE:
        walk.open(address)

    assert not walk.problems


def test_a_person_finds_everything_about_themself_and_declares(walk: Walk):
    walk.sign_in("Priya")
    for address in OWN:
        walk.open(address)

    walk.open("/me/interests")
    if walk.page.get_by_role("button", name="I have nothing to declare").count():
        walk.page.get_by_role("button", name="I have nothing to declare").click()
        walk.look_at()
    assert walk.page.locator("main .chip", has_text="Declared").first.is_visible()
    assert not walk.problems


def test_a_headteacher_invites_a_colleague_and_withdraws_it(walk: Walk):
    address = f"robin-{walk.look.name}@aldervale.example"
    walk.sign_in("Tom")
    walk.open("/people/")
    walk.follow("Invite somebody")
    walk.page.get_by_label("E-mail address").fill(address)
    walk.page.get_by_label("Role", exact=True).select_option(label="Teacher")
    walk.page.get_by_role("button", name="Send the invitation").click()
    walk.look_at()
    sent = walk.page.get_by_role("row").filter(has_text=address)
    assert sent.get_by_text("waiting").is_visible()

    sent.get_by_role("button", name="Withdraw").click()
    walk.look_at()
    assert walk.page.get_by_role("row").filter(has_text=address).get_by_text("withdrawn").is_visible()

    walk.follow("Invite many from a file")
    assert not walk.problems


def test_an_external_reader_reads_no_ones_name(walk: Walk):
    walk.sign_in("Tom")
    walk.open("/people/")
    school = walk.page.url
    walk.page.goto("/account/sign-out")
    walk.page.locator("main").get_by_role("button", name="Sign out").click()

    walk.sign_in("Helen")
    refused = walk.open(school)

    assert refused is not None
    assert refused.status == 403
    assert walk.page.get_by_text("for those who work there or in the same trust").is_visible()
    assert not walk.problems


@pytest.mark.parametrize(("name", "leads"), [("Amina", False), ("Marian", True)])
def test_whoever_leads_nothing_keeps_no_lists(walk: Walk, name: str, leads: bool):
    walk.sign_in(name)

    if leads and walk.look.width < 600:
        walk.page.locator("nav.foot summary").click()  # a phone's foot has room for four places
    # One place in the rail, one at a phone's foot; only the one that fits the width is in sight.
    assert walk.page.get_by_role("link", name="People", exact=True).count() == int(leads)
