"""How a practice reads to whoever searches."""

from collections.abc import Iterable, Sequence
from math import log1p

from django.db.models import QuerySet

from weald.core.permissions import Actor, visible
from weald.practices.enums import Part, PracticeKind, Stage
from weald.practices.models import Adoption, Practice, Return
from weald.schools.queries.vocabulary import also_called
from weald.search.registry import Document, register

# From so many schools on, more of them lift a practice no further.
MANY_SCHOOLS = 50
# What is no longer recommended, or stands beneath another, gives way to what is.
RETIRED, BENEATH = 0.0, 0.5


def documents_of(practices: Sequence[Practice]) -> list[Document | None]:
    """Give each one's newest version's words; None once it was withdrawn, or while it is hidden."""
    codes = [{one.subject, one.concept, one.area, *one.phases, *one.key_stages} for one in practices]
    return [_document_of(one, also) for one, also in zip(practices, also_called(codes), strict=True)]


def _document_of(practice: Practice, also: list[str]) -> Document | None:
    if practice.is_withdrawn or practice.hidden_at:
        return None
    texts = practice.head.texts
    return Document(
        title=practice.title,
        excerpt=texts.pop(Part.SUMMARY),
        kind=practice.kind,
        home_id=practice.home_id,
        audience=practice.audience,
        updated_at=practice.changed_at,
        keywords=", ".join(also),
        body="\n".join([*texts.values(), *practice.head.units]),
        stage=practice.stage,
        subject=practice.subject,
        concept=practice.concept,
        area=practice.area,
        phases=tuple(practice.phases),
        key_stages=tuple(practice.key_stages),
        weight=_weight(practice),
    )


def _weight(practice: Practice) -> float:
    if practice.is_retired:
        return RETIRED
    lifted = min(1.0, 0.1 + 0.9 * log1p(practice.in_use) / log1p(MANY_SCHOOLS))
    return lifted * (BENEATH if practice.variant_of_id else 1.0)


def things() -> QuerySet[Practice]:
    return Practice.objects.select_related("head").order_by("pk")


def also_seen(actor: Actor) -> Iterable[int]:
    """Give those the actor has a part in: wrote, uses, or was sent back."""
    written = Practice.authors.through.objects.filter(user_id=actor.person_id or 0).values("practice_id")
    used = Adoption.objects.filter(organisation__in=actor.own).values("practice_id")
    ours = Practice.objects.filter(home__in=actor.own).values("pk")
    # Looked up first, then asked whether they may be seen: of a nation's practices these are a handful.
    back = Return.objects.filter(to_practice__in=written.union(ours)).values("from_version__practice_id")
    part = {practice for (practice,) in written.union(used, back).values_list("practice_id")}
    return visible(Practice.objects.filter(pk__in=part), actor).values_list("pk", flat=True)


register(
    Practice,
    documents_of,
    url_name="practices:practice",
    things=things,
    also_seen=also_seen,
    names={"kind": dict(PracticeKind.choices), "stage": dict(Stage.choices)},
)
