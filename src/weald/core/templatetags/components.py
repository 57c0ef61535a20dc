"""The components a page may use, one function each. `docs/reference/components.md` lists them."""

from collections.abc import Sequence
from typing import Any, Literal

from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from weald.charts import NARROW, WIDE, Figure, Table
from weald.core.components import ComponentError, block, part, register
from weald.core.stylesheet import current
from weald.texts import tables
from weald.texts.limits import TooLong
from weald.texts.markdown import as_html

Tone = Literal["plain", "good", "open", "seen", "bad"]
Crumbs = Sequence[tuple[str, str]]

MESSAGE_TONES = {"error": "bad", "warning": "open", "success": "good"}


@register.simple_tag
def stylesheet() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}">', reverse("core:stylesheet", args=[current().digest])
    )


@register.filter
def tone(level: str) -> str:
    """Turn the level of one of Django's messages into the tone of a notice."""
    return MESSAGE_TONES.get(level, "seen")


@register.filter
def words(code: str) -> str:
    """Turn a code into words: `improvement_lead` → Improvement lead."""
    return code.replace("_", " ").capitalize()


@block
def page_header(
    *, question: str, lede: str = "", crumbs: Crumbs = (), up: str = "", up_url: str = ""
) -> dict[str, Any]:
    """The heading (the question the page answers), the answer in a sentence, the way here; encloses acts.

    The way is `crumbs`; or, where it is one step, `up` (the name of the page above) and its `up_url`.
    """
    return {"crumbs": crumbs or ([(up, up_url)] if up else ())}


@block
def verdict_strip(*, label: str = "In short") -> None:
    """Up to four findings side by side under the heading; encloses verdict_cell."""


@part
def verdict_cell(*, label: str, value: str, note: str = "", tone: Tone = "plain") -> None:
    """One finding: what was asked, the answer in a word or figure, and its uncertainty."""


@part
def chip(*, text: str, tone: Tone = "plain") -> None:
    """A word or two that say how something stands. The tone repeats the words, never replaces them."""


@part
def button(
    *, text: str, kind: Literal["first", "second", "danger"] = "first", name: str = "", value: str = ""
) -> None:
    """Submits the form around it. The text is a verb."""


@part
def link_button(*, text: str, url: str, kind: Literal["first", "second", "danger"] = "second") -> None:
    """A link that looks like the act it leads to."""


@part
def act_button(*, text: str, url: str, kind: Literal["first", "second", "danger"] = "second") -> None:
    """An act with nothing to fill in: a form of its own, sent by POST."""


@block
def card(*, heading: str = "", level: Literal[2, 3, 4] = 3) -> None:
    """Something set apart from the text around it."""


@block
def rows(*, label: str = "") -> None:
    """A list of things that happened or that can be opened; encloses row."""


@block
def row(
    *, title: str, url: str = "", after: str = "", when: str = "", chip: str = "", tone: Tone = "plain"
) -> None:
    """One line of rows: a name, what it did, a chip, when; encloses a sentence and acts."""


@block
def filters(*, label: str) -> None:
    """The search of a list: a form sent by GET, its fields side by side; encloses fields and a button."""


@block
def facts(*, label: str = "Facts") -> None:
    """The margin of a page (second child of `.two`); encloses fact."""


@block
def fact(*, heading: str) -> None:
    """A heading and a sentence in the margin."""


@register.filter
def labelled(rows: str) -> SafeString:
    return mark_safe(tables.labelled(rows))  # noqa: S308 -- a table's own rows, escaped when they were drawn


@block
def table(*, caption: str, shows_caption: bool = True, stacks: bool = False) -> None:
    """Encloses thead and tbody. On a phone a list of facts (`stacks`) stacks its rows; others scroll."""


@part
def sort_header(*, text: str, key: str, current: str = "", numeric: bool = False) -> dict[str, Any]:
    """A column heading that sorts by link; `current` is the sort in force, `-key` for descending."""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {"direction": direction, "target": f"-{key}" if direction == "ascending" else key}


@block
def checks(*, label: str) -> None:
    """A list of safeguards, failed ones as plain as passed ones; encloses check."""


