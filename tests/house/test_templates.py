"""Templates neither style nor script by themselves; and one that does would be found."""

import pytest
from checks.templates import inline, templates


def test_no_template_styles_or_scripts_by_itself():
    assert inline(templates()) == []


def test_templates_are_looked_at():
    names = {path.name for path in templates()}

    assert {"base.html", "job_show.html"} <= names


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p\n  style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ("<script>alert(1)</script>", "a script of its own"),
        ('<button class="x" onclick="go()">', "an event attribute"),
        ('<div hx-on:click="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a javascript address"),
        ('<script src="https://elsewhere.example/x.js"></script>', "an address on another host"),
        ('<img src="//elsewhere.example/x.png">', "an address on another host"),
    ],
)
def test_inline_style_and_script_are_found_with_their_line(tmp_path, text, what):
    path = tmp_path / "page.html"
    path.write_text(f"<h1>Fern</h1>\n{{# style= in a\ncomment #}}\n{text}\n")

    line = 4 + text.split(" on")[0].split("style=")[0].count("\n")

    assert inline([path], tmp_path) == [f"page.html:{line}: {what}"]


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'x.js' %}\" defer></script>",
        '<p class="style">one = 1</p>',
        '<a href="https://elsewhere.example/">elsewhere</a>',
        '<meta name="htmx-config" content=\'{"allowEval": false}\'>',
    ],
)
def test_what_is_allowed_is_not_found(tmp_path, text):
    path = tmp_path / "page.html"
    path.write_text(text)

    assert inline([path], tmp_path) == []
