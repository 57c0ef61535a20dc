"""A real site and a real browser: the demo as a newcomer starts it, Chromium as they look at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys.walk import Look, Walk

# What it asserts is to be explained as in a test.
pytest.register_assert_rewrite("tests.journeys.told")

LOOKS = [
    Look("wide", 1280, 900, "light"),
    Look("wide-dark", 1280, 900, "dark"),
    Look("phone", 390, 844, "light"),
    Look("phone-dark", 390, 844, "dark"),
    Look("without-script", 1280, 900, "light", has_script=False),
    Look("phone-without-script", 390, 844, "light", has_script=False),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a freshly made demo, stopped with the keys a person would press."""
    folder = Path(tempfile.mkdtemp(prefix="weald-journeys-"))
    folder.chmod(0o711)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEALD_", "DATABASE_"))}
    said = folder / "said"
    with said.open("w") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "weald.cli", "demo", "--port", "0"],
            env=kept | {"WEALD_DATA": str(folder), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address_of(demo, said)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _address_of(demo: subprocess.Popen[bytes], said: Path) -> str:
    """Wait for the line that says where the demo is, for as long as it is at work."""
    while demo.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", said.read_text()):
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"the demo did not come up:\n{said.read_text()[-3_000:]}")


@pytest.fixture(params=LOOKS, ids=lambda look: look.name)
def walk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Walk]:
    """A walk through the site in one look; whatever it meets is checked when it is met."""
    look: Look = request.param
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        java_script_enabled=look.has_script,
        base_url=site,
        locale="en-GB",
    )
    context.set_default_timeout(15_000)
    yield Walk(context.new_page(), look)
    context.close()
