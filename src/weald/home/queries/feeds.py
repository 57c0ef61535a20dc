"""What stands in the feeds of communities and of practices, as far as their reader may see."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from weald.communities.models import Community, Gathering, Thread
from weald.core.permissions import Actor, visible
from weald.core.registry import News
from weald.practices.models import Practice
from weald.schools.models import Organisation

MOST_ENTRIES = 50


def news_of_community(community: Community, actor: Actor, since: datetime) -> list[News]:
    """Give the threads and gatherings of one community that the reader may see, the latest first."""
    threads = visible(Thread.objects.filter(community=community, last_at__gte=since), actor)
    gatherings = visible(
        Gathering.objects.filter(community=community, changed_at__gte=since, called_off_at__isnull=True),
        actor,
    )
    found = [
        News(
            key=f"communities.thread:{one.pk}",
            at=one.last_at,
            title=one.title,
            url=reverse("communities:thread", args=[one.pk]),
        )
        for one in threads.order_by("-last_at", "-pk")[:MOST_ENTRIES]
    ]
    found += [
        News(
            key=f"communities.gathering:{one.pk}",
            at=one.changed_at,
            title=f"Gathering: {one.title}",
            url=reverse("communities:gathering", args=[one.pk]),
        )
        for one in gatherings.order_by("-changed_at", "-pk")[:MOST_ENTRIES]
    ]
    return sorted(found, key=lambda one: (one.at, one.key), reverse=True)[:MOST_ENTRIES]


def news_of_practices(home: Organisation | None, actor: Actor) -> list[News]:
    """Give the practices that were shared or changed last, of everybody or at home in one place."""
    where = Q() if home is None else Q(home=home)
    found = visible(Practice.objects.filter(where, withdrawn_at__isnull=True), actor)
    return [
        News(
            key=f"practices.version:{one.head_id}",
            at=one.changed_at,
            title=one.title,
            url=reverse("practices:practice", args=[one.pk]),
            text=one.head.summary,
        )
        for one in found.select_related("head").order_by("-changed_at", "-pk")[:MOST_ENTRIES]
    ]
