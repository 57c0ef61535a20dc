"""What was given and received, in words; thanks, and thanks that are overdue."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.home import ThanksFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory, ReturnFactory, VersionFactory

from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused
from weald.core.models import Entry
from weald.core.permissions import NOBODY, visible
from weald.core.registry import ERASERS, EXPORTERS, Contributor, Tally
from weald.home import places
from weald.home.domain.contribution import contribution_of, listed
from weald.home.domain.thanking import thank_for
from weald.home.models import Thanks
from weald.home.queries.thanks import news_for, tallies_of, waiting_for
from weald.people.models import User
from weald.practices.enums import ReturnState

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


def ago(weeks):
    return timezone.now() - weeks * WEEK


@pytest.fixture
def fluency(cast):
    """Amina's practice at Alder Vale, for the whole sector."""
    return PracticeFactory(
        title="Ten minutes of fluency",
        home=cast.alder_vale,
        made_by=cast.amina.user,
        authors=[cast.amina.user],
    )


@pytest.fixture
def adoption(cast, fluency):
    """Fenwick took it up seven weeks ago."""
    return AdoptionFactory(
        practice=fluency, organisation=cast.fenwick, adopted_by=cast.dev.user, adopted_at=ago(7)
    )


@pytest.fixture
def came_back(cast, fluency):
    """Fenwick's adaptation came back and was taken in three weeks ago."""
    theirs = PracticeFactory(home=cast.fenwick, made_by=cast.dev.user)
    return ReturnFactory(
        from_version=theirs.head,
        to_practice=fluency,
        sent_by=cast.dev.user,
        tried_at=cast.fenwick,
        state=ReturnState.MERGED,
        answered_at=ago(3),
        result=VersionFactory(practice=fluency),
    )


def test_a_thank_you_is_overdue_for_who_took_it_up_until_it_is_said(cast, adoption):
    before = {key: waiting_for(getattr(cast, key).actor) for key in ("dev", "marian", "amina", "tom")}

    thanks = thank_for(adoption, by=cast.dev.actor, words=" It changed\n our mornings. ")

    (overdue,) = before.pop("dev")
    assert overdue.text == "A thank-you is overdue: “Ten minutes of fluency”"
    assert overdue.place == "Alder Vale Primary"
    assert overdue.url == "/me/contribution"
    assert overdue.since == adoption.adopted_at + 6 * WEEK
    assert list(before.values()) == [[], [], []]
    assert waiting_for(cast.dev.actor) == waiting_for(NOBODY) == []
    assert thanks.words == "It changed our mornings."
    assert str(thanks) == f"thanks of {cast.fenwick.pk} for {adoption.practice_id}"
    entry = Entry.objects.get(verb=Verb.THANKED)
    assert (entry.place_id, entry.audience) == (cast.alder_vale.pk, Audience.SECTOR)
    assert entry.payload == {"practice": adoption.practice_id, "organisation": cast.fenwick.pk}


@pytest.mark.parametrize(
    "given",
    [
        {"adopted_at": timedelta(weeks=5)},
        {"organisation": "alder_vale"},
        {"organisation": "larkrise"},
        {"adopted_by": "marian"},
        {"adopted_by": "amina"},
    ],
)
def test_no_thank_you_is_overdue(cast, fluency, given):
    """Not so soon, not at home, not where one does not work, not for what others took up or wrote."""
    AdoptionFactory(
        practice=fluency,
        organisation=getattr(cast, given.get("organisation", "fenwick")),
        adopted_by=getattr(cast, given.get("adopted_by", "dev")).user,
        adopted_at=timezone.now() - given.get("adopted_at", 7 * WEEK),
    )

    assert waiting_for(cast.dev.actor) == []
    assert waiting_for(cast.amina.actor) == []


def test_nobody_is_thanked_who_left(cast, adoption):
    User.objects.filter(pk=cast.amina.user.pk).update(is_active=False)

    assert waiting_for(cast.dev.actor) == []


def test_what_came_back_and_was_taken_in_is_thanked_for_by_the_authors(client, cast, came_back):
    address = f"/contribution/thanks/returns/{came_back.pk}"

    def asks(key):
        page = cast.sign_in(client, key).get("/me/contribution", follow=True)
        return address in page.content.decode()

    before = {key: asks(key) for key in ("amina", "dev", "tom")}
    cast.sign_in(client, "amina").post(address)

    came_back.refresh_from_db()
    assert before == {"amina": True, "dev": False, "tom": False}
    assert not asks("amina")
    assert came_back.thanked_by == cast.amina.user


def test_thanks_are_said_once(cast, adoption):
    thank_for(adoption, by=cast.dev.actor)

    with pytest.raises(Conflict, match="said already"):
        thank_for(adoption, by=cast.marian.actor)
    assert Thanks.objects.count() == 1


def test_thanks_are_said_by_whoever_may_take_up_for_the_school(cast, adoption):
    with pytest.raises(Refused):
        thank_for(adoption, by=cast.tom.actor)


