"""What every page promises: contrast, meanings in place of colours, one light stylesheet."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from weald.core.stylesheet import PACKAGE, current, sources

STYLES = sources()
# Text on what it stands on: 4.5 : 1 (WCAG 2.2, 1.4.3).
SURFACES = ("page", "raised", "sunk")
TEXTS = (
    "text",
    "text-quiet",
    "text-faint",
    "accent",
    "accent-strong",
    "good",
    "open",
    "seen",
    "bad",
    "observed",
)
TEXT_PAIRS = [
    *((text, surface) for text in (*TEXTS, "counterfactual") for surface in SURFACES),
    *((tone, f"{tone}-wash") for tone in ("accent", "good", "open", "seen", "bad")),
    *(
        (text, f"{tone}-wash")
        for text in ("text", "text-quiet")
        for tone in ("accent", "good", "open", "seen", "bad")
    ),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
# Edges of fields, focus and what a chart draws: 3 : 1 (1.4.11).
SHAPE_PAIRS = [
    *(
        (shape, surface)
        for shape in ("edge-strong", "focus", "comparator", "counterfactual-edge")
        for surface in SURFACES
    ),
    ("observed", "observed-band"),
    ("observed", "counterfactual-band"),
    ("counterfactual", "counterfactual-band"),
]


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def tokens():
    """The tokens of each scheme, resolved to colours."""
    text = without_comments((PACKAGE / "static" / "css" / "tokens.css").read_text())
    light_rules = re.search(r"^:root \{(.*?)^\}", text, re.DOTALL | re.MULTILINE)[1]
    dark_rules = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", text, re.DOTALL)[1]
    light = dict(re.findall(r"--([\w-]+):\s*([^;]+);", light_rules))
    return {"light": light, "dark": light | dict(re.findall(r"--([\w-]+):\s*([^;]+);", dark_rules))}


def colour(scheme, name):
    value = tokens()[scheme][name]
    while found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = tokens()[scheme][found[1]]
    return value


def luminance(hexadecimal):
    channels = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_define_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS, ids=lambda name: name)
def test_text_can_be_read_on_its_ground(scheme, text, ground):
    assert contrast(colour(scheme, text), colour(scheme, ground)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS, ids=lambda name: name)
def test_shapes_stand_out_from_their_ground(scheme, shape, ground):
    assert contrast(colour(scheme, shape), colour(scheme, ground)) >= 3


def test_dark_swaps_meanings_and_leaves_the_palette_alone():
    light, dark = tokens()["light"], tokens()["dark"]

    assert {name for name in light if light[name].startswith("#") and dark[name] != light[name]} == set()
    assert all(dark[name].startswith("var(") for name in dark if dark[name] != light[name])


@pytest.mark.parametrize("path", STYLES[1:], ids=lambda path: path.name)
def test_components_use_meanings_and_never_a_colour_of_their_own(path):
    text = without_comments(path.read_text())
    palette = [name for name, value in tokens()["light"].items() if value.startswith("#")]

    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text)
    assert not [name for name in palette if f"var(--{name})" in text]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_used_is_declared(path):
    used = set(re.findall(r"var\(--([\w-]+)", without_comments(path.read_text())))

    assert used <= set(tokens()["light"])


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_is_whole_and_asks_for_nothing_else(path):
    text = path.read_text()

    assert text.count("{") == text.count("}")
    assert "@import" not in text
    assert "url(" not in text


def test_the_stylesheet_begins_with_the_tokens_and_holds_every_file_once():
    sheet = current().plain.decode()

    assert sheet.startswith((PACKAGE / "static" / "css" / "tokens.css").read_text())
    assert all(sheet.count(path.read_text()) == 1 for path in sources())


def test_the_stylesheet_is_light():
    assert len(current().packed) < 12_000


def test_the_stylesheet_may_be_kept_for_ever_under_its_own_name():
    response = Client().get(reverse("core:stylesheet", args=[current().digest]))

    assert response.content == current().plain
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]


def test_the_stylesheet_is_sent_packed_to_who_can_unpack_it():
    response = Client().get(
        reverse("core:stylesheet", args=[current().digest]), headers={"accept-encoding": "gzip"}
    )

    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"
    assert gzip.decompress(response.content) == current().plain


def test_an_older_name_gets_todays_stylesheet_and_is_not_kept():
    response = Client().get(reverse("core:stylesheet", args=["0123456789ab"]))

    assert response.content == current().plain
    assert response["Cache-Control"] == "no-cache"


def test_the_files_are_read_once_but_in_development_every_time(settings):
    once = current()

    assert current() is once

    settings.WEALD_MODE = "development"
    assert current() is not once
    assert current() == once
