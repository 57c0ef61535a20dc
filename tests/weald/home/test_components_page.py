"""The component page in a real browser: every part of every page, in four looks and without script."""

import re
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse

HEAVIEST_PAGE = 150_000
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
in_browser = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# The drawn size of the smallest letter of any chart that is shown.
SMALLEST_LETTER = """() => Math.min(...[...document.querySelectorAll("svg.chart")]
  .filter(svg => svg.getBoundingClientRect().width)
  .flatMap(svg => [...svg.querySelectorAll("text")].map(text =>
    parseFloat(getComputedStyle(text).fontSize)
      * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)))"""

# Names and figures of one chart that overlap each other by more than a hair.
COLLISIONS = """() => [...document.querySelectorAll("svg.chart")]
  .filter(svg => svg.getBoundingClientRect().width)
  .flatMap(svg => {
    const texts = [...svg.querySelectorAll("text")]
      .map(text => [text.textContent, text.getBoundingClientRect()]);
    return texts.flatMap(([one, a], i) => texts.slice(i + 1)
      .filter(([_, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5)
      .map(([other]) => `${one} × ${other}`));
  })"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        """Say nothing: the tests' output is for failures."""


@pytest.fixture(scope="module")
def address():
    """A site without a database: the page must not need one."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{reverse('home:components')}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser, address):
    contexts = []

    def open_page(width, scheme="light", **more):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more)
        contexts.append(context)
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_the_page_shows_every_component_and_needs_no_database():
    response = Client().get(reverse("home:components"))

    assert response.status_code == 200
    assert "What are Weald’s pages made of?" in response.content.decode()


def test_the_page_is_light_without_its_charts_data():
    page = Client().get(reverse("home:components")).content.decode()

    bare = re.sub(r"<svg.*?</svg>|<table.*?</table>", "", page, flags=re.DOTALL)

    assert len(bare.encode()) < HEAVIEST_PAGE / 2


class TestInBrowser:
    pytestmark = in_browser

    @pytest.mark.parametrize(("width", "scheme"), LOOKS)
    def test_axe_finds_nothing(self, open_page, width, scheme):
        page = open_page(width, scheme)
        for summary in page.query_selector_all("main summary"):
            summary.click()

        violations = Axe().run(page).response["violations"]

        assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in violations] == []
        assert page.troubles == []

    @pytest.mark.parametrize("width", [1280, 800, 390, 320])
    def test_nothing_but_tables_scrolls_sideways(self, open_page, width):
        page = open_page(width)

        assert page.evaluate("document.documentElement.scrollWidth") <= width

    @pytest.mark.parametrize("width", [1280, 1000, 800, 390, 360])
    def test_no_letter_of_a_chart_is_smaller_than_12_px(self, open_page, width):
        page = open_page(width)

        assert page.evaluate(SMALLEST_LETTER) >= 12

    @pytest.mark.parametrize("width", [1280, 390])
    def test_no_words_of_a_chart_lie_on_others(self, open_page, width):
        page = open_page(width)

        assert page.evaluate(COLLISIONS) == []

    def test_one_canvas_of_each_chart_is_shown(self, open_page):
        page = open_page(390)

        assert page.locator("svg.chart-wide:visible").count() == 0
        assert page.locator("svg.chart-narrow:visible").count() == page.locator("svg.chart-wide").count()

    def test_the_first_tab_leads_past_the_places_to_the_page(self, open_page):
        page = open_page(1280)

        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
        assert page.locator(".skip").bounding_box()["y"] >= 0

    def test_without_script_everything_opens_by_keyboard(self, open_page):
        page = open_page(390, java_script_enabled=False)

        page.locator(".foot summary").press("Enter")
        page.locator(".figure-numbers summary").first.press("Enter")

        assert page.locator(".foot-more").is_visible()
        assert page.locator(".figure-numbers table").first.is_visible()

    def test_a_table_wider_than_its_room_keeps_its_first_column(self, open_page):
        page = open_page(390)
        region = page.get_by_role("region", name="A wide and long table")

        region.evaluate("element => element.scrollLeft = 400")

        first = region.locator("tbody th").first.bounding_box()
        assert first["x"] == pytest.approx(region.bounding_box()["x"], abs=1)

    def test_print_leaves_out_the_shell_and_is_light(self, open_page):
        page = open_page(1280, "dark")

        page.emulate_media(media="print", color_scheme="dark")

        assert not page.locator(".rail").is_visible()
        assert not page.locator(".top").is_visible()
        assert (
            page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            == "rgb(255, 255, 255)"
        )
