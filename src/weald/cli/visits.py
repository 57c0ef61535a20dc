"""Visiting the running site the way a browser does: cookies, forms, one click to sign in."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar

SIGN_IN = "/account/sign-in"
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """How a visit went."""

    path: str
    status: int
    milliseconds: float
    remark: str = ""

    @property
    def is_right(self) -> bool:
        return self.status == 200 and not self.remark


class Visitor:
    def __init__(self, address: str) -> None:
        self._address = address

    def see(self, path: str, person: str | None) -> Seen:
        """Open a page in a fresh browser, signed in as that person."""
        browser = Browser(self._address)
        if person is not None and not browser.sign_in(person):
            return Seen(path, 0, 0.0, f"the sign-in page does not offer {person}")
        began = time.perf_counter()
        status, arrived, _ = browser.open(path)
        milliseconds = (time.perf_counter() - began) * 1000
        return Seen(path, status, milliseconds, "" if arrived == path else f"sent on to {arrived}")


class Browser:
    def __init__(self, address: str) -> None:
        self._address = address
        # No proxy: this is a conversation with this very machine.
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar()))
        self._opener = urllib.request.build_opener(*handlers)

    def open(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, the path arrived at and the text of a page."""
        request = urllib.request.Request(urllib.parse.urljoin(self._address, path))  # noqa: S310 - our own
        request.add_header("Referer", self._address)
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(request, data, timeout=_SECONDS) as answer:
                arrived = urllib.parse.urlsplit(answer.url)
                return (
                    answer.status,
                    urllib.parse.urlunsplit(("", "", *arrived[2:4], "")),
                    answer.read().decode(),
                )
        except urllib.error.HTTPError as error:
            with error:
                return error.code, path, error.read().decode(errors="replace")

    def sign_in(self, person: str) -> bool:
        """Press the one button of the sign-in page that belongs to the person."""
        _, arrived, page = self.open(SIGN_IN)
        forms = _Forms()
        forms.feed(page)
        for form in forms.found:
            if person in form.fields.values():
                status, _, _ = self.open(urllib.parse.urljoin(arrived, form.action), form.fields)
                return status == 200
        return False


@dataclass(slots=True)
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The forms of a page, each with what it would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(named.get("action", ""))
            self.found.append(self._open)
        elif tag in {"input", "button"} and self._open is not None and named.get("name"):
            self._open.fields[named["name"]] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def is_answering(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False
