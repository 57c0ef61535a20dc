"""The library: practices that a reader may know of, narrowed and sorted."""

from collections.abc import Mapping

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from weald.core.permissions import Actor
from weald.practices.enums import AdoptionState, Stage
from weald.practices.models import Adoption, Practice

SORTS: Mapping[str, tuple[str, ...]] = {
    "changed": ("changed_at",),
    "title": ("title",),
    "adopted": ("in_use",),
    "home": ("home__name",),
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
    """Bring along what a line of the list says: its home, its newest version, how many use it."""
    in_use = (
        Adoption.objects.filter(practice=OuterRef("pk"), state=AdoptionState.LIVE)
        .order_by()
        .values("practice")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return found.select_related("home", "head", "made_by").annotate(in_use=Coalesce(Subquery(in_use), 0))


def ordered(found: QuerySet[Practice], sort: str) -> QuerySet[Practice]:
    fields = SORTS.get(sort.removeprefix("-"), SORTS["changed"])
    if sort.startswith("-") or sort.removeprefix("-") not in SORTS:
        return found.order_by(*(F(field).desc() for field in fields), "pk")
    return found.order_by(*fields, "pk")
