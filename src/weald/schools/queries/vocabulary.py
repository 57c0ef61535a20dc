"""The words of the vocabulary, for forms, facets and pages."""

from collections.abc import Collection

from django.db.models import QuerySet

from weald.core.permissions import Actor, visibility
from weald.schools.enums import TermKind
from weald.schools.models import Term


@visibility(Term)
def terms(queryset: QuerySet[Term], actor: Actor) -> QuerySet[Term]:
    """The vocabulary is everyone's."""
    return queryset


def in_use(kind: TermKind) -> QuerySet[Term]:
    return Term.objects.filter(kind=kind, is_retired=False).order_by("position")


def names_of(kind: TermKind) -> dict[str, str]:
    """Give the name of every term of a kind by its code, retired ones too: old texts still use them."""
    return dict(Term.objects.filter(kind=kind).order_by("position").values_list("code", "name"))


def also_called(codes: Collection[str]) -> list[str]:
    """Give what people call the terms of these codes: their names, then the others."""
    found = Term.objects.filter(code__in=[code for code in codes if code]).order_by("kind", "position")
    return [word for name, also in found.values_list("name", "also") for word in (name, *also)]
