"""Finding schools and trusts by their official numbers, and their numbers by them."""

from collections.abc import Collection

from django.db.models import QuerySet

from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation


def schools_numbered(urn: str) -> QuerySet[Organisation]:
    """Give the school of a URN with the one it is today."""
    found = Organisation.objects.filter(
        kind=Kind.SCHOOL, identifiers__scheme=Scheme.URN, identifiers__value=urn
    )
    return found.select_related("identity")


def trusts_numbered(uid: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        kind=Kind.TRUST, identifiers__scheme=Scheme.UID, identifiers__value=uid
    )


def urns_and_names(schools: Collection[int]) -> dict[int, tuple[str, str]]:
    """Give each school's URN (empty where it has none) and name. One query each."""
    numbers = Identifier.objects.filter(scheme=Scheme.URN, organisation__in=schools).order_by("value")
    urns = dict(numbers.values_list("organisation_id", "value"))
    names = Organisation.objects.filter(pk__in=schools).values_list("pk", "name")
    return {pk: (urns.get(pk, ""), name) for pk, name in names}


def number_of(organisation: Organisation, scheme: Scheme) -> str:
    return (
        organisation.identifiers.filter(scheme=scheme)
        .order_by("value")
        .values_list("value", flat=True)
        .first()
        or ""
    )
