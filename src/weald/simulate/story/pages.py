"""Reading the practices of the story: a file for each, its facts in TOML, then version after version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import Any

from weald.practices.enums import Part

VERSION = re.compile(r"^# (?P<number>\d+) \| (?P<day>\S+) \| (?P<note>.+)$", re.MULTILINE)
SECTION = re.compile(r"^## (?P<part>\w+)$", re.MULTILINE)
FROM_FACTS = ("cost_note", "saves")


@dataclass(frozen=True, slots=True)
class Source:
    """Research a practice rests on: where to find it and what it says."""

    citation: str
    link: str
    says: str

    @property
    def is_doi(self) -> bool:
        return self.link.startswith("https://doi.org/")


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """What changed in one version, and when."""

    number: int
    day: str
    note: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToldPractice:
    """One practice of the story."""

    slug: str
    title: str
    home: str
    author: str
    audience: str
    facts: Mapping[str, Any]
    versions: tuple[ToldVersion, ...]
    sources: tuple[Source, ...] = ()
    # Slug and version number of each parent.
    parents: tuple[tuple[str, int], ...] = ()
    authors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    cost_hours: Decimal | None = None
    always: Mapping[str, str] = field(default_factory=dict)


def told_practices() -> list[ToldPractice]:
    """Read them all, in the order of their file names."""
    folder = files("weald.simulate.story") / "practices"
    pages = sorted((one for one in folder.iterdir() if one.name.endswith(".md")), key=lambda one: one.name)
    return [told_practice(page.name.removesuffix(".md"), page.read_text("utf-8")) for page in pages]


def told_practice(slug: str, page: str) -> ToldPractice:
    _, head, body = page.split("+++\n", 2)
    facts = tomllib.loads(head)
    return ToldPractice(
        slug=slug,
        title=facts["title"],
        home=facts["home"],
        author=facts["author"],
        audience=facts["audience"],
        facts={name: facts[name] for name in PLACING if name in facts},
        versions=tuple(_versions(body)),
        sources=tuple(Source(*one) for one in facts.get("references", ())),
        parents=tuple(_parent(one) for one in facts.get("from", ())),
        authors=tuple(facts.get("authors", ())),
        units=tuple(f"{title}\n\n{text}" for title, text in facts.get("units", ())),
        cost_hours=Decimal(str(facts["cost_hours"])) if "cost_hours" in facts else None,
        always={name: facts[name] for name in FROM_FACTS if name in facts},
    )


PLACING = ("kind", "subject", "generic_because", "concept", "area", "phases", "key_stages")


def _parent(told: str) -> tuple[str, int]:
    slug, _, number = told.partition("@")
    return slug, int(number)


def _versions(body: str) -> Iterator[ToldVersion]:
    for told, text in _cut(VERSION, body):
        parts = {cut["part"]: words.strip() for cut, words in _cut(SECTION, text)}
        unknown = set(parts) - set(Part.values)
        if unknown:
            msg = f"no part of a practice is called {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        yield ToldVersion(int(told["number"]), told["day"], told["note"], parts)


def _cut(heading: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Give each heading with the text under it."""
    found = list(heading.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    for one, end in zip(found, ends, strict=True):
        yield one, text[one.end() : end]
