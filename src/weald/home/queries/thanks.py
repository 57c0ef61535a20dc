"""Thanks that were said, and those that are overdue."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from weald.core.permissions import Actor, known_ids, visibility, visible
from weald.core.registry import Contributor, News, Tally, Waiting
from weald.home.models import Thanks
from weald.practices.enums import ReturnState
from weald.practices.models import Adoption, Practice, Return
from weald.schools.queries.reach import inside

# Long enough to know whether it helped; what came back was of use the day it was taken in.
ADOPTED_FOR = timedelta(weeks=6)
TAKEN_FOR = timedelta(weeks=2)
TAKEN = (ReturnState.MERGED, ReturnState.IN_PART, ReturnState.VARIANT)


@visibility(Thanks)
def thanks_seen(thanks: QuerySet[Thanks], actor: Actor) -> QuerySet[Thanks]:
    """Show thanks to whoever may know of the practice they are for."""
    return thanks.filter(practice__in=known_ids(Practice, actor))


def unthanked_adoptions(now: datetime) -> QuerySet[Adoption]:
    """Give what was taken up from elsewhere long enough ago, and never thanked for."""
    said = Thanks.objects.filter(practice=OuterRef("practice"), organisation=OuterRef("organisation"))
    writes = Practice.authors.through.objects.filter(practice=OuterRef("practice"))
    return (
        Adoption.objects.filter(adopted_at__lt=now - ADOPTED_FOR, practice__hidden_at__isnull=True)
        .exclude(practice__home=F("organisation"))
        .filter(
            Exists(writes.filter(user__is_active=True)), ~Exists(writes.filter(user=OuterRef("adopted_by")))
        )
        .filter(~Exists(said))
        .select_related("practice__home", "organisation")
        .order_by("adopted_at", "pk")
    )


def unthanked_returns(now: datetime) -> QuerySet[Return]:
    """Give what came back and was taken in some time ago, with nobody thanked for it."""
    return (
        Return.objects.filter(state__in=TAKEN, thanked_at__isnull=True, answered_at__lt=now - TAKEN_FOR)
        .select_related("to_practice", "from_version__practice", "tried_at")
        .order_by("answered_at", "pk")
    )


def overdue_adoptions_of(actor: Actor, now: datetime) -> QuerySet[Adoption]:
    """Give those the person took up, for where they still work."""
    return unthanked_adoptions(now).filter(adopted_by_id=actor.person_id or 0, organisation__in=actor.schools)


def overdue_returns_of(actor: Actor, now: datetime) -> QuerySet[Return]:
    return unthanked_returns(now).filter(to_practice__authors=actor.person_id or 0)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Remind whoever took something up that nobody was thanked yet; practices itself does for returns."""
    if actor.person_id is None:
        return []
    url = reverse("home:my_contribution")
    return [
        Waiting(
            key=f"home.thanks:{one.practice_id}:{one.organisation_id}",
            text=f"A thank-you is overdue: “{one.practice.title}”",
            url=url,
            since=one.adopted_at + ADOPTED_FOR,
            place=one.practice.home.name,
        )
        for one in overdue_adoptions_of(actor, timezone.now()).only(
            "adopted_at", "organisation", "practice__title", "practice__home__name"
        )
    ]


def news_for(actor: Actor, since: datetime) -> list[News]:
    """Tell authors that they were thanked."""
    if actor.person_id is None:
        return []
    said = Thanks.objects.filter(practice__authors=actor.person_id, said_at__gte=since)
    return [
        News(
            key=f"home.thanks:{one.practice_id}:{one.organisation_id}:said",
            at=one.said_at,
            title=f"{one.organisation.name} thanked you for “{one.practice.title}”",
            url=reverse("practices:practice", args=[one.practice_id]),
            text=f"“{one.words}”" if one.words else "",
            kind="thanks",
        )
        for one in visible(said, actor)
        .select_related("organisation", "practice")
        .only("said_at", "words", "organisation__name", "practice__title")
    ]


def tallies_of(actor: Actor, contributor: Contributor, since: datetime) -> Iterable[Tally]:
    """Count thanks said and received, as far as the reader may know of the practice."""
    if contributor.label == "people.user":
        said, got = Q(said_by=contributor.pk), Q(practice__authors=contributor.pk)
    else:
        within = inside({contributor.pk}, timezone.localdate())
        said, got = Q(organisation__in=within), Q(practice__home__in=within)
    thanks = visible(Thanks.objects.filter(said_at__gte=since), actor)
    counts = thanks.aggregate(
        said=Count("pk", filter=said, distinct=True), got=Count("pk", filter=got, distinct=True)
    )
    yield Tally("given", counts["said"], "thank-you said", "thank-yous said")
    yield Tally("received", counts["got"], "thank-you received", "thank-yous received")
