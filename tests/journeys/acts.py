"""What people do on the pages of a practice, as they would: through links, fields and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Locator, expect
from tests.journeys.walk import Walk


def button(walk: Walk, name: str) -> Locator:
    return walk.page.locator("main").get_by_role("button", name=name, exact=True)


def fill(walk: Walk, fields: Mapping[str, str]) -> None:
    for label, text in fields.items():
        walk.page.get_by_label(label, exact=False).fill(text)


def said(walk: Walk) -> str:
    """Give what the page says of the act that led to it."""
    return " ".join(walk.page.locator("main > .notice").all_inner_texts())


def find(walk: Walk, title: str) -> None:
    """Find a practice in the library and open it."""
    walk.open("/practices/")
    walk.follow(title)


def share(walk: Walk, title: str, paragraph: str, *, file: tuple[str, bytes] | None = None) -> None:
    """Share in two minutes: a name, a paragraph, a file; nothing else is touched."""
    walk.open("/practices/")
    walk.follow("Share a practice")
    fill(walk, {"What you call it": title, "What you do, in one paragraph": paragraph})
    if file:
        name, content = file
        walk.page.get_by_label("A file that helps").set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": content}
        )
    walk.press(button(walk, "Share it"))


def adopt(walk: Walk, title: str, *, since: date, pupils: str) -> None:
    find(walk, title)
    walk.follow("Adopt")
    fill(walk, {"From which day": since.isoformat(), "For which pupils": pupils})
    walk.press(button(walk, "Adopt"))


def adapt(walk: Walk, title: str, changes: Mapping[str, Mapping[str, str]], *, why: str) -> None:
    """Go through the guided form page by page, change what the question of a page is about, publish."""
    find(walk, title)
    walk.follow("Adapt")
    walk.press(button(walk, "Adapt"))
    while walk.heading() != "Is this what you mean?":
        fill(walk, changes.get(walk.heading(), {}))
        is_form = walk.heading() != "Which files belong to it?"
        walk.press(button(walk, "Go on") if is_form else walk.page.get_by_role("link", name="Go on"))
    fill(walk, {"What changed, and why": why})
    walk.press(button(walk, "Publish"))


def tell(walk: Walk, title: str, account: str) -> None:
    """Follow what waits on Today."""
    walk.open("/today")
    walk.follow(f"Tell how “{title}” went")
    fill(walk, {"What happened": account})
    walk.page.get_by_label("Yes, as it is").check()
    walk.press(button(walk, "Tell it"))


def send_back(walk: Walk, *, changed: str, happened: str) -> None:
    """Return the adaptation whose page is open to where it came from."""
    walk.follow("Return")
    fill(walk, {"What did you change, and why?": changed, "What happened?": happened})
    walk.press(button(walk, "Return"))


def answer(walk: Walk, choices: Mapping[str, str], *, reason: str) -> None:
    """Choose for each hunk, known by the heading of its part, and take in what was chosen."""
    for part, choice in choices.items():
        section = walk.page.locator("section").filter(has=walk.page.get_by_role("heading", name=part))
        section.get_by_label(choice).check()
    fill(walk, {"A line for the history": reason})
    walk.press(button(walk, "Take in what I chose"))


def thank(walk: Walk, words: str) -> None:
    fill(walk, {"A word of thanks": words})
    walk.press(button(walk, "Thank"))


def alloy(walk: Walk, title: str, *, with_own: str, called: str, paragraph: str) -> None:
    find(walk, title)
    walk.follow("Adapt")
    walk.follow("Alloy it with another")
    walk.page.get_by_label(with_own).check()
    walk.press(button(walk, "Choose"))
    fill(walk, {"What you call it": called, "In one paragraph": paragraph})
    walk.press(button(walk, "Alloy"))
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(called)
