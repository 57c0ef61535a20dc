"""Walking through pages: each one met is held to what every page promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response

HEAVIEST_PAGE = 150_000


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at the site."""

    name: str
    width: int
    height: int
    scheme: str
    has_script: bool = True


@dataclass
class Walk:
    page: Page
    look: Look
    problems: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._stay_home(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("console", lambda said: self._listen(said.type, said.text))

    def sign_in(self, name: str) -> None:
        """Press the person's one button on the sign-in page."""
        self.open("/account/sign-in")
        self.press(self.page.get_by_role("button", name=name))

    def open(self, address: str) -> Response | None:
        response = self.page.goto(address)
        self.look_at()
        return response

    def follow(self, name: str) -> None:
        """Follow the link of that name, as anybody would who sees it."""
        self.press(self.page.locator("main").get_by_role("link", name=name).first)

    def press(self, there: Locator) -> None:
        """Press what leads to another page, and look at that page."""
        with self.page.expect_navigation():
            there.click()
        self.look_at()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def look_at(self) -> None:
        """Hold the page to what every page promises."""
        self.page.wait_for_load_state()
        here = urlsplit(self.page.url).path
        self.met.append(here)
        size = len(self.page.content().encode())
        if size > HEAVIEST_PAGE:
            self.problems.append(f"{here} weighs {size:,} bytes")
        if self.page.locator("h1").count() != 1:
            self.problems.append(f"{here} has {self.page.locator('h1').count()} first headings")
        if self.look.has_script:
            self._measure_width(here)
            self._run_axe(here)

    def _measure_width(self, here: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.look.width:
            self.problems.append(f"{here} is {wide} wide and scrolls sideways")

    def _run_axe(self, here: str) -> None:
        for found in Axe().run(self.page).response["violations"]:
            where = "; ".join(str(node["target"]) for node in found["nodes"][:3])
            self.problems.append(f"{here}: {found['id']}: {found['help']} at {where}")

    def _stay_home(self, url: str) -> None:
        if urlsplit(url).hostname not in {"127.0.0.1", "localhost", None}:
            self.problems.append(f"a request left for {url}")

    def _listen(self, kind: str, text: str) -> None:
        # The browser says it too when a page answers 403 or 404, as some must.
        if kind == "error" and "Failed to load resource" not in text:
            self.problems.append(f"console: {text}")
