"""Inviting a list of people from a file, reported row by row: one bad row stops no other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from weald.core.errors import WealdError
from weald.core.permissions import Actor
from weald.imports.fields import Unreadable, one_of, text
from weald.imports.layout import Field, Layout, Reader, RowRejected, recognised
from weald.imports.reading import open_table
from weald.imports.records import Record
from weald.people.domain.invitations import LinkTo, invite
from weald.people.enums import RoleKind
from weald.schools.enums import TermKind
from weald.schools.models import Organisation
from weald.schools.queries.vocabulary import in_use

MOST_ROWS = 500
ROLE = one_of({kind.label: kind.value for kind in RoleKind})


def address(cell: str) -> str:
    value = re.sub(r"^mailto:", "", cell.strip()).lower()
    try:
        validate_email(value)
    except ValidationError as error:
        msg = "is not an e-mail address"
        raise Unreadable(msg) from error
    return value


def role_named(cell: str) -> object:
    try:
        return ROLE(cell)
    except Unreadable as error:
        # The page lists those that can be given there: fewer than there are.
        msg = f"is “{cell.strip()}”, which is none of those below"
        raise Unreadable(msg) from error


def subject_named(cell: str) -> object:
    """Read a subject by its code, its name or what else people call it."""
    said = cell.strip().casefold()
    for term in in_use(TermKind.SUBJECT) if said else ():
        if said in {word.casefold() for word in (term.code, term.name, *term.also)}:
            return term.code
    if said:
        msg = f"is “{cell.strip()}”, which is no subject known here; leave it blank if unsure"
        raise Unreadable(msg)
    return ""


PEOPLE = Layout(
    kind="people",
    title="People to invite",
    fields=(
        Field("email", ("email", "e-mail", "e-mail address", "email address"), address, "text", True, True),
        Field("name", ("name", "full name"), text(120), "text"),
        Field("role", ("role",), role_named, "text", True, True),
        Field("subject", ("subject", "teaches", "leads"), subject_named, "text"),
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; `problem` is blank where the invitation is on its way."""

    line: int
    email: str
    role: str
    problem: str = ""


@transaction.atomic
def invite_many(
    path: Path, organisation: Organisation, *, by: Actor, link_to: LinkTo, is_trial: bool = False
) -> list[Outcome]:
    """Invite everybody in the file that `by` may invite; say of every other row why not.

    A trial says the same and changes nothing: all of it is done and undone, and no letter leaves.
    """
    outcomes = _each(path, organisation, by, link_to)
    if is_trial:
        transaction.set_rollback(True)
    return outcomes


def _each(path: Path, organisation: Organisation, by: Actor, link_to: LinkTo) -> list[Outcome]:
    with open_table(path) as table:
        recognised(table, [PEOPLE], need="A list of people has the columns email, name and role.")
        reader = PEOPLE.bind(table)
        outcomes: list[Outcome] = []
        lines: dict[tuple[str, str], int] = {}
        for record in table.records:
            if len(outcomes) >= MOST_ROWS:
                outcomes.append(Outcome(record.line, "", "", f"Only {MOST_ROWS} rows are read at a time."))
                break
            outcome = _one(reader, record, organisation, by, link_to, lines)
            lines.setdefault((outcome.email, outcome.role), outcome.line)
            outcomes.append(outcome)
    return outcomes


def _one(
    reader: Reader,
    record: Record,
    organisation: Organisation,
    by: Actor,
    link_to: LinkTo,
    lines: Mapping[tuple[str, str], int],
) -> Outcome:
    try:
        row = reader.read(record)
    except RowRejected as error:
        said = dict(enumerate(record.cells)).get(reader.places["email"], "")
        return Outcome(record.line, said, "", error.reason)
    email, role, name = str(row["email"]), str(row["role"]), str(row["name"] or "")
    subject = str(row["subject"] or "")
    if (email, role) in lines:
        # A second letter would end the link in the first.
        return Outcome(record.line, email, role, f"Stands in line {lines[email, role]} already.")
    try:
        with transaction.atomic():
            invite(
                email=email,
                organisation=organisation,
                role=role,
                by=by,
                link_to=link_to,
                name=name,
                subject=subject,
            )
    except WealdError as error:
        return Outcome(record.line, email, role, str(error.refusal))
    return Outcome(record.line, email, role)
