"""The demo's practices as documents, read from the files they are written in: no other app is needed."""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from weald.search.registry import Document

SOURCE = Path(__file__).resolve().parents[3] / "src" / "weald"
PRACTICES = SOURCE / "simulate" / "story" / "practices"
VOCABULARY = SOURCE / "schools" / "vocabulary.csv"
PART = re.compile(r"^## (\w+)\n(.*?)(?=^## |^# |\Z)", re.MULTILINE | re.DOTALL)
FACETS = ("subject", "concept", "area")


def practices() -> Iterator[tuple[str, Document]]:
    """Give each practice by its file's name, as its newest version reads."""
    named = names()
    for path in sorted(PRACTICES.glob("*.md")):
        _, head, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        yield path.stem, document(tomllib.loads(head), dict(PART.findall(text)), named)


def document(head: dict, parts: dict[str, str], named: dict[str, str]) -> Document:
    said = [head.get(facet, "") for facet in FACETS] + head.get("phases", []) + head.get("key_stages", [])
    return Document(
        title=head["title"],
        excerpt=parts.pop("summary", ""),
        kind=head["kind"],
        home_id=None,
        audience="public",
        updated_at=datetime(2026, 7, 1, tzinfo=UTC),
        keywords=", ".join(named[code] for code in said if code in named),
        body="\n".join(parts.values()),
        subject=head.get("subject", ""),
        concept=head.get("concept", ""),
        area=head.get("area", ""),
        phases=tuple(head.get("phases", [])),
        key_stages=tuple(head.get("key_stages", [])),
    )


def names() -> dict[str, str]:
    with VOCABULARY.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: ", ".join([row["name"], *filter(None, row["also"].split("|"))]) for row in rows}