def test_thanks_are_news_to_the_authors_alone(cast, adoption):
    began = ago(0)
    thank_for(adoption, by=cast.dev.actor, words="Our mornings changed.")

    (told,) = news_for(cast.amina.actor, began)

    assert (told.kind, told.text) == ("thanks", "“Our mornings changed.”")
    assert told.title == "Fenwick Academy thanked you for “Ten minutes of fluency”"
    assert told.url == f"/practices/{adoption.practice_id}"
    assert news_for(cast.amina.actor, timezone.now()) == []
    assert news_for(cast.tom.actor, began) == news_for(cast.dev.actor, began) == []
    assert news_for(NOBODY, began) == []


def test_thanks_without_words_are_thanks(cast, adoption):
    thank_for(adoption, by=cast.dev.actor)

    assert news_for(cast.amina.actor, ago(1))[0].text == ""


def test_one_tap_on_the_page_says_thanks(client, cast, adoption):
    cast.sign_in(client, "dev")
    page = client.get("/me/contribution", follow=True).content.decode()
    address = f"/contribution/thanks/{adoption.pk}"

    answer = client.post(address, {"next": "/today"}, follow=True)

    assert "A thank-you is overdue" in page
    assert address in page
    assert "Thanked. It stands on their Today." in answer.content.decode()
    assert answer.redirect_chain[0][0] == "/today"
    assert "A thank-you is overdue" not in client.get("/me/contribution", follow=True).content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "evil", ""])
def test_thanks_lead_to_no_other_site(client, cast, adoption, elsewhere):
    answer = cast.sign_in(client, "dev").post(
        f"/contribution/thanks/{adoption.pk}", {"next": elsewhere, "words": "x" * 301}
    )

    assert answer["Location"] == "/me/contribution"
    assert Thanks.objects.get().words == ""


def test_thanks_for_what_one_may_not_know_of_are_404(client, cast, adoption):
    adoption.practice.audience = Audience.SCHOOL
    adoption.practice.save()

    for key in ("sian", "helen"):
        assert cast.sign_in(client, key).post(f"/contribution/thanks/{adoption.pk}").status_code == 404


def tally(count, direction="given", one="practice shared", many="practices shared", url=""):
    return Tally(direction, count, one, many, url)


@pytest.mark.parametrize(
    ("tallies", "words"),
    [
        ([], ""),
        ([tally(1)], "one practice shared"),
        ([tally(2), tally(10, one="day", many="days")], "two practices shared and 10 days"),
        (
            [tally(1), tally(1), tally(3)],
            "one practice shared, one practice shared and three practices shared",
        ),
    ],
)
def test_tallies_are_listed_in_words(tallies, words):
    assert listed(tallies) == words


def test_both_sides_stand_beside_each_other_and_nothing_is_summed(cast, happenings):
    happenings.tallies["bo"] = [
        tally(3),
        tally(0, one="nothing", many="nothings"),
        tally(1, "received", "thank-you", "thank-yous"),
    ]

    found = contribution_of(cast.bo.actor, Contributor("people.user", cast.bo.user.pk), ago(9))

    assert found.sentence == "Three practices shared; one thank-you."
    assert not found.is_empty


def test_who_gave_nothing_has_no_sentence(cast):
    found = contribution_of(cast.bo.actor, Contributor("people.user", cast.bo.user.pk), ago(9))

    assert (found.is_empty, found.sentence) == (True, "")


def test_a_person_s_page_is_for_those_who_may_know_of_them(client, cast):
    answers = {
        key: cast.sign_in(client, key).get(f"/contribution/people/{cast.tom.user.pk}").status_code
        for key in ("tom", "amina", "graham", "jo", "marian", "sian", "helen", "bo", "nobody")
    }

    assert answers == {
        "tom": 200,
        "amina": 200,
        "graham": 200,
        "jo": 200,
        "marian": 404,
        "sian": 404,
        "helen": 404,
        "bo": 404,
        "nobody": 404,
    }


def test_counts_respect_what_each_reader_may_see(client, cast, fluency):
    secret = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, audience=Audience.SCHOOL)
    for practice in (fluency, secret):
        ThanksFactory(practice=practice, organisation=cast.larkrise, said_at=timezone.now())
    address = f"/contribution/places/{cast.alder_vale.pk}?since=ever"

    pages = {
        key: cast.sign_in(client, key).get(address).content.decode()
        for key in ("tom", "marian", "helen", "nobody")
    }

    assert "two thank-yous received" in pages["tom"]
    assert "one thank-you received<" in pages["marian"]
    assert "Nothing yet that you may see" in pages["helen"]
    assert "Nothing yet that you may see" in pages["nobody"]
    assert visible(Thanks.objects.all(), cast.marian.actor).get().practice == fluency
    assert not visible(Thanks.objects.all(), NOBODY).exists()


def test_thanks_count_for_people_and_for_everything_within_a_trust(cast, fluency):
    ThanksFactory(practice=fluency, organisation=cast.fenwick, said_by=cast.dev.user, said_at=timezone.now())

    def counts(label, thing):
        found = tallies_of(cast.jo.actor, Contributor(label, thing.pk), ago(1))
        return {one.direction: one.count for one in found}

    assert counts("people.user", cast.dev.user) == {"given": 1, "received": 0}
    assert counts("people.user", cast.amina.user) == {"given": 0, "received": 1}
    assert counts("schools.organisation", cast.hartwood) == {"given": 0, "received": 1}
    assert counts("schools.organisation", cast.ridgeway) == {"given": 1, "received": 0}


