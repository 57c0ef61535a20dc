"""A real web server that can be killed, and people with browsers who go on until they are answered."""

from __future__ import annotations

import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.test import Client

TOKEN = "c" * 32
SECONDS = 500
UNANSWERED = (OSError, http.client.HTTPException)


@dataclass
class WebServer:
    """The web processes of a site, without whatever keeps them alive elsewhere."""

    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    counters: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    # Set when it cannot be brought back: then nobody has to wait for it.
    is_lost: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as listener:
                self.port = listener.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "weald.cli.web", "127.0.0.1", str(self.port), "2"],
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": self.counters.name},
            cwd=Path(__file__).parents[3],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while not self.is_up():
            assert self.process.poll() is None, "the web server ended at once"
            assert time.monotonic() < deadline, "the web server does not come up"
            time.sleep(0.2)

    def is_up(self) -> bool:
        try:
            return Browser(self.port, "").get("/healthz").status == 200
        except UNANSWERED:
            return False

    def kill(self) -> None:
        """End it as a power cut would: no goodbye, nothing finished."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            if self.process.stdin:
                self.process.stdin.close()
            self.process = None


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
