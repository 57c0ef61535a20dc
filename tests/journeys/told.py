"""What Today and a digest tell somebody, as they would read it, and what each of the two should say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser

from playwright.sync_api import Locator, Page

GREETING = r"Good (morning|afternoon|evening), {}\.{}"
NEED = {0: "", 1: " One thing needs you.", 2: " Two things need you."}
STILL = "One thing you were told of still needs you."


@dataclass(frozen=True)
class Line:
    """One thing that is told: what it is called, where it leads, and what stands beneath."""

    title: str
    path: str
    text: str = ""


@dataclass(frozen=True)
class Told:
    """What waits for somebody, the thanks they got, what moved: new to them, and before that."""

    waiting: tuple[Line, ...] = ()
    # A letter only says of what it told before that it is still so.
    is_still_waiting: bool = False
    thanks: tuple[Line, ...] = ()
    moved: tuple[Line, ...] = ()
    before: tuple[Line, ...] = ()


NOTHING = Told()


@dataclass
class TodayPage:
    """Today as it stands in a browser."""

    page: Page
    parts: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        main = self.page.locator("main .two > div")
        for part in main.locator("section").all():
            for rows in part.locator("ul.rows").all():
                above = rows.locator("xpath=preceding-sibling::*[self::h2 or self::h3][1]").inner_text()
                self.parts[above] = tuple(_line(row) for row in rows.locator("> li").all())
        self.headings = [one.inner_text() for one in main.locator("h2, h3").all()]
        self.greeting = self.page.locator("h1").inner_text()


def _line(row: Locator) -> Line:
    body = row.locator(".row-body")
    title = row.locator(".row-title")
    return Line(
        title.inner_text(),
        title.get_attribute("href") or "",
        _plain(body.inner_text()) if body.count() else "",
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def assert_today(page: Page, name: str, told: Told) -> None:
    """Hold Today to exactly this: every heading, every line in its order, and nothing beside."""
    shown = TodayPage(page)
    parts = {
        "What needs you": told.waiting,
        "Thanks": told.thanks,
        "New since you were last here": told.moved,
        "Before that": told.before,
    }
    assert shown.parts == {heading: lines for heading, lines in parts.items() if lines}
    first = "What needs you" if told.waiting else "Nothing needs you today"
    moved = [heading for heading in list(parts)[2:] if parts[heading]] or ["Nothing has moved lately"]
    thanks = ["Thanks"] if told.thanks else []
    assert shown.headings == [first, *thanks, "What moved where you belong", *moved]
    greeting = GREETING.format(name.split(" ")[0], re.escape(NEED[len(told.waiting)]))
    assert re.fullmatch(greeting, shown.greeting), shown.greeting


def assert_letter(letter: EmailMessage, name: str, told: Told, site: str) -> None:
    """Hold a digest to exactly this, plain and as HTML, with one press to stop it."""
    stop = re.sub(r"[<>\s]", "", letter["List-Unsubscribe"])  # folded, being long
    plain = letter.get_body(["plain"]).get_content()  # type: ignore[union-attr]  # it has one
    html = Read(letter.get_body(["html"]).get_content())  # type: ignore[union-attr]  # as above
    assert [line for line in plain.splitlines() if line.strip()] == _as_letter(name, told, site, stop)
    assert letter["Subject"] == _subject(told)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    told_of = [*told.waiting, *told.thanks, *told.moved]
    still = [("See Today", f"{site}/today")] if told.is_still_waiting else []
    footer = [("Choose how often, and when never", f"{site}/me/letters"), ("No more of these letters", stop)]
    assert html.links == [*still, *((one.title, site + one.path) for one in told_of), *footer]
    assert re.sub(r" \((today|yesterday|due \w+)\)", "", html.text) == _plain(
        " ".join(
            [
                f"Hello {name},",
                f"{STILL} See Today" if told.is_still_waiting else "",
                *(f"{heading} {_together(lines)}" for heading, lines in _sections(told)),
                "Each thing is told once. Choose how often, and when never. No more of these letters.",
            ]
        )
    )


def _together(lines: tuple[Line, ...]) -> str:
    return " ".join(f"{one.title} {one.text}" for one in lines)


def _sections(told: Told) -> list[tuple[str, tuple[Line, ...]]]:
    parts = [
        ("What needs you", told.waiting),
        ("Thanks", told.thanks),
        ("What moved where you belong", told.moved),
    ]
    return [(heading, lines) for heading, lines in parts if lines]


def _as_letter(name: str, told: Told, site: str, stop: str) -> list[str]:
    said = [f"Hello {name},", *([STILL, f"{site}/today"] if told.is_still_waiting else [])]
    for heading, lines in _sections(told):
        said.append(heading)
        for one in lines:
            between = ", " if heading == "What needs you" else ": "
            said += [f"* {one.title}{between if one.text else ''}{one.text}", f"  {site}{one.path}"]
    return [
        *said,
        "-- ",
        f"Each thing is told once. Choose how often, and when never: {site}/me/letters",
        f"No more of these letters: {stop}",
    ]


def _subject(told: Told) -> str:
    counts = (
        (len(told.waiting), "thing needs you", "things need you"),
        (len(told.thanks), "thank-you", "thank-yous"),
        (len(told.moved), "thing moved", "things moved"),
    )
    words = ("no", "one", "two", "three", "four")
    said = ", ".join(f"{words[count]} {one if count == 1 else many}" for count, one, many in counts if count)
    return said.capitalize()


class Read(HTMLParser):
    """A letter's HTML as somebody reads it: its text and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._said: list[str] = []
        self._href = ""
        self.feed(html.partition("<body>")[2])
        self.text = _plain("".join(self._said))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "br", "h2", "li"}:
            self._said.append(" ")
        if tag == "a":
            self._href = dict(attrs).get("href") or ""
            self.links.append(("", self._href))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if self._href:
            said, href = self.links[-1]
            self.links[-1] = (said + data, href)
