"""Lists as long as a nation: sorted, counted and tied without reading all of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.communities import (
    AttendanceFactory,
    CommunityFactory,
    EnrolmentFactory,
    GatheringFactory,
    PostFactory,
    ThreadFactory,
)
from tests.factories.schools import OrganisationFactory

from weald.communities.domain.network import alone
from weald.communities.models import Community
from weald.communities.queries.communities import listed
from weald.communities.queries.ties import acted_together

pytestmark = pytest.mark.django_db


def names(page):
    return [one.person.name for one in page.context["page"]]


def test_members_of_a_very_large_network_come_as_they_came_after_its_leads(client, cast, monkeypatch):
    group = CommunityFactory()
    for person in (cast.tom, cast.amina, cast.owen):
        EnrolmentFactory(community=group, person=person.user, is_lead=person is cast.owen)
    address = reverse("communities:members", args=[group.pk])
    cast.sign_in(client, "amina")

    by_name = names(client.get(address))
    monkeypatch.setattr("weald.communities.views.membership.MOST_LISTED", 2)
    page = client.get(address, {"sort": "-name"})

    assert by_name == ["Owen Pritchard", "Amina Rahman", "Tom Ashby"]
    assert names(page) == ["Owen Pritchard", "Tom Ashby", "Amina Rahman"]
    assert "everybody else as they came" in page.content.decode()


def places(client, address):
    return {one.person.name: (one.works_at, one.wrote_from) for one in client.get(address).context["page"]}


def test_members_are_listed_with_where_they_work_as_far_as_the_reader_may_know(client, cast):
    group = CommunityFactory()
    for person in (cast.tom, cast.amina, cast.dev, cast.sian):
        EnrolmentFactory(community=group, person=person.user)
    thread = ThreadFactory(community=group, started_by=cast.tom.user)
    for place, hidden_at in ((cast.fenwick, None), (cast.larkrise, timezone.now())):
        PostFactory(thread=thread, written_by=cast.dev.user, organisation=place, hidden_at=hidden_at)
    PostFactory(written_by=cast.sian.user, organisation=cast.larkrise)  # elsewhere
    address = reverse("communities:members", args=[group.pk])

    to_amina = places(cast.sign_in(client, "amina"), address)
    page = client.get(address).content.decode()
    file = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode()
    to_sian = places(cast.sign_in(client, "sian"), address)

    assert to_amina["Tom Ashby"] == (["Alder Vale Primary"], [])
    assert to_amina["Dev Malik"] == ([], [cast.fenwick.name])
    assert to_amina[cast.sian.user.name] == ([], [])
    assert to_sian["Tom Ashby"] == ([], [])
    assert f"<bdi>{cast.fenwick.name}</bdi></td>" in page
    assert f"Dev Malik,no,{cast.fenwick.name}," in file


def test_coverage_says_where_it_stopped_counting(client, cast, monkeypatch):
    monkeypatch.setattr("weald.core.paging.MOST_LISTED", 2)

    page = cast.sign_in(client, "jo").get(reverse("communities:coverage"))

    assert len(page.context["page"]) == 2
    assert "and more: narrow the list" in page.content.decode()


def test_sizes_count_who_is_in_it_now(cast):
    group, empty = CommunityFactory(), CommunityFactory()
    EnrolmentFactory.create_batch(2, community=group)
    EnrolmentFactory(community=group, left_on=timezone.localdate())

    sizes = {one.pk: one.size for one in listed(Community.objects.all(), cast.amina.actor)}

    assert (sizes[group.pk], sizes[empty.pk]) == (2, 0)


def test_ties_among_some_are_those_in_which_one_of_them_took_part():
    ash, elm, oak, fir = (OrganisationFactory(name=name) for name in ("Ash", "Elm", "Oak", "Fir"))
    now = timezone.now()
    gathering = GatheringFactory(begins_at=now - timedelta(days=2))
    for school in (ash, elm):
        AttendanceFactory(gathering=gathering, organisation=school, came_at=now)
    thread = ThreadFactory()
    PostFactory(thread=thread, organisation=oak, written_at=now - timedelta(days=2))
    PostFactory(thread=thread, organisation=elm, written_at=now - timedelta(days=1))

    def pairs(*schools):
        acts = acted_together(now - timedelta(days=9), [school.pk for school in schools])
        return {frozenset((act.a, act.b)) for act in acts}

    assert pairs(ash) == {frozenset((ash.pk, elm.pk))}
    assert pairs(elm) == {frozenset((ash.pk, elm.pk)), frozenset((oak.pk, elm.pk))}
    assert pairs(fir) == set()
    assert alone(frozenset({ash.pk, fir.pk}), 1) == [fir.pk]
