"""Whoever reported something and goes back to it reads that they did, and not a word of the thing itself."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.factories.communities import CommunityFactory, EnrolmentFactory, PostFactory, ThreadFactory
from tests.factories.people import ConcernFactory
from tests.factories.practices import PracticeFactory
from tests.personas import make_cast

from weald.people.domain.concerns import look, report
from weald.people.enums import ConcernKind, ConcernOutcome
from weald.people.queries.concerns import concern_news

pytestmark = pytest.mark.django_db
PRACTICE, POST = "practices.practice", "communities.post"
SECRET = "Robin Q. counts"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def practice(cast):
    return PracticeFactory(title=SECRET, made_by=cast.amina.user, home=cast.alder_vale)


@pytest.fixture
def post(cast):
    """The one that begins a thread of Amina's, read by Dev and Owen."""
    group = CommunityFactory()
    for key in ("amina", "dev", "owen"):
        EnrolmentFactory(community=group, person=getattr(cast, key).user)
    thread = ThreadFactory(community=group, title=SECRET, started_by=cast.amina.user)
    return PostFactory(thread=thread, written_by=cast.amina.user, organisation=cast.alder_vale, text=SECRET)


def reported(label, thing, by):
    return report(label, str(thing.pk), kind=ConcernKind.PUPIL, text="In the title.", by=by.actor)


def said_of(concern, what):
    when = date_format(timezone.localtime(concern.raised_at), "j F Y, H:i")
    return f"You reported this {what} on {when}, and it is being looked at."


def addresses_of(practice):
    names = ("practices:practice", "practices:history", "practices:ask")
    return [reverse(name, args=[practice.pk]) for name in names] + [
        reverse("people:report", args=[PRACTICE, practice.pk])
    ]


def test_news_of_a_report_are_for_authors_until_it_is_decided_and_then_for_who_reported(cast, practice):
    began = timezone.now()
    concern = reported(PRACTICE, practice, cast.dev)

    before = {
        key: [one.key for one in concern_news(getattr(cast, key).actor, began)] for key in ("amina", "dev")
    }
    look(concern, ConcernOutcome.KEPT, because="It names nobody.", by=cast.jo.actor)
    after = [one.key for one in concern_news(cast.dev.actor, began)]

    assert before == {"amina": [f"people.concern:{concern.pk}"], "dev": []}
    assert after == [f"people.concern:{concern.pk}:outcome"]


def test_whoever_reported_a_practice_reads_that_they_did_and_others_read_nothing(client, cast, practice):
    concern = reported(PRACTICE, practice, cast.dev)
    said = said_of(concern, "practice")

    for address in addresses_of(practice):
        to_reporter = cast.sign_in(client, "dev").get(address)
        to_another = cast.sign_in(client, "marian").get(address)

        assert (to_reporter.status_code, to_another.status_code) == (404, 404)
        assert said in to_reporter.content.decode()
        assert "Today will tell you" in to_reporter.content.decode()
        assert SECRET not in to_reporter.content.decode()
        assert "reported" not in to_another.content.decode()


def test_a_program_is_told_the_same(client, cast, practice):
    concern = reported(PRACTICE, practice, cast.dev)
    address = reverse("practices:practice", args=[practice.pk])

    answer = cast.sign_in(client, "dev").get(address, headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json()["finding"] == said_of(concern, "practice")


def test_it_is_said_neither_after_the_decision_nor_of_what_others_reported(client, cast, practice):
    reported(PRACTICE, PracticeFactory(title="Another"), cast.dev)
    ConcernFactory(target_id=str(practice.pk), raised_by=None, home=cast.alder_vale, hides=False)
    concern = reported(PRACTICE, practice, cast.marian)
    address = reverse("practices:practice", args=[practice.pk])
    to_dev = cast.sign_in(client, "dev").get(address)
    client.logout()
    to_nobody = client.get(address)
    look(concern, ConcernOutcome.TAKEN_DOWN, because="A pupil.", by=cast.tom.actor)
    after = cast.sign_in(client, "marian").get(address)

    assert [one.status_code for one in (to_dev, to_nobody, after)] == [404, 404, 404]
    assert all("You reported" not in one.content.decode() for one in (to_dev, to_nobody, after))


def test_whoever_reported_a_post_reads_it_at_the_post_and_at_the_thread_hidden_with_it(client, cast, post):
    concern = reported(POST, post, cast.dev)
    addresses = [
        reverse("communities:post", args=[post.pk]),
        reverse("communities:thread", args=[post.thread_id]),
        reverse("people:report", args=[POST, post.pk]),
    ]

    to_reporter = [cast.sign_in(client, "dev").get(address) for address in addresses]
    to_another = [cast.sign_in(client, "owen").get(address) for address in addresses]

    assert [one.status_code for one in to_reporter + to_another] == [404] * 6
    assert all(said_of(concern, "post") in one.content.decode() for one in to_reporter)
    assert all(SECRET not in one.content.decode() for one in to_reporter)
    assert all("You reported" not in one.content.decode() for one in to_another)


def test_reporting_leads_to_a_page_that_ones_own_page_links_to(client, cast, practice):
    mine, none_yet = reverse("people:me"), cast.sign_in(client, "marian").get(reverse("people:me"))
    cast.sign_in(client, "dev")
    done = client.post(reverse("people:report", args=[PRACTICE, practice.pk]), {"kind": "pupil"}, follow=True)
    (address, _) = done.redirect_chain[-1]
    waiting = client.get(mine).content.decode()
    concern = done.context["concern"]
    look(concern, ConcernOutcome.KEPT, because="A teacher.", by=cast.tom.actor)
    decided = client.get(mine).content.decode()

    assert address == reverse("people:concern", args=[concern.pk])
    assert "It is hidden now" in done.content.decode()
    assert said_of(concern, "practice") in done.content.decode()
    assert SECRET not in done.content.decode()
    assert address in waiting
    assert "being looked at" in waiting
    assert SECRET not in waiting
    assert "being looked at" not in decided
    assert "it stays" in decided
    assert "What you reported" not in none_yet.content.decode()


@pytest.mark.parametrize(("who", "word"), [("dev", "Today"), (None, "Start")])
def test_what_is_not_here_leads_back_by_the_word_of_the_menu(client, cast, who, word):
    if who:
        cast.sign_in(client, who)

    crumbs = client.get("/practices/999999").content.decode().split("The way here")[1].split("</nav>")[0]

    assert f'<a href="/"><bdi>{word}</bdi></a>' in crumbs
