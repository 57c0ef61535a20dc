"""Every kind of page somebody can reach by following links, held to what every page promises."""

from __future__ import annotations

import re
from collections import deque

import pytest
from tests.journeys.conftest import LOOKS
from tests.journeys.walk import Walk

BY_NAME = {look.name: look for look in LOOKS}
NOT_PAGES = re.compile(
    r"^/account/sign-out|^/static/|^/metrics|[?&]format=|\.(csv|zip|ics|atom|json)$|/export$|/files/\d+$"
)


def kind_of(address: str) -> str:
    """The address without what says which one: pages that share it share a template."""
    path = address.partition("?")[0]
    return re.sub(r"/\d+(?=/|$)", "/N", re.sub(r"/sector/.*", "/sector/X", path))


@pytest.mark.parametrize(
    ("walk", "name", "at_least"),
    [
        pytest.param(BY_NAME["wide"], "Graham", 30, id="chief"),
        pytest.param(BY_NAME["phone-dark"], "Jo", 30, id="steward"),
        pytest.param(BY_NAME["phone"], "Helen", 15, id="reader"),
    ],
    indirect=["walk"],
)
def test_every_kind_of_page_a_person_can_reach_keeps_its_promises(walk: Walk, name: str, at_least: int):
    walk.sign_in(name)
    seen: set[str] = set()
    ahead = deque(["/today", "/search?q=vale", "/search?q=nothingofthekind"])

    while ahead:
        address = ahead.popleft()
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        response = walk.open(address)
        assert response is None or response.status < 400, address
        links = walk.page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        ahead.extend(link.partition("#")[0] for link in links if not NOT_PAGES.search(link))

    assert len(seen) >= at_least, sorted(seen)
    assert not walk.problems
