"""The words of the vocabulary, for forms, facets and pages."""

from collections.abc import Collection, Sequence

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


def also_called(texts: Sequence[Collection[str]]) -> list[list[str]]:
    """Give for the codes of each text what people call their terms: the name, then the others.

    One question however many texts there are.
    """
    codes = {code for text in texts for code in text if code}
    terms = Term.objects.filter(code__in=codes).order_by("kind", "position")
    found = list(terms.values_list("code", "name", "also"))
    return [[word for code, name, also in found if code in text for word in (name, *also)] for text in texts]
