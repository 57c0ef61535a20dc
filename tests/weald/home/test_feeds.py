"""Feeds of communities and of practices: public ones for everybody, others with one's own key."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.communities import CommunityFactory, EnrolmentFactory, GatheringFactory, ThreadFactory
from tests.factories.home import FeedKeyFactory
from tests.factories.practices import PracticeFactory

from weald.core.enums import Audience
from weald.home.domain.feeds import addresses_of, key_of
from weald.practices.models import Practice

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
READERS = ("tom", "graham", "marian", "sian", "helen", "bo", "nobody")


def titles(answer):
    if answer.status_code != 200:
        return answer.status_code
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 -- our own
    return {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")}


@pytest.fixture
def read(client, cast):
    """Give what each reader finds in a feed, by their own key and, without one, by being signed in."""

    def go(path):
        found = {}
        for key in READERS:
            person = getattr(cast, key).user
            signed_in = titles(cast.sign_in(client, key).get(f"/feeds/{path}"))
            if person is None:
                found[key] = signed_in
                continue
            secret = key_of(FeedKeyFactory._meta.model.objects.get_or_create(person=person)[0])
            client.logout()
            found[key] = titles(client.get(f"/feeds/mine/{secret}/{path}"))
            assert found[key] == signed_in, key
        return found

    return go


def test_practices_stand_in_the_feed_of_whoever_may_see_them(cast, read):
    for title, audience in (
        ("Open", Audience.PUBLIC),
        ("Sector", Audience.SECTOR),
        ("Trust", Audience.TRUST),
    ):
        PracticeFactory(title=title, audience=audience, home=cast.alder_vale, made_by=cast.amina.user)
    gone = PracticeFactory(title="Gone", audience=Audience.PUBLIC, home=cast.alder_vale)
    Practice.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), audience=Audience.TEAM)
    PracticeFactory(title="Elsewhere", audience=Audience.PUBLIC, home=cast.fenwick)

    everywhere = read("practices.atom")
    at_home = read(f"practices/{cast.alder_vale.pk}.atom")

    public, sector, trust = {"Open"}, {"Open", "Sector"}, {"Open", "Sector", "Trust"}
    assert at_home == {
        "tom": trust,
        "graham": trust,
        "marian": sector,
        "sian": sector,
        "helen": public,
        "bo": public,
        "nobody": public,
    }
    assert everywhere == {key: found | {"Elsewhere"} for key, found in at_home.items()}


def test_a_community_s_feed_is_for_those_who_may_see_it(cast, read):
    community = CommunityFactory(audience=Audience.TRUST, home=cast.hartwood)
    ThreadFactory(community=community, title="Whose turn?")
    GatheringFactory(community=community, title="Half an hour", called_off_at=None)
    EnrolmentFactory(community=community, person=cast.sian.user)

    found = read(f"communities/{community.pk}.atom")

    both = {"Whose turn?", "Gathering: Half an hour"}
    assert found["sian"] == found["tom"] == found["graham"] == both
    assert {found[key] for key in ("marian", "helen", "bo", "nobody")} == {404}


def test_old_threads_and_gatherings_called_off_are_no_news(cast, client):
    community = CommunityFactory(audience=Audience.SECTOR)
    long_ago = timezone.now() - timedelta(days=61)
    ThreadFactory(community=community, title="Old", started_at=long_ago, last_at=long_ago)
    GatheringFactory(community=community, title="Off", called_off_at=timezone.now())

    assert titles(cast.sign_in(client, "tom").get(f"/feeds/communities/{community.pk}.atom")) == set()


def test_what_everybody_reads_may_be_kept_by_everybody(client, cast):
    PracticeFactory(audience=Audience.PUBLIC)

    public = client.get("/feeds/practices.atom")
    private = cast.sign_in(client, "tom").get("/feeds/practices.atom")

    assert public["Cache-Control"] == "no-cache, public"
    assert private["Cache-Control"] == "no-cache, private"
    again = client.get("/feeds/practices.atom", headers={"If-None-Match": private["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    ["practices/0.atom", "communities/0.atom", "mine/x/practices.atom", "mine/x/communities/1.atom"],
)
def test_what_is_not_there_is_404(client, path):
    assert client.get(f"/feeds/{path}").status_code == 404


def test_a_feed_costs_the_same_however_much_is_in_it(client):
    def cost(how_many):
        PracticeFactory.create_batch(how_many, audience=Audience.PUBLIC)
        with CaptureQueriesContext(connection) as asked:
            client.get("/feeds/practices.atom")
        return len(asked)

    assert cost(1) == cost(3)


def test_one_s_addresses_are_listed_with_what_they_are_of(cast):
    FeedKeyFactory(person=cast.bo.user)

    found = addresses_of(cast.bo.user.pk, [(7, "Primary maths leads")])

    assert [one.of for one in found] == [
        "What moved where you belong",
        "New and changed practices",
        "Primary maths leads",
    ]
    assert found[2].url.endswith("/communities/7.atom")
