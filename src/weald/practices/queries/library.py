"""The library: practices that a reader may know of, narrowed and sorted."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from weald.core.permissions import Actor
from weald.practices.enums import Stage
from weald.practices.models import Practice

SORTS: Mapping[str, tuple[str, ...]] = {
    "changed": ("changed_at", "-pk"),
    "title": ("title", "pk"),
    "adopted": ("in_use", "-pk"),
    "home": ("home__name", "pk"),
}
MINE, SCHOOL, TRUST = "mine", "school", "trust"
EVERY_STAGE = "every"


def chosen_practices(chosen: Mapping[str, str], actor: Actor) -> QuerySet[Practice]:
    """Narrow by what was chosen. Retired ones, and adaptations beneath their origin, only if asked."""
    found = Practice.objects.filter(withdrawn_at__isnull=True)
    for name in ("subject", "area", "kind", "concept"):
        if value := chosen.get(name):
            found = found.filter(**{name: value})
    for name, field in (("phase", "phases"), ("key_stage", "key_stages")):
        if value := chosen.get(name):
            found = found.filter(**{f"{field}__contains": [value]})
    return _by_stage(_by_owner(found, chosen, actor), chosen.get("stage", ""))


def _by_stage(found: QuerySet[Practice], stage: str) -> QuerySet[Practice]:
    if stage == EVERY_STAGE:
        return found
    return found.filter(stage=stage) if stage else found.exclude(stage=Stage.RETIRED)


def _by_owner(found: QuerySet[Practice], chosen: Mapping[str, str], actor: Actor) -> QuerySet[Practice]:
    whose = chosen.get("whose")
    if whose == MINE:
        return found.filter(
            pk__in=Practice.authors.through.objects.filter(user_id=actor.person_id or 0).values("practice_id")
        )
    if whose == SCHOOL:
        return found.filter(home__in=actor.schools)
    if whose == TRUST:
        return found.filter(home__in=actor.trusts)
    if chosen.get("lines") == "all":
        return found
    return found.filter(Q(origin__isnull=True) | Q(stands_alone=True))


def listed(found: QuerySet[Practice]) -> QuerySet[Practice]:
    """Bring along what a line of the list says: its home, its newest version."""
    return found.select_related("home", "head", "made_by")


def ordered(found: QuerySet[Practice], sort: str) -> QuerySet[Practice]:
    """Sort as an index is sorted, forwards or backwards, so that a page reads no more than its own lines."""
    name = sort.removeprefix("-")
    fields = SORTS.get(name, SORTS["changed"])
    rising = found.order_by(*fields)
    return rising.reverse() if sort.startswith("-") or name not in SORTS else rising
