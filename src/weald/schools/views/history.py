"""Spells as lines of a page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from weald.schools.domain.words import Stretch, spoken_reasons, spoken_time
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Provenance

# Provenance before this is a hint, not a day of a file.
FIRST_FILES = date(1990, 1, 1)


def stretches(spells: Iterable[Any]) -> list[Stretch]:
    """Say each spell in words; a local authority without beginning or end goes without saying."""
    return [
        Stretch(
            name=spell.parent.name,
            url=url_of(spell.parent, spell.uid),
            what=kind_beside(spell.parent.name, Kind(spell.kind)),
            sentence=in_words(spell),
        )
        for spell in spells
        if spell.kind != Kind.LOCAL_AUTHORITY or spell.starts_on or spell.ends_on
    ]


def kind_beside(name: str, kind: Kind) -> str:
    """Name the kind, unless the name has said it already: not “Hartwood Trust trust”."""
    return "" if kind.label.casefold() in name.casefold() else kind.label


def in_words(spell: Any) -> str:  # noqa: ANN401 -- a spell with what the query hung on it
    """Say from when until when, and how it began and ended."""
    how = spoken_reasons(spell.reason, spell.ending)
    when = spoken_time(spell.starts_on, spell.ends_on, spell.over_by)
    return f"{when[0].upper()}{when[1:]}{f' ({how})' if how else ''}."


def url_of(organisation: Organisation, uid: str | None) -> str:
    if organisation.kind == Kind.TRUST and uid:
        return reverse("schools:trust", args=[uid])
    return reverse("schools:organisation", args=[organisation.pk])


def told_on(organisation: Organisation) -> dict[str, date]:
    """Give the day of the register's word for each fact, and the latest of them as `latest`."""
    known = (
        Provenance.objects.filter(organisation=organisation).values_list("known_on", flat=True).first() or {}
    )
    days = {name: date.fromisoformat(day[:10]) for name, day in known.items()}
    days = {name: day for name, day in days.items() if day > FIRST_FILES}
    return days | {"latest": max(days.values())} if days else {}
