"""The lists' own narrowing: what was typed and what was chosen."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from weald.schools.enums import Kind, Scheme
from weald.schools.models import Organisation, Spell
from weald.schools.queries.organisations import OPEN, standing
from weald.schools.queries.search import search


def chosen_schools(chosen: dict[str, str]) -> QuerySet[Organisation]:
    found = standing()
    if chosen["q"]:
        found = search(found, chosen["q"], (Kind.SCHOOL,))
    if chosen["status"] == "closed":
        found = found.exclude(status__in=OPEN)
    # Whoever looks for a name or number wants to find it, closed or not.
    elif chosen["status"] != "all" and not chosen["q"]:
        found = found.filter(status__in=OPEN)
    if chosen["phase"]:
        found = found.filter(details__phase=chosen["phase"])
    if chosen["region"]:
        found = found.filter(region=chosen["region"])
    for name, scheme in (("authority", Scheme.LA_CODE), ("trust", Scheme.UID)):
        if chosen[name]:
            found = in_body(found, scheme, chosen[name])
    return found


def chosen_trusts(chosen: dict[str, str]) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(kind=Kind.TRUST)
    return search(found, chosen["q"], (Kind.TRUST,)) if chosen["q"] else found.filter(status__in=OPEN)


def in_body(schools: QuerySet[Organisation], scheme: Scheme, value: str) -> QuerySet[Organisation]:
    """Keep the schools that are today in the body with this number."""
    here = Spell.objects.filter(
        child=OuterRef("pk"),
        parent__identifiers__scheme=scheme,
        parent__identifiers__value=value,
        period__contains=timezone.localdate(),
    )
    return schools.filter(Exists(here))
