"""The shipped vocabulary: data in a CSV file, brought into the database."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction

from weald.core.errors import WealdError
from weald.schools.enums import TermKind
from weald.schools.models import Term

FILE = Path(__file__).resolve().parent.parent / "vocabulary.csv"
# Which kind of term a term of this kind stands under.
PARENT_KIND = {TermKind.CONCEPT: TermKind.SUBJECT, TermKind.KEY_STAGE: TermKind.PHASE}

Row = Mapping[str, str]


def shipped_terms(path: Path = FILE) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_vocabulary(rows: Iterable[Row] | None = None) -> int:
    """Add, rename, order and retire so that the terms stand as given. Loading again changes nothing.

    Gives how many terms are in use.
    """
    given = list(shipped_terms() if rows is None else rows)
    keys = [(row["kind"], row["code"]) for row in given]
    twice = sorted({code for kind, code in keys if keys.count((kind, code)) > 1})
    if twice:
        raise _problem("each term once", f"Given twice: {', '.join(twice)}.")
    stored = {(term.kind, term.code): term for term in Term.objects.select_for_update().order_by("pk")}
    held: dict[tuple[str, str], Term] = {}
    for position, row in enumerate(given):
        kind = TermKind(row["kind"])
        term = stored.pop((kind, row["code"]), None) or Term(kind=kind, code=row["code"])
        held[kind, row["code"]] = term
        facts = {
            "name": row["name"],
            "parent_id": _parent(row, kind, held),
            "position": position,
            "also": [word for word in row["also"].split("|") if word],
            "is_retired": False,
        }
        _bring_up_to_date(term, facts)
    Term.objects.filter(pk__in=[term.pk for term in stored.values()]).update(is_retired=True)
    return len(held)


def _parent(row: Row, kind: TermKind, held: Mapping[tuple[str, str], Term]) -> int | None:
    if not row["parent"]:
        return None
    found = held.get((PARENT_KIND.get(kind, kind), row["parent"]))
    if found is None:
        raise _problem("a parent above each child", f"{row['code']} stands under {row['parent']}.")
    return found.pk


def _bring_up_to_date(term: Term, facts: Mapping[str, object]) -> None:
    before = {name: getattr(term, name) for name in facts}
    if term.pk is None or before != facts:
        for name, value in facts.items():
            setattr(term, name, value)
        term.save()


def _problem(need: str, finding: str) -> WealdError:
    return WealdError(f"The vocabulary needs {need}.", finding, "Mend the file of the vocabulary.")
