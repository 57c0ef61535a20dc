"""The library: practices that a reader may know of, narrowed and sorted."""

from collections.abc import Mapping

from django.db.models import OuterRef, Q, QuerySet, Subquery

from weald.core.permissions import Actor, known_ids
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
    found = _by_stage(found, chosen.get("stage", ""))
    if chosen.get("whose") in {MINE, SCHOOL, TRUST}:
        return _by_owner(found, chosen["whose"], actor)
    return found if chosen.get("lines") == "all" else _folded(found, actor)


def _by_stage(found: QuerySet[Practice], stage: str) -> QuerySet[Practice]:
    if stage == EVERY_STAGE:
        return found
    return found.filter(stage=stage) if stage else found.exclude(stage=Stage.RETIRED)


def _by_owner(found: QuerySet[Practice], whose: str, actor: Actor) -> QuerySet[Practice]:
    if whose == MINE:
        mine = Practice.authors.through.objects.filter(user_id=actor.person_id or 0)
        return found.filter(pk__in=mine.values("practice_id"))
    return found.filter(home__in=actor.schools if whose == SCHOOL else actor.trusts)


def _folded(found: QuerySet[Practice], actor: Actor) -> QuerySet[Practice]:
    """Leave an adaptation to its origin, where that stands in the list and is seen."""
    # A value rather than EXISTS, for which the planner would first gather all that could be seen.
    head = found.filter(pk=OuterRef("origin_id")).filter(pk__in=known_ids(Practice, actor)).values("pk")[:1]
    is_head = Q(origin__isnull=True) | Q(stands_alone=True) | Q(beneath__isnull=True)
    return found.alias(beneath=Subquery(head)).filter(is_head)


def listed(found: QuerySet[Practice]) -> QuerySet[Practice]:
    """Bring along what a line of the list says: its home, its newest version."""
    return found.select_related("home", "head", "made_by")


def ordered(found: QuerySet[Practice], sort: str) -> QuerySet[Practice]:
    """Sort as an index is sorted, forwards or backwards, so that a page reads no more than its own lines."""
    name = sort.removeprefix("-")
    fields = SORTS.get(name, SORTS["changed"])
    rising = found.order_by(*fields)
    return rising.reverse() if sort.startswith("-") or name not in SORTS else rising
