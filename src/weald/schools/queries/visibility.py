"""Which organisations, spells and imports somebody may know of."""

from django.db.models import Q, QuerySet

from weald.core.models import ImportRun
from weald.core.permissions import Actor, visibility
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell

# What the national register and the world know of anyway.
PUBLIC_KINDS = (
    Kind.SCHOOL,
    Kind.TRUST,
    Kind.FEDERATION,
    Kind.FOUNDATION,
    Kind.LOCAL_AUTHORITY,
    Kind.DIOCESE,
    Kind.SPONSOR,
    Kind.HUB,
    Kind.CIVIC_PARTNER,
)
IMPORT_KEEPERS = ("steward", "analyst")


@visibility(Organisation)
def organisations(queryset: QuerySet[Organisation], actor: Actor) -> QuerySet[Organisation]:
    """Schools, trusts and public bodies are everyone's; teams and partnerships for people of the sector."""
    if actor.is_system or actor.is_member:
        return queryset
    return queryset.filter(Q(kind__in=PUBLIC_KINDS) | Q(pk__in=actor.own | actor.reads_for))


@visibility(Spell)
def spells(queryset: QuerySet[Spell], actor: Actor) -> QuerySet[Spell]:
    """Who belongs where is known as far as both ends are."""
    if actor.is_system or actor.is_member:
        return queryset
    return queryset.filter(child__kind__in=PUBLIC_KINDS, parent__kind__in=PUBLIC_KINDS)


@visibility(ImportRun)
def import_runs(queryset: QuerySet[ImportRun], actor: Actor) -> QuerySet[ImportRun]:
    """Those who import see every import; anyone else their own."""
    if actor.is_system or actor.holds(*IMPORT_KEEPERS):
        return queryset
    return queryset.filter(requested_by_id=actor.person_id) if actor.is_known else queryset.none()
