"""Organisations as somebody names them, one a line; and those a thing is shared with by name."""

import re
from dataclasses import dataclass, field

from django.db.models import Count

from weald.core.models import Share
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation
from weald.schools.queries.search import search

MOST_NAMED = 40
SUGGESTED = 4
# As we write one ourselves: "Fern Lane Primary (URN 123456)".
# And one that shares its name with another and has no URN: "Year 4 team (number 17)".
NUMBERED = re.compile(r"(.*) \(number (\d{1,15})\)", re.IGNORECASE)
WITH_NUMBER = re.compile(r"(?:.*\()?(?:urn\s*)?(\d{5,8})\)?", re.IGNORECASE)


@dataclass(slots=True)
class Naming:
    """Whom a text names, and what it could not be understood to name, in words."""

    found: list[Organisation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def organisations_named(text: str) -> Naming:
    """Read one organisation a line, by its name or URN; where a name is not one's, say which come near."""
    naming = Naming()
    lines = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_NAMED:
        naming.problems.append(f"Name {MOST_NAMED} at most; with more, share it with the sector.")
        return naming
    for line in lines:
        meant = _meant_by(line)
        if len(meant) == 1:
            naming.found.append(meant[0])
        else:
            naming.problems.append(_which(line, meant))
    return naming


def _meant_by(line: str) -> list[Organisation]:
    if twin := NUMBERED.fullmatch(line):
        return list(Organisation.objects.filter(name__iexact=twin[1], pk=int(twin[2])))
    if number := WITH_NUMBER.fullmatch(line):
        numbered = {"identifiers__scheme": Scheme.URN, "identifiers__value": number[1]}
        return list(Organisation.objects.filter(**numbered))
    return list(Organisation.objects.filter(name__iexact=line).order_by("pk")[: SUGGESTED + 1])


def _which(line: str, meant: list[Organisation]) -> str:
    near = meant[:SUGGESTED] or list(search(Organisation.objects.all(), line, tuple(Kind))[:SUGGESTED])
    if not near:
        return f"No organisation is known as “{line}”."
    return f"“{line}” could be: {'; '.join(written(near).splitlines())}. Write one of these."


def written(organisations: list[Organisation]) -> str:
    """Write organisations as they are read again: with their URN; with our number where names are shared."""
    urns = dict(
        Identifier.objects.filter(organisation__in=organisations, scheme=Scheme.URN).values_list(
            "organisation_id", "value"
        )
    )
    names = [one.name for one in organisations if one.pk not in urns]
    alike = Organisation.objects.filter(name__in=names).values("name").annotate(n=Count("pk")).filter(n__gt=1)
    shared = set(alike.values_list("name", flat=True))

    def written_one(one: Organisation) -> str:
        if one.pk in urns:
            return f"{one.name} (URN {urns[one.pk]})"
        return f"{one.name} (number {one.pk})" if one.name in shared else one.name

    return "\n".join(map(written_one, organisations))


def partners_of(label: str, target_id: object) -> list[Organisation]:
    shares = Share.objects.filter(target_label=label, target_id=str(target_id))
    return list(Organisation.objects.filter(pk__in=shares.values("organisation_id")).order_by("name", "pk"))
