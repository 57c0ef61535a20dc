"""What somebody writes is kept in a real browser: by itself, without a line, in two windows at once."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect
from tests.factories.drafts import DraftFactory
from tests.factories.practices import AskFactory, AttachmentFactory, PracticeFactory
from tests.personas import make_cast

from weald.practices.enums import Part

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
]
SAYS = "[data-keeps-says]"
ATTACK = "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>[a](javascript:window.hurt=1)"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def open_page(browser, live_server, client, cast):
    """A window of Amina's, all in one browser profile."""
    cast.sign_in(client, "amina")
    errors = []
    context = browser.new_context(base_url=live_server.url)
    context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": live_server.url}
            for name, cookie in client.cookies.items()
        ]
    )

    def open_page(address):
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    context.close()
    assert errors == []


def writing(cast, **fields):
    draft = DraftFactory(person=cast.amina.user, fields=fields)
    return draft, reverse("practices:write", args=[draft.pk, "core"])


def test_it_saves_itself_and_two_windows_lose_nothing(open_page, cast):
    draft, address = writing(cast, core="One.\n\nTwo.")
    first, second = open_page(address), open_page(address)

    first.fill("textarea[name=core]", "One, daily.\n\nTwo.")
    expect(first.locator("[name=revision]")).to_have_value("1")
    second.fill("textarea[name=core]", "One.\n\nTwo.\n\nThree.")
    expect(second.locator("[name=revision]")).to_have_value("2")

    draft.refresh_from_db()
    assert draft.fields["core"] == "One, daily.\n\nTwo.\n\nThree."
    assert second.input_value("textarea[name=core]") == draft.fields["core"]
    assert "both are kept" in second.inner_text(SAYS)


def test_without_a_line_it_is_kept_here_and_sent_once_it_is_back(open_page, cast):
    draft, address = writing(cast, core="")
    page = open_page(address)
    page.context.set_offline(True)
    page.fill("textarea[name=core]", "Written on the train.")
    expect(page.locator(SAYS)).to_contain_text("no connection")
    page.close()

    page = open_page("about:blank")
    page.context.set_offline(False)
    page.goto(address)
    again = page.input_value("textarea[name=core]")
    expect(page.locator(SAYS)).to_contain_text("Saved")

    draft.refresh_from_db()
    assert again == draft.fields["core"] == "Written on the train."


def test_what_was_being_shared_is_offered_again(open_page):
    page = open_page(reverse("practices:share"))
    page.fill("textarea[name=summary]", "Ten minutes a day.")
    page.wait_for_timeout(2_000)
    page.close()

    again = open_page(reverse("practices:share"))

    assert again.input_value("textarea[name=summary]") == "Ten minutes a day."
    assert "is back" in again.inner_text(SAYS)


def test_no_script_of_theirs_runs(open_page, cast):
    # A practice and its first version name each other: both are there when a transaction ends.
    with transaction.atomic():
        practice = PracticeFactory(
            title=ATTACK,
            made_by=cast.amina.user,
            home=cast.alder_vale,
            version__units=[ATTACK],
            **{f"version__{part}": ATTACK for part in Part},
        )
    AttachmentFactory(version=practice.head, name=ATTACK)
    AskFactory(practice=practice, text=ATTACK)

    for address in (
        reverse("practices:library"),
        reverse("practices:practice", args=[practice.pk]),
        reverse("practices:ask", args=[practice.pk]),
    ):
        page = open_page(address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.hurt") is None, address
        assert "<script>" in page.inner_text("main"), address
        page.close()
