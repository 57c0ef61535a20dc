"""Choosing letters, seeing what they would say, stopping them; the secret feed."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from tests.factories.communities import EnrolmentFactory
from tests.factories.home import DigestFactory, FeedKeyFactory, ToldFactory
from tests.factories.people import InvitationFactory

from weald.core.enums import Verb
from weald.core.models import Entry
from weald.core.registry import News
from weald.home.domain.feeds import addresses_of, key_of, reader_by
from weald.home.domain.stopping import person_by, stop_address
from weald.home.models import Digest, FeedKey, QuietTime, Told
from weald.people.models import User

pytestmark = pytest.mark.django_db

CHOICES = "/me/letters"
GIVEN = {"digest": "daily", "begins": "20", "ends": "6", "at_weekends": "on"}
ATOM = "{http://www.w3.org/2005/Atom}"


def news(key, ago, **more):
    return News(key=key, at=timezone.now() - ago, title=f"{key} moved", url=f"/things/{key}", **more)


def fresh(cast, key="bo"):
    return User.objects.get(pk=getattr(cast, key).user.pk)


def test_choices_are_kept_with_their_entry(client, cast):
    community = EnrolmentFactory(person=cast.bo.user).community
    EnrolmentFactory(person=cast.tom.user)
    cast.sign_in(client, "bo")

    answer = client.post(CHOICES, GIVEN | {f"community_{community.pk}": "never"}, follow=True)

    times = QuietTime.objects.get()
    assert answer.status_code == 200
    assert (times.begins, times.ends, times.at_weekends, times.in_holidays) == (20, 6, True, False)
    assert fresh(cast).digest == "daily"
    assert [one.digest for one in cast.bo.user.enrolments.all()] == ["never"]
    noted = Entry.objects.filter(verb=Verb.CHANGED, target_label="people.user")
    assert {entry.payload["what"] for entry in noted} == {"digest", "quiet_times"}


def test_the_same_choice_again_writes_down_no_change_of_digest(client, cast):
    cast.sign_in(client, "bo").post(CHOICES, GIVEN | {"digest": "weekly"})

    assert [entry.payload["what"] for entry in Entry.objects.filter(verb=Verb.CHANGED)] == ["quiet_times"]


@pytest.mark.parametrize("wrong", [{"digest": "hourly"}, {"begins": "24"}, {"ends": ""}, {"begins": "x"}])
def test_wrong_choices_come_back_with_what_to_mend(client, cast, wrong):
    answer = cast.sign_in(client, "bo").post(CHOICES, GIVEN | wrong)

    assert answer.status_code == 422
    assert not QuietTime.objects.exists()
    assert fresh(cast).digest == "weekly"


def test_choices_show_what_stands_and_are_found_from_my_page(client, cast):
    EnrolmentFactory(person=cast.bo.user, community__name="Primary maths leads")
    cast.sign_in(client, "bo")

    page = client.get(CHOICES).content.decode()

    assert "Primary maths leads" in page
    assert '<option value="18" selected>18:00</option>' in page
    assert CHOICES in client.get("/me").content.decode()


def test_letters_are_one_s_own(client):
    for address in (CHOICES, "/me/letters/preview"):
        assert client.get(address).status_code == 302
    assert client.post("/me/letters/feed").status_code == 302


def test_the_preview_says_what_would_be_told_and_notes_nothing(client, cast, happenings):
    InvitationFactory(email=cast.bo.user.email, organisation=cast.larkrise)
    happenings.news["bo"] = [news("fresh", timedelta(hours=2)), news("told", timedelta(hours=3))]
    ToldFactory(key="told", digest=DigestFactory(person=cast.bo.user, decided_at=timezone.now()))
    cast.sign_in(client, "bo")

    page = client.get("/me/letters/preview").content.decode()

    assert "You are invited to be teacher" in page
    assert "fresh moved" in page
    assert "told moved" not in page
    assert (Digest.objects.count(), Told.objects.count()) == (1, 1)


def test_an_empty_preview_says_why(client, cast):
    cast.sign_in(client, "bo")

    nothing = client.get("/me/letters/preview").content.decode()
    User.objects.filter(pk=cast.bo.user.pk).update(digest="never")
    never = client.get("/me/letters/preview").content.decode()

    assert "Nothing, so it would not be sent" in nothing
    assert "is not told again" in nothing
    assert "You chose to get none." in never


@pytest.fixture
def stop_path(cast):
    return stop_address(cast.bo.user.pk).removeprefix("http://127.0.0.1:8000")


def test_looking_at_the_link_stops_nothing(client, cast, stop_path):
    answer = client.get(stop_path)

    assert answer.status_code == 200
    assert "You need not sign in." in answer.content.decode()
    assert fresh(cast).digest == "weekly"


def test_one_press_of_a_mail_program_stops_them_without_cookie_or_token(client, cast, stop_path):
    client.handler.enforce_csrf_checks = True

    answer = client.post(stop_path, {"List-Unsubscribe": "One-Click"})
    again = client.post(stop_path, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, again.status_code) == (200, 200)
    assert "You get no more of these letters" in answer.content.decode()
    assert fresh(cast).digest == "never"
    entry = Entry.objects.get(verb=Verb.CHANGED)
    assert entry.payload == {"what": "digest", "to": "never"}


def test_a_link_that_was_tampered_with_or_whose_person_left_stops_nothing(client, cast, stop_path):
    other = stop_path.replace("/stop/", "/stop/x")
    User.objects.filter(pk=cast.bo.user.pk).update(is_active=False)

    for path in (other, stop_path, "/letters/stop/nonsense"):
        answer = client.post(path)
        assert (answer.status_code, "This link stops nothing" in answer.content.decode()) == (404, True)
    assert person_by("nonsense") is None


def test_a_feed_opens_with_its_address_alone_until_it_is_ended(client, cast, happenings):
    happenings.news["bo"] = [
        news("post", timedelta(hours=2), text="in <b>bold</b>"),
        news("old", timedelta(days=20)),
    ]
    cast.sign_in(client, "bo").post("/me/letters/feed")
    first = shown(client)
    client.post("/me/letters/feed")
    second = shown(client)
    client.logout()

    answers = [client.get(path) for path in (first, second)]
    cast.sign_in(client, "bo").post("/me/letters/feed/end")

    assert [one.status_code for one in answers] == [404, 200]
    assert answers[1]["Content-Type"] == "application/atom+xml; charset=utf-8"
    (entry,) = entries(answers[1])
    assert entry.findtext(f"{ATOM}title") == "post moved"
    assert entry.findtext(f"{ATOM}summary") == "in <b>bold</b>"
    assert entry.find(f"{ATOM}link").get("href") == "http://127.0.0.1:8000/things/post"
    assert entry.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:post"
    assert client.get(second).status_code == 404
    assert shown(client) is None


def entries(answer):
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 -- our own
    return list(feed.iter(f"{ATOM}entry"))


def shown(client):
    found = re.search(
        r"http://127\.0\.0\.1:8000(/feeds/mine/[^/\s]+\.atom)", client.get(CHOICES).content.decode()
    )
    return found and found[1]


def test_a_feed_is_not_sent_again_to_who_has_it(client, cast, happenings):
    happenings.news["bo"] = [news("post", timedelta(hours=2))]
    feed = FeedKeyFactory(person=cast.bo.user)
    path = f"/feeds/mine/{key_of(feed)}.atom"

    answer = client.get(path)
    same = client.get(path, headers={"If-None-Match": answer["ETag"]})
    since = client.get(path, headers={"If-Modified-Since": answer["Last-Modified"]})
    happenings.news["bo"].append(news("later", timedelta(hours=1)))
    newer = client.get(path, headers={"If-None-Match": answer["ETag"]})

    assert (same.status_code, since.status_code, newer.status_code) == (304, 304, 200)
    assert same["ETag"] == answer["ETag"] != newer["ETag"]
    assert answer["Cache-Control"] == "no-cache, private"


def test_an_empty_feed_is_a_feed(client, cast):
    answer = client.get(f"/feeds/mine/{key_of(FeedKeyFactory(person=cast.bo.user))}.atom")

    assert entries(answer) == []
    assert "Last-Modified" not in answer


def test_a_feed_shows_what_its_person_may_see_today(client, cast, happenings):
    """The permissions are the person's own at the moment of reading, not those of whoever asks."""
    happenings.news["tom"] = [news("tom's", timedelta(hours=2))]
    happenings.news["bo"] = [news("bo's", timedelta(hours=2))]
    feed = FeedKeyFactory(person=cast.bo.user)

    words = cast.sign_in(client, "tom").get(f"/feeds/mine/{key_of(feed)}.atom").content.decode()

    assert "bo's moved" in words
    assert "tom's moved" not in words
    assert str(feed) == f"feed of {cast.bo.user.pk}"


@pytest.mark.parametrize("key", ["x", "W10:abc", "null", ""])
def test_a_feed_key_of_one_s_own_making_opens_nothing(key):
    assert reader_by(key) is None


def test_somebody_who_left_has_no_feed(cast):
    feed = FeedKeyFactory(person=cast.bo.user)
    User.objects.filter(pk=cast.bo.user.pk).update(is_active=False)

    assert reader_by(key_of(feed)) is None
    assert addresses_of(cast.tom.user.pk, []) == []
    assert FeedKey.objects.count() == 1
