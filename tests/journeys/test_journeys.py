"""Three people on an ordinary day."""

from __future__ import annotations

from tests.journeys.walk import Walk


def test_a_chief_executive_reads_her_trusts_dividend_down_to_the_numbers(walk: Walk):
    walk.sign_in("Graham")
    walk.open("/schools/trusts")
    walk.page.get_by_label("Name, town or number").fill("Hartwod")
    walk.press(walk.page.locator("main").get_by_role("button", name="Find"))
    walk.follow("Hartwood Trust")
    assert "Hartwood Trust" in walk.heading()

    walk.follow("Expected standard in reading")
    assert walk.heading() == "Do the schools of Hartwood Trust do better together than they would have apart?"
    assert walk.page.get_by_text("Had they not joined").first.is_visible()

    check = walk.page.locator(".check").first
    check.get_by_text("What this check asks").click()
    assert check.locator(".details-body").first.is_visible()

    numbers = walk.page.locator("figure").first
    numbers.locator("summary").first.click()
    assert numbers.get_by_role("columnheader", name="Year").first.is_visible()
    assert numbers.locator("tbody tr").count() == 9
    assert not walk.problems


def test_a_headteacher_sees_his_school_plainly(walk: Walk):
    walk.sign_in("Tom")
    walk.open("/search?q=Alder+Vale")
    walk.follow("Alder Vale Primary")
    assert "Alder Vale Primary" in walk.heading()

    assert walk.page.get_by_text("disadvantaged").first.is_visible()
    assert walk.page.locator("figure").count() >= 1
    assert not walk.problems


def test_an_external_reader_reads_what_was_released_by_name(walk: Walk):
    walk.sign_in("Helen")
    walk.follow("Expected standard in reading, writing and maths")

    assert "Hartwood Trust" in walk.page.locator("main").inner_text()
    assert not walk.problems


def test_an_external_reader_is_refused_with_the_reason(walk: Walk):
    walk.sign_in("Helen")
    walk.open("/search?q=Ridgeway+Trust")
    walk.follow("Ridgeway Trust")
    trust_address = walk.page.url.replace("/schools/trusts/", "/dividend/trusts/")
    response = walk.open(trust_address)

    assert response is not None
    assert response.status == 403
    assert walk.page.get_by_text("belongs to the people who work there").is_visible()
    assert walk.page.get_by_text("external reader at Inspectorate").is_visible()
    assert not walk.problems


def test_a_practice_is_printed_without_what_can_only_be_pressed(walk: Walk):
    walk.sign_in("Amina")
    walk.open("/practices/")
    walk.follow("Ten minutes of fluency")
    pressed = walk.page.locator("main .do")
    assert pressed.first.is_visible()

    walk.page.emulate_media(media="print")
    assert not any(one.is_visible() for one in pressed.all())
    assert walk.page.get_by_text("The core: keep these").is_visible()
    assert not walk.problems