def test_a_place_s_page_shows_what_is_overdue_to_whoever_can_thank(client, cast, adoption):
    address = f"/contribution/places/{cast.ridgeway.pk}"

    pages = {key: cast.sign_in(client, key).get(address).content.decode() for key in ("marian", "tom", "jo")}
    at_school = cast.sign_in(client, "dev").get(f"/contribution/places/{cast.fenwick.pk}").content.decode()

    assert "A thank-you is overdue" in at_school
    assert not any("A thank-you is overdue" in page for page in pages.values())


def test_a_person_s_page_says_it_in_words_with_links(client, cast, happenings):
    happenings.tallies["bo"] = [tally(2, url="/practices/"), tally(1, "received", "visit", "visits")]
    cast.sign_in(client, "bo")

    this_year = client.get("/me/contribution", follow=True).content.decode()
    today = client.get("/today").content.decode()

    assert '<a href="/practices/">two practices shared</a>' in this_year
    assert "one visit" in this_year
    assert "No score, no balance, no rank" in this_year
    assert "Two practices shared; one visit." in today


@pytest.mark.parametrize(
    ("who", "whose", "shared", "taken_up"),
    [
        ("dev", "dev", "/practices/?whose=mine&stage=every", ""),
        ("jo", "dev", "", ""),
        ("dev", "fenwick", "/practices/?whose=school&stage=every", "/practices/focus/{fenwick}"),
        ("ruth", "hartwood", "/practices/?whose=school&stage=every", None),
        ("tom", "hartwood", "/practices/?whose=trust&stage=every", None),
        ("tom", "fenwick", "", "/practices/focus/{fenwick}"),
        ("helen", "fenwick", "", ""),
    ],
)
def test_what_is_counted_leads_to_the_list_it_stands_in_where_the_reader_has_one(
    cast, fluency, who, whose, shared, taken_up
):
    PracticeFactory(
        home=cast.fenwick, made_by=cast.dev.user, authors=[cast.dev.user], audience=Audience.PUBLIC
    )
    type(fluency).objects.filter(pk=fluency.pk).update(audience=Audience.PUBLIC)
    AdoptionFactory(practice=fluency, organisation=cast.fenwick, adopted_by=cast.dev.user)
    thing = getattr(cast, whose)
    about = (
        Contributor("people.user", thing.user.pk)
        if whose == "dev"
        else Contributor("schools.organisation", thing.pk)
    )

    found = contribution_of(getattr(cast, who).actor, about, ago(9))

    urls = {one.one: one.url for one in (*found.given, *found.received)}
    assert urls["practice shared"] == shared
    if taken_up is not None:
        assert urls["practice taken up"] == taken_up.format(fenwick=cast.fenwick.pk)


def test_one_side_may_be_empty(client, cast, happenings):
    cast.sign_in(client, "bo")

    happenings.tallies["bo"] = [tally(2)]
    given = client.get("/me/contribution", follow=True).content.decode()
    happenings.tallies["bo"] = [tally(1, "received", url="/x")]
    received = client.get("/me/contribution", follow=True).content.decode()

    assert given.index("two practices shared") < given.index("Nothing in this time.")
    assert received.index("Nothing in this time.") < received.index('<a href="/x">one practice shared</a>')


def test_a_school_s_page_says_it_too_where_there_is_something(client, cast, fluency):
    address = f"/schools/organisations/{cast.southern_hub.pk}"
    nothing = cast.sign_in(client, "graham").get(address).content.decode()
    ThanksFactory(
        practice=fluency, organisation=cast.southern_hub, said_by=cast.jo.user, said_at=timezone.now()
    )

    something = cast.sign_in(client, "jo").get(address).content.decode()

    assert "What has it given and received?" not in nothing
    assert "One thank-you said." in something
    assert f"/contribution/places/{cast.southern_hub.pk}" in something


def test_words_of_thanks_are_part_of_a_person_s_data_and_stay_without_their_name(cast, fluency):
    thanks = ThanksFactory(practice=fluency, said_by=cast.bo.user, words="Thank you!")

    data = EXPORTERS["reading"](cast.bo.user.pk)
    ERASERS["reading"](cast.bo.user.pk)

    thanks.refresh_from_db()
    assert data == [{"thanked_for": "Ten minutes of fluency", "in_the_words": "Thank you!"}]
    assert (thanks.said_by, thanks.words) == (None, "Thank you!")


def test_a_first_gift_is_told_soon_and_what_is_counted_for_a_while(cast, monkeypatch):
    monkeypatch.setattr(places, "SECONDS_NOTHING", 0)

    def count():
        return places.told(cast.amina.actor, Contributor("people.user", cast.amina.user.pk))["contribution"]

    nothing = count()
    PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, authors=[cast.amina.user])
    first = count()
    PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, authors=[cast.amina.user])

    assert nothing.is_empty
    assert first.sentence == count().sentence == "One practice shared."
