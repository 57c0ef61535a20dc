"""Today: what needs one, what moved, what is new."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode
from tests.factories.home import SeenFactory
from tests.factories.people import InterestFactory, InvitationFactory, JoinRequestFactory

from weald.core.permissions import Actor, HeldRole
from weald.core.registry import SLOTS, News, Slot, Waiting
from weald.home.domain.moving import grouped, news_for, waiting_for
from weald.home.domain.today import FIRST_LOOK, greeting, lede, look
from weald.home.domain.words import academic_year_began, count_words, day_words, due_words
from weald.home.models import Seen
from weald.people.queries.interests import academic_year

pytestmark = pytest.mark.django_db


def ago(**gone):
    return timezone.now() - timedelta(**gone)


def news(key, at, **more):
    return News(key=key, at=at, title=f"{key} moved", url=more.pop("url", f"/things/{key}"), **more)


def waits(key, since=None, **more):
    return Waiting(key=key, text=f"{key} waits", url="/me", since=since or ago(days=1), **more)


@pytest.fixture
def page(client, cast):
    """Give what a person of the cast reads at an address."""
    return lambda key, address="/today": cast.sign_in(client, key).get(address).content.decode()


def test_today_says_in_which_roles_one_is_here(page, cast):
    found = page("marian")

    for role, place in (("Headteacher", cast.fenwick), ("Reviewer", cast.ridgeway)):
        assert f'{role}, <a href="/schools/organisations/{place.pk}">{place.name}</a>' in found


def test_an_empty_today_teaches(page, cast):
    InterestFactory(person=cast.tom.user, academic_year=academic_year())

    found = page("tom")

    assert "Nothing needs you today" in found
    assert "Nothing has moved lately" in found
    assert "what works in your own room" in found


def test_an_empty_today_does_not_ask_an_external_reader_to_share(page):
    found = page("helen")

    assert "Nothing has moved lately" in found
    assert "what works in your own room" not in found
    assert "nothing yet." in found


def test_today_shows_what_apps_put_there(page, monkeypatch):
    monkeypatch.setattr(
        "weald.core.registry.SLOTS", [*SLOTS, Slot("home.today", 1, lambda request, actor: "a verdict")]
    )

    assert "a verdict" in page("tom")


def test_somebody_without_a_role_is_told_how_to_get_one(page):
    assert "You hold no role at the moment." in page("bo")


def test_today_is_for_those_who_are_signed_in(client):
    assert client.get("/today").status_code == 302
    assert client.get("/today/newer").status_code == 302


def test_what_presses_then_what_is_due_soonest_comes_first_and_nothing_twice(happenings, cast):
    happenings.waiting["bo"] = [
        waits("long", ago(days=9)),
        waits("later", due_on=date(2099, 1, 2)),
        waits("sooner", due_on=date(2099, 1, 1)),
        waits("fresh"),
        waits("fresh"),
        waits("pressing", is_pressing=True),
    ]

    assert [one.key for one in waiting_for(cast.bo.actor)] == ["pressing", "sooner", "later", "long", "fresh"]


def test_news_is_told_once_latest_first_and_never_from_long_ago(happenings, cast):
    happenings.news["bo"] = [
        news("old", ago(days=5)),
        news("new", ago(days=1)),
        news("new", ago(days=1)),
        news("ancient", ago(days=61)),
        news("before", ago(days=30)),
    ]

    found = news_for(cast.bo.actor, ago(days=20), timezone.now())
    everything = news_for(cast.bo.actor, ago(days=900), timezone.now())

    assert [one.key for one in found] == ["new", "old"]
    assert "ancient" not in [one.key for one in everything]


def test_what_moved_on_one_page_is_one_line():
    moments = [ago(hours=n) for n in range(5)]
    told = [news(f"post:{n}", at, url="/thread/1") for n, at in enumerate(moments)]

    found = grouped([*told[:2], news("other", ago(hours=2)), *told[2:]], moments[2])

    assert [(one.latest.key, one.more, one.is_new) for one in found] == [
        ("post:0", 1, True),
        ("other", 0, True),
        ("post:2", 2, False),
    ]


def test_today_says_what_waits_until_it_is_done(page, cast):
    JoinRequestFactory(name="Sam Asker", organisation=cast.alder_vale)
    JoinRequestFactory(name="Lu Elsewhere", organisation=cast.larkrise)
    InvitationFactory(email=cast.tom.user.email, organisation=cast.fenwick)

    before = page("tom")
    InterestFactory(person=cast.tom.user, academic_year=academic_year())
    after = page("tom")

    assert "Three things need you." in before
    assert "Sam Asker asks to join" in before
    assert "Lu Elsewhere" not in before
    assert "You are invited to be teacher" in before
    assert "Declare your interests" in before
    assert "Declare your interests" not in after
    assert "Two things need you." in after


def test_what_is_new_is_told_from_what_was_there(page, happenings, cast):
    SeenFactory(person=cast.bo.user, at=ago(days=2))
    happenings.news["bo"] = [news("fresh", ago(days=1)), news("known", ago(days=3))]

    found = page("bo")

    assert found.index("New since you were last here") < found.index("fresh moved")
    assert found.index("fresh moved") < found.index("Before that") < found.index("known moved")


def test_thanks_stand_apart(page, happenings):
    happenings.news["bo"] = [news("merci", ago(days=1), kind="thanks", text="“It changed our mornings.”")]

    found = page("bo")

    assert found.index("Thanks") < found.index("merci moved") < found.index("What moved where you belong")
    assert "It changed our mornings." in found
    assert "Nothing has moved lately" in found


def test_much_that_moved_is_paged_and_much_that_waits_is_folded(page, happenings):
    happenings.news["bo"] = [news(f"n{n}", ago(hours=n + 1)) for n in range(21)]
    happenings.waiting["bo"] = [waits(f"w{n}") for n in range(13)]

    first, second = page("bo"), page("bo", "/today?page=2")

    assert "n20 moved" not in first
    assert "n20 moved" in second
    assert "13 things need you." in first
    assert first.index("More that needs you") < first.index("w12 waits")


def test_looking_moves_what_is_new_only_with_the_next_visit(cast):
    now = timezone.now()

    first = look(cast.bo.user.pk, now)
    again = look(cast.bo.user.pk, now + timedelta(minutes=10))
    reload = look(cast.bo.user.pk, now + timedelta(minutes=10, seconds=5))
    after_lunch = look(cast.bo.user.pk, now + timedelta(hours=2))

    assert first == again == reload == now - FIRST_LOOK
    assert after_lunch == now + timedelta(minutes=10)
    seen = Seen.objects.get()
    assert (seen.at, seen.before) == (now + timedelta(hours=2), after_lunch)
    assert str(seen) == f"{cast.bo.user.pk} looked at {seen.at}"


def test_nothing_newer_answers_nothing(client, cast, happenings):
    happenings.news["bo"] = [news("old", ago(days=1))]
    cast.sign_in(client, "bo")

    for after in (timezone.now().isoformat(), "", "yesterday", "2026-13-45T00:00", "2026-11-24T10:00"):
        answer = client.get(f"/today/newer?{urlencode({'after': after})}")
        assert (answer.status_code, answer.content) == (204, b""), after


def test_what_came_up_since_is_counted_and_not_sent_again_while_it_is_the_same(client, cast, happenings):
    happenings.news["bo"] = [news("a", ago(minutes=1)), news("b", ago(minutes=2))]
    happenings.waiting["bo"] = [waits("c", ago(minutes=3)), waits("long there")]
    cast.sign_in(client, "bo")
    address = f"/today/newer?{urlencode({'after': ago(minutes=10).isoformat()})}"

    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    happenings.news["bo"].append(news("d", ago(seconds=1)))
    later = client.get(address, headers={"If-None-Match": answer["ETag"]})

    assert "3 new." in answer.content.decode()
    assert (answer["Cache-Control"], again.status_code) == ("private, no-cache", 304)
    assert "4 new." in later.content.decode()


def test_asking_for_newer_is_no_look(client, cast):
    cast.sign_in(client, "bo").get("/today/newer")

    assert not Seen.objects.exists()


def test_today_costs_the_same_however_much_there_is(client, cast, happenings):
    def cost(how_many):
        JoinRequestFactory.create_batch(how_many, organisation=cast.alder_vale)
        InvitationFactory.create_batch(how_many, email=cast.tom.user.email)
        happenings.news["tom"] = [news(f"n{n}", ago(hours=n)) for n in range(how_many)]
        with CaptureQueriesContext(connection) as asked:
            client.get("/today")
        return len(asked)

    SeenFactory(person=cast.tom.user, at=ago(days=1))
    cast.sign_in(client, "tom").get("/today")

    assert cost(1) == cost(3)


@pytest.mark.parametrize(("hour", "time_of_day"), [(8, "morning"), (13, "afternoon"), (19, "evening")])
def test_the_greeting_knows_the_time_of_day_and_how_much_waits(hour, time_of_day):
    now = datetime(2026, 1, 15, hour, tzinfo=UTC)
    ruth = Actor(person_id=1, name="Ruth Calloway")

    assert greeting(ruth, now) == f"Good {time_of_day}, Ruth."
    assert greeting(ruth, now, 1) == f"Good {time_of_day}, Ruth. One thing needs you."


def test_the_lede_tells_who_has_no_role():
    held = Actor(person_id=1, name="R", roles=(HeldRole("teacher", 1),))

    assert "no role" in lede(Actor(person_id=1))
    assert lede(held) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 11, 20), "Friday"),
        (date(2026, 11, 17), "17 November"),
        (date(2025, 11, 17), "17 November 2025"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July"),
    ],
)
def test_days_are_said_as_people_say_them(day, words):
    assert day_words(day, date(2026, 11, 24)) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 20), "overdue since Friday"),
        (date(2026, 11, 24), "due today"),
        (date(2026, 11, 25), "due tomorrow"),
        (date(2026, 11, 27), "due Friday"),
        (date(2026, 12, 1), "due 1 December"),
    ],
)
def test_what_is_due_is_said_as_people_say_it(day, words):
    assert due_words(day, date(2026, 11, 24)) == words


def test_counts_are_words_up_to_nine():
    said = [count_words(count, "thing", "things") for count in (0, 1, 9, 10, 1234)]

    assert said == ["no things", "one thing", "nine things", "10 things", "1,234 things"]


@pytest.mark.parametrize(
    ("day", "began"), [(date(2026, 9, 1), date(2026, 9, 1)), (date(2026, 8, 31), date(2025, 9, 1))]
)
def test_an_academic_year_begins_in_september(day, began):
    assert academic_year_began(day) == began
