"""A live OpenID Connect provider in a process of its own, and a browser without JavaScript to go there."""

import html
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import requests
from django.test import Client

CLIENT = "weald-test"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class LiveProvider:
    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"

    def knows(self, subject: str, **claims: object) -> None:
        """Make somebody who can sign in there. Claims named like a token's own (aud, iss) replace those."""
        answer = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5)
        answer.raise_for_status()


@contextmanager
def live_provider() -> Iterator[LiveProvider]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        provider = LiveProvider(port)
        _wait(provider.issuer, process)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen) -> None:
    for _ in range(200):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1).raise_for_status()
        except requests.RequestException:
            assert process.poll() is None, "the provider ended before it began"
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


@dataclass(frozen=True)
class Page:
    url: str = ""
    status_code: int = 0
    text: str = ""


class Browser:
    """Follows redirects and refreshes and fills in forms, as a browser does without JavaScript.

    The site is a live server's address, or Django's client, for which the other end is real all the same.
    """

    def __init__(self, site: str | Client) -> None:
        self.client = None if isinstance(site, str) else site
        self.site = site if isinstance(site, str) else "http://testserver"
        self.session = requests.Session()
        self.page = Page()

    @property
    def text(self) -> str:
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page.text)))

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site).partition("?")[0]

    def open(self, path: str) -> "Browser":
        return self._go("GET", urljoin(self.site, path))

    def send(self, path: str, **fields: str) -> "Browser":
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)
        if token:
            fields["csrfmiddlewaretoken"] = token[1]
        return self._go("POST", urljoin(self.page.url or self.site, path), fields)

    def continue_with(
        self, subject: str, *, start: str = "/account/sign-in", process: str = "login"
    ) -> "Browser":
        """Press the provider's button and sign in over there."""
        self.open(start)
        self.send(f"/account/with/mock?process={process}")
        return self.send(self.page.url, sub=subject)

    def _go(self, method: str, url: str, fields: dict[str, str] | None = None) -> "Browser":
        for _ in range(10):
            answer = self._ask(method, url, fields)
            self.page = Page(url, answer.status_code, getattr(answer, "text", "") or answer.content.decode())
            refresh = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', self.page.text)
            onward = answer.headers.get("Location") or (refresh and html.unescape(refresh[1]))
            if not onward:
                return self
            method, url, fields = "GET", urljoin(url, onward), None
        raise AssertionError(f"sent round in circles, at last to {url}")

    def _ask(self, method: str, url: str, fields: dict[str, str] | None):
        if self.client and url.startswith(self.site):
            path = url.removeprefix(self.site)
            return self.client.post(path, fields) if method == "POST" else self.client.get(path)
        headers = {"Referer": self.page.url}
        return self.session.request(
            method, url, data=fields, headers=headers, timeout=20, allow_redirects=False
        )