@block
def check(*, name: str, passed: bool | None, finding: str = "") -> None:
    """One safeguard: passed, failed or (None) not testable; encloses what that means."""
    if passed not in (True, False, None):
        msg = f"check: passed must be True, False or None, not {passed!r}."
        raise ComponentError(msg)


@block
def details(*, summary: str, is_open: bool = False) -> None:
    """Something for those who want to know more."""


@part
def field(*, field: BoundField) -> dict[str, Any]:
    """A form field with its label, help and error, tied together for a screen reader."""
    kinds = {"checkbox": "tick", "radioselect": "choices", "checkboxselectmultiple": "choices"}
    return {"kind": kinds.get(field.widget_type, "entry")}


@part
def file_field(*, field: BoundField, accept: str = "", limit: str = "") -> dict[str, Any]:
    """A file to send: which kinds are read and how large it may be are said before it is chosen."""
    limit_id = f"{field.auto_id}_limit" if limit else ""
    attributes = {"accept": accept, "aria-describedby": f"{limit_id} {field.aria_describedby or ''}".strip()}
    widget = field.as_widget(attrs={name: value for name, value in attributes.items() if value})
    kinds = " or ".join(accept.replace(",", ", ").rsplit(", ", 1))
    return {"widget": widget, "limit_id": limit_id, "kinds": kinds}


@part
def form_errors(*, form: BaseForm) -> None:
    """At the head of a form that was sent back: what needs mending, each a link to its field."""


@block
def empty(*, heading: str) -> None:
    """What an empty page will one day show, and what to do to begin; encloses the lesson and its acts."""


@part
def pagination(*, page: Page[Any], label: str = "Pages") -> None:
    """Links to the pages of a list, keeping the rest of the address."""


@block
def notice(*, tone: Literal["seen", "good", "open", "bad"] = "seen", heading: str = "") -> None:
    """Something the reader should not miss."""


@block
def progress(
    *,
    label: str,
    state: Literal["waiting", "running", "done", "failed"],
    done: int = 0,
    total: int | None = None,
    url: str = "",
) -> dict[str, Any]:
    """Work going on. `url` gives the same component again and is asked every two seconds until it is over."""
    is_over = state in {"done", "failed"}
    return {"is_over": is_over, "percent": round(100 * done / total) if total else None}


@block
def tabs(*, label: str) -> None:
    """Views of one thing, each with its own address; encloses tab."""


@part
def tab(*, text: str, url: str, is_current: bool = False, count: int | None = None) -> None:
    """A link to one view."""


@block
def stages(*, label: str) -> None:
    """Where something stands on its way, left to right; encloses stage."""


@part
def stage(*, name: str, state: Literal["done", "now", "ahead"], note: str = "") -> None:
    """One stage of the way."""


@block
def steps(*, label: str) -> None:
    """What to do, in order, top to bottom; encloses step."""


@block
def step(*, title: str, state: Literal["done", "now", "ahead"] = "ahead") -> None:
    """One thing to do; encloses how."""


@part
def person(*, name: str, role: str = "", organisation: str = "", url: str = "") -> None:
    """Somebody in one line: the name, and in which role they speak."""


@part
def figure(*, figure: Figure) -> dict[str, Any]:
    """A chart with its reading, its numbers, its source and its uncertainty."""
    canvases = () if figure.chart.is_empty else (WIDE, NARROW)
    return {"drawings": [figure.chart.lay_out(canvas) for canvas in canvases]}


@part
def data_table(*, table: Table, caption: str) -> dict[str, Any]:
    """A table from Python: `weald.charts.Table`. The first column names the row."""
    columns = [(heading, index in table.numeric) for index, heading in enumerate(table.columns)]
    rows = [[(cell, index in table.numeric) for index, cell in enumerate(row)] for row in table.rows]
    return {"columns": columns, "rows": rows}


@part
def written(*, text: str, top: Literal[2, 3, 4, 5] = 3) -> dict[str, Any]:
    """What somebody wrote as Markdown; its topmost heading becomes `<h{top}>`. Nothing in it can run."""
    try:
        return {"html": mark_safe(as_html(text, top=top))}  # noqa: S308 -- made harmless there
    except TooLong as error:
        return {"html": str(error)}


@part
def missing(*, reason: str) -> None:
    """Where a figure would stand: why there is none. Never a nought, never a blank."""
