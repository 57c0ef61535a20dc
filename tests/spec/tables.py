"""Truth tables: who may do what, in a form a school could read.

    TABLE = '''
                                | graham | tom | nobody
    people.lead    Hartwood     | yes    | no  | no
    schools.change a secret one | yes    | 404 | 404
    '''
    @pytest.mark.parametrize("row", rows(TABLE))
    def test_who_may_do_what(row, cast):
        assert verdicts(row, cast, THINGS) == row.expected

`yes` is allowed, `no` is refused with a reason, `404` means that the thing does not exist for that person.
A thing is a function of the cast and the person's actor; it raises Http404 where a page would.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.http import Http404
from tests.personas import NAMES, Cast

from weald.core.permissions import Actor, refusal

Thing = Callable[[Cast, Actor], object]
MARKS = {"yes", "no", "404"}


@dataclass(frozen=True)
class Row:
    """One rule and thing, with what it should answer to each person."""

    rule: str
    thing: str
    expected: dict[str, str]


def rows(table: str) -> list[object]:
    """Read a table into parameters, one for each row."""
    head, *lines = [line for line in table.splitlines() if line.strip()]
    people = [name.strip() for name in head.split("|")[1:]]
    unknown = set(people) - set(NAMES)
    assert not unknown, f"not in the cast: {unknown}"
    found = [_row(line, people) for line in lines]
    return [pytest.param(row, id=f"{row.rule} {row.thing}".strip()) for row in found]


def _row(line: str, people: list[str]) -> Row:
    first, *cells = [cell.strip() for cell in line.split("|")]
    rule, _, thing = first.partition(" ")
    assert len(cells) == len(people), f"{first} has {len(cells)} cells for {len(people)} people"
    assert set(cells) <= MARKS, f"{first} has a cell that is none of {MARKS}"
    return Row(rule, thing.strip(), dict(zip(people, cells, strict=True)))


def verdicts(row: Row, cast: Cast, things: Mapping[str, Thing]) -> dict[str, str]:
    """Ask the rule for everybody in the row; to be compared with what the row expects."""
    return {person: _verdict(row, cast, person, things) for person in row.expected}


def _verdict(row: Row, cast: Cast, person: str, things: Mapping[str, Thing]) -> str:
    """Ask the rule, as a page would; a refusal without its three sentences counts as none."""
    actor = getattr(cast, person).actor
    try:
        thing = things[row.thing](cast, actor) if row.thing else None
    except Http404:
        return "404"
    found = refusal(row.rule, actor, thing)
    if found is None:
        return "yes"
    return "no" if all((found.need, found.finding, found.remedy)) else "no, without a reason"


def rules_in(*tables: str) -> set[str]:
    return {parameter.values[0].rule for table in tables for parameter in rows(table)}
