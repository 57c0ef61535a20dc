"""Digests: what they say, to whom, once, and never about what is done already."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.communities import CommunityFactory, EnrolmentFactory
from tests.factories.home import DigestFactory, FeedKeyFactory, QuietTimeFactory, SeenFactory, ToldFactory
from tests.factories.people import InterestFactory, InvitationFactory, JoinRequestFactory
from tests.mail import post_office

from weald.core.registry import ERASERS, EXPORTERS, News, Waiting
from weald.home.domain.contents import Contents
from weald.home.domain.keeping import forget_old_rounds
from weald.home.domain.sending import due, send_digest
from weald.home.enums import DigestOutcome
from weald.home.models import Digest, Told
from weald.people.domain.joining import decline
from weald.people.models import User
from weald.people.queries.interests import academic_year

pytestmark = pytest.mark.django_db

# A Tuesday in term, at ten in the morning.
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SENT, NOTHING, REFUSED = DigestOutcome.SENT, DigestOutcome.NOTHING, DigestOutcome.REFUSED


@pytest.fixture
def office(settings):
    settings.WEALD_ADDRESS = "https://weald.example"
    with post_office(settings) as found:
        yield found


@pytest.fixture
def everyone_declared(cast):
    """Nobody has anything waiting but what a test makes."""
    for one in cast:
        if one.user and one.actor.roles:
            InterestFactory(person=one.user, academic_year=academic_year())


def news(key, at=NOW - timedelta(hours=2), **more):
    return News(key=key, at=at, title=f"{key} moved", url=f"/things/{key}", **more)


def waits(key, **more):
    return Waiting(key=key, text=f"{key} waits", url=f"/asks/{key}", since=NOW - DAY, **more)


def choose(cast, key, digest):
    User.objects.filter(pk=getattr(cast, key).user.pk).update(digest=digest)


def told(office, cast, key):
    """Give the words of every letter that came for the person of the cast."""
    return [one.get_body(["plain"]).get_content() for one in office.to(getattr(cast, key).user.email)]


def send(cast, key, now=NOW):
    return send_digest(getattr(cast, key).user.pk, now=now)


def test_a_digest_says_what_waits_what_is_thanked_and_what_moved(office, cast, happenings):
    happenings.waiting["bo"] = [waits("ask", due_on=NOW.date(), place="Fenwick Academy")]
    happenings.news["bo"] = [news("post"), news("praise", kind="thanks", text="“Our mornings changed.”")]

    outcome = send(cast, "bo")

    (letter,) = office.to(cast.bo.user.email)
    plain, html = (letter.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert outcome == SENT
    assert letter["Subject"] == "One thing needs you, one thank-you, one thing moved"
    for words in (plain, html):
        for said in ("ask waits", "Fenwick Academy", "post moved", "Our mornings changed."):
            assert said in words
        assert "https://weald.example/asks/ask" in words
        assert "https://weald.example/things/post" in words
    assert (Digest.objects.get().items, Told.objects.count()) == (3, 3)
    assert str(Digest.objects.get()) == f"digest of {cast.bo.user.pk}, weekly, for 2026-11-23: sent"
    assert str(Told.objects.get(key="ask")) == f"{cast.bo.user.pk} was told ask"


def test_nothing_in_a_digest_comes_from_elsewhere_or_tells_that_it_was_read(office, cast, happenings):
    happenings.news["bo"] = [news("post", text="<img src='https://spy.example/x.png'>")]

    send(cast, "bo")

    html = office.letters[0].get_body(["html"]).get_content()
    assert "<img" not in html
    assert "&lt;img" in html
    assert {part.get_content_type() for part in office.letters[0].walk()} == {
        "multipart/alternative",
        "text/plain",
        "text/html",
    }
    assert "?" not in html.split("<body>")[1].replace("?</", "")


def test_words_of_others_cannot_pass_for_lines_of_the_letter(office, cast, happenings):
    happenings.news["bo"] = [
        News("k", NOW - DAY, "Hello\nBcc: all@x.example\n\n-- \nWeald", "/x", text="a\nb")
    ]

    send(cast, "bo")

    assert "* Hello Bcc: all@x.example -- Weald: a b" in told(office, cast, "bo")[0]
    assert office.letters[0]["Bcc"] is None


def test_each_thing_is_told_once_and_what_was_told_only_counted(office, cast, happenings):
    choose(cast, "bo", "daily")
    happenings.waiting["bo"] = [waits("ask")]
    happenings.news["bo"] = [news("post")]
    first = send(cast, "bo")

    same_day = send(cast, "bo", NOW + timedelta(hours=1))
    nothing_new = send(cast, "bo", NOW + DAY)
    happenings.news["bo"].append(news("late", at=NOW - timedelta(hours=1)))
    third_day = send(cast, "bo", NOW + 2 * DAY)
    happenings.news["bo"].append(news("fresh", at=NOW + 2 * DAY + timedelta(hours=1)))
    fourth_day = send(cast, "bo", NOW + 3 * DAY)

    assert (first, same_day, nothing_new, third_day, fourth_day) == (SENT, None, NOTHING, NOTHING, SENT)
    first_words, last_words = told(office, cast, "bo")
    assert "still need" not in first_words
    assert "One thing you were told of still needs you." in last_words
    assert "fresh moved" in last_words
    assert "ask waits" not in last_words
    assert "post moved" not in last_words


def test_what_was_committed_late_is_told_with_the_next_round(office, cast, happenings):
    choose(cast, "bo", "daily")
    send(cast, "bo")

    happenings.news["bo"] = [news("late", at=NOW - timedelta(minutes=1))]
    outcome = send(cast, "bo", NOW + timedelta(hours=22))

    assert outcome == SENT
    assert "late moved" in told(office, cast, "bo")[0]


def test_what_was_seen_on_today_is_not_told_but_what_waits_is(office, cast, happenings):
    happenings.waiting["bo"] = [waits("ask")]
    happenings.news["bo"] = [news("seen", NOW - DAY), news("unseen", NOW - timedelta(hours=1))]
    SeenFactory(person=cast.bo.user, at=NOW - timedelta(hours=3))

    send(cast, "bo")

    words = told(office, cast, "bo")[0]
    assert "unseen moved" in words
    assert "\n* seen moved" not in words
    assert "ask waits" in words


def test_nobody_is_written_to_who_has_nothing_to_hear(office, cast, everyone_declared):
    outcomes = {key: send(cast, key) for key in ("tom", "amina", "bo", "helen")}

    assert set(outcomes.values()) == {NOTHING}
    assert office.letters == []


def test_nothing_is_sent_to_who_already_acted_or_whose_colleague_did(office, cast, everyone_declared):
    wish = JoinRequestFactory(name="Sam Asker", organisation=cast.alder_vale)
    InvitationFactory(email=cast.bo.user.email, organisation=cast.larkrise)
    InvitationFactory(email=cast.dev.user.email, organisation=cast.larkrise, accepted_at=NOW)
    send(cast, "graham")
    send(cast, "sian")

    decline(wish, by=cast.graham.actor)
    for key in ("tom", "ruth", "amina", "bo", "dev"):
        send(cast, key)

    letters = {key: len(told(office, cast, key)) for key in ACTED}
    assert letters == {"graham": 1, "tom": 0, "ruth": 0, "amina": 0, "sian": 0, "bo": 1, "dev": 0}
    assert "Sam Asker asks to join" in told(office, cast, "graham")[0]


ACTED = ("graham", "tom", "ruth", "amina", "sian", "bo", "dev")


def test_what_happens_between_being_due_and_being_written_to_counts(office, cast, everyone_declared):
    wish = JoinRequestFactory(organisation=cast.alder_vale)
    people = list(due(NOW).values_list("pk", flat=True))

    decline(wish, by=cast.tom.actor)
    outcomes = {send_digest(person, now=NOW) for person in people}

    assert cast.tom.user.pk in people
    assert outcomes == {NOTHING}
    assert office.letters == []


@pytest.mark.parametrize(
    ("digest", "days", "letters"), [("daily", 1, 2), ("weekly", 1, 1), ("weekly", 6, 2), ("never", 1, 0)]
)
def test_each_is_written_to_as_often_as_they_chose(office, cast, happenings, digest, days, letters):
    choose(cast, "bo", digest)
    happenings.news["bo"] = [news("a")]
    send(cast, "bo")

    happenings.news["bo"].append(news("b", at=NOW + timedelta(hours=20)))
    send(cast, "bo", NOW + days * DAY)

    assert len(told(office, cast, "bo")) == letters


def test_a_community_may_be_heard_of_more_often_less_often_or_never(office, cast, happenings):
    often, seldom, never, usual = CommunityFactory.create_batch(4)
    for community, digest in ((often, "daily"), (seldom, "weekly"), (never, "never"), (usual, "")):
        EnrolmentFactory(community=community, person=cast.bo.user, digest=digest)
    happenings.news["bo"] = [
        news(name, community_id=one.pk)
        for name, one in (("often", often), ("seldom", seldom), ("never", never), ("usual", usual))
    ]

    def heard(digest):
        choose(cast, "bo", digest)
        Digest.objects.all().delete()
        office.letters.clear()
        DigestFactory(
            person=cast.bo.user, rhythm="weekly", period_on=NOW.date() - DAY, decided_at=NOW - 3 * DAY
        )
        send(cast, "bo")
        words = "".join(told(office, cast, "bo"))
        return {name for name in ("often", "seldom", "never", "usual") if f"* {name} moved" in words}

    assert heard("weekly") == {"often"}
    assert heard("daily") == {"often", "usual"}
    assert heard("never") == set()


def test_a_day_that_is_also_the_week_s_is_one_letter(office, cast, happenings):
    choose(cast, "bo", "daily")
    community = EnrolmentFactory(person=cast.bo.user, digest="weekly").community
    happenings.news["bo"] = [news("daily"), news("weekly", community_id=community.pk)]

    send(cast, "bo")

    (words,) = told(office, cast, "bo")
    assert "daily moved" in words
    assert "weekly moved" in words
    assert sorted(Digest.objects.values_list("rhythm", "items")) == [("daily", 2), ("weekly", 2)]


def test_quiet_times_hold_a_digest_back_and_lose_nothing(office, cast, happenings):
    happenings.news["bo"] = [news("friday", at=datetime(2026, 11, 20, 17, tzinfo=UTC))]
    quiet = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((20, 19), (21, 10), (23, 6))]

    outcomes = [send(cast, "bo", moment) for moment in quiet]
    monday = send(cast, "bo", datetime(2026, 11, 23, 7, tzinfo=UTC))

    assert outcomes == [None] * 3
    assert monday == SENT
    assert len(office.letters) == 1


def test_a_whole_holiday_is_told_after_it(office, cast, happenings):
    before, after = datetime(2026, 7, 20, 9, tzinfo=UTC), datetime(2026, 9, 1, 9, tzinfo=UTC)
    send(cast, "bo", before)
    happenings.news["bo"] = [news("summer", at=datetime(2026, 7, 23, 9, tzinfo=UTC))]

    in_august = [send(cast, "bo", datetime(2026, 8, day, 9, tzinfo=UTC)) for day in (3, 10, 17, 24)]
    outcome = send(cast, "bo", after)

    assert in_august == [None] * 4
    assert outcome == SENT


def test_who_left_or_is_nobody_is_not_written_to(office, cast, happenings):
    happenings.news["bo"] = [news("post")]
    User.objects.filter(pk=cast.bo.user.pk).update(is_active=False)

    assert send(cast, "bo") is None
    assert send_digest(0, now=NOW) is None


def due_keys(cast, now):
    found = set(due(now).values_list("pk", flat=True))
    return {one.key for one in cast if one.user and one.user.pk in found}


def test_due_is_whoever_wants_letters_has_none_yet_and_may_be_written_to(cast):
    everyone = due_keys(cast, NOW)
    choose(cast, "tom", "never")
    choose(cast, "amina", "daily")
    EnrolmentFactory(person=cast.owen.user, digest="daily")
    EnrolmentFactory(person=cast.tom.user, digest="daily")
    QuietTimeFactory(person=cast.ruth.user, begins=9, ends=11)
    for key in ("amina", "owen", "graham"):
        DigestFactory(person=getattr(cast, key).user, rhythm="weekly", period_on=NOW.date() - DAY)
    DigestFactory(person=cast.leila.user, rhythm="weekly", period_on=NOW.date() - 8 * DAY)

    assert {one.key for one in cast if one.user} == everyone
    assert everyone - due_keys(cast, NOW) == {"tom", "ruth", "graham"}


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        (NOW, {"day", "usual", "always", "at night"}),
        (NOW.replace(hour=20), {"always", "at night", "day"}),
        (NOW.replace(hour=3), {"always", "day"}),
        (datetime(2026, 11, 21, 10, tzinfo=UTC), {"always"}),
        (datetime(2026, 8, 5, 9, tzinfo=UTC), {"always"}),
    ],
)
def test_due_agrees_with_everybody_s_own_quiet_times(cast, now, awake):
    QuietTimeFactory(person=cast.tom.user, begins=12, ends=14)
    QuietTimeFactory(person=cast.ruth.user, begins=23, ends=6)
    QuietTimeFactory(person=cast.owen.user, begins=0, ends=0, at_weekends=False, in_holidays=False)
    names = {"bo": "usual", "tom": "day", "ruth": "at night", "owen": "always"}

    found = due_keys(cast, now)

    assert {name for key, name in names.items() if key in found} == awake


def test_a_digest_costs_the_same_however_much_it_says(office, cast, happenings):
    def cost(how_many):
        Digest.objects.all().delete()
        happenings.news["bo"] = [news(f"n{n}") for n in range(how_many)]
        InvitationFactory.create_batch(how_many, email=cast.bo.user.email)
        with CaptureQueriesContext(connection) as asked:
            send(cast, "bo")
        return len(asked)

    assert cost(1) == cost(3)


def test_a_subject_says_how_much_not_what():
    many = Contents(waiting=[waits(str(n)) for n in range(12)], moved=[news("a"), news("b")])

    assert many.subject == "12 things need you, two things moved"


def test_old_rounds_are_forgotten_and_what_was_told_is_kept_for_a_year(cast):
    old = {"person": cast.bo.user, "decided_at": NOW - 401 * DAY}
    DigestFactory(**old, period_on=NOW.date() - 401 * DAY)
    spring = DigestFactory(person=cast.bo.user, decided_at=NOW - 200 * DAY, period_on=NOW.date() - 200 * DAY)
    ToldFactory(digest=spring)
    for days in (91, 89):
        DigestFactory(
            person=cast.tom.user,
            decided_at=NOW - days * DAY,
            period_on=NOW.date() - days * DAY,
            outcome=NOTHING,
            items=0,
        )

    forget_old_rounds(now=NOW)

    kept = Digest.objects.values_list("decided_at", flat=True)
    assert sorted((NOW - one).days for one in kept) == [89, 200]
    assert Told.objects.count() == 1


def test_reading_is_part_of_a_person_s_data_and_goes_with_them(cast):
    ToldFactory(digest=DigestFactory(person=cast.bo.user))
    SeenFactory(person=cast.bo.user)
    QuietTimeFactory(person=cast.bo.user)
    FeedKeyFactory(person=cast.bo.user)
    other = ToldFactory()

    data = EXPORTERS["reading"](cast.bo.user.pk)
    ERASERS["reading"](cast.bo.user.pk)

    assert [sorted(one) for one in data] == [
        ["digest_sent_at", "things_told"],
        ["looked_at_today"],
        ["at_weekends", "in_holidays", "quiet_from", "quiet_until"],
        ["feed_address_made_at"],
    ]
    assert EXPORTERS["reading"](cast.bo.user.pk) == []
    assert list(Told.objects.all()) == [other]
