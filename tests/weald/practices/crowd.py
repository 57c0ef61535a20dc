"""People with browsers who go on until they are answered."""

from __future__ import annotations

import html
import http.client
import re
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.test import Client
from tests.server import UNANSWERED

TOKEN = "c" * 32
SECONDS = 500


class TooBusy(http.client.HTTPException):
    """The server says that it could not do it now, and that one should try again."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    def field(self, name: str) -> str:
        """Give what a form of the page has in a field."""
        found = re.search(rf'<textarea name="{name}"[^>]*>\r?\n?(.*?)</textarea>', self.text, re.DOTALL)
        found = found or re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name}: {self.status} {self.location} {self.text[:2000]}"
        return html.unescape(found[1])


@dataclass
class Browser:
    port: int
    session: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"weald={self.session}; csrftoken={TOKEN}", "Accept": "text/html"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            if answer.status == http.client.SERVICE_UNAVAILABLE:
                raise TooBusy
            return Answer(answer.status, answer.getheader("Location") or "", answer.read().decode())
        finally:
            connection.close()


def signed_in(user, port: int) -> Browser:
    client = Client()
    client.force_login(user)
    return Browser(port, client.cookies["weald"].value)


def until_answered(is_lost: threading.Event, act, *args):
    """Do something again and again until the server has answered for it; then it must have happened."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            done = act(*args)
        except UNANSWERED:
            done = None
        if done:
            return done
        assert not is_lost.is_set(), "the web server is gone"
        assert time.monotonic() < deadline, f"{act.__name__}{args[1:]} was not answered in time"
        time.sleep(0.1)
