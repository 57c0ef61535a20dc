"""Who may know of what and do what: truth tables over invented actors."""

from dataclasses import replace

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from tests.weald.core.ledgers import ADA

from weald.core.domain.ledger import Act, append_many
from weald.core.enums import Audience, Verb
from weald.core.errors import Refusal, Refused
from weald.core.models import Entry, Job, Share
from weald.core.permissions import (
    NOBODY,
    RULES,
    SYSTEM,
    Actor,
    HeldRole,
    actor_of,
    audience_query,
    ids_once,
    permit,
    refusal,
    rule,
    ruled,
    visible,
    visible_or_404,
)

# Team 10 is in school 1, which is in trust 100 together with school 2; 50, 60 and 70 are elsewhere.
WHOLE_TRUST = frozenset({100, 1, 2, 10})


def working_at(place, *, schools, trusts=WHOLE_TRUST, kind="teacher"):
    return Actor(
        place,
        roles=(HeldRole(kind, place),),
        own=frozenset({place}),
        schools=frozenset(schools),
        trusts=frozenset(trusts),
    )


def reading_for(body):
    return Actor(body, roles=(HeldRole("external_reader", body),), reads_for=frozenset({body}))


ACTORS = {
    "nobody": NOBODY,
    "someone without a role": Actor(9),
    "teacher in the team": working_at(10, schools={10}),
    "head of the school": working_at(1, schools={1, 10}),
    "teacher in the trust's other school": working_at(2, schools={2}),
    "the trust's chief executive": working_at(100, schools=WHOLE_TRUST),
    "teacher elsewhere": working_at(50, schools={50}, trusts={50}),
    "teacher at a named partner": working_at(60, schools={60}, trusts={60}),
    "teacher in a school of a named partner": replace(
        working_at(61, schools={61}, trusts={60, 61}), above=frozenset({60})
    ),
    "reader it was released to": reading_for(70),
    "reader of something else": reading_for(80),
}
EVERY = {"team", "school", "trust", "partners", "sector", "public"}
SEES = {
    "nobody": {"public"},
    "someone without a role": {"public"},
    "teacher in the team": EVERY,
    "head of the school": {"school", "trust", "sector", "public"},
    "teacher in the trust's other school": {"trust", "sector", "public"},
    "the trust's chief executive": {"school", "trust", "sector", "public"},
    "teacher elsewhere": {"sector", "public"},
    "teacher at a named partner": {"partners", "sector", "public"},
    "teacher in a school of a named partner": {"partners", "sector", "public"},
    "reader it was released to": {"partners", "public"},
    "reader of something else": {"public"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ACTORS)
def test_audience_reaches_whom_it_names_and_nobody_else(who):
    acts = [Act(Verb.SHARED, "test.thing", level, place_id=10, audience=level) for level in Audience]
    shared = append_many(acts)
    for entry in shared:
        if entry.audience == Audience.PARTNERS:
            for organisation in (60, 70):
                Share.objects.create(target_label="core.entry", target_id=str(entry.pk),
                                     organisation_id=organisation, shared_by_id=1)  # fmt: skip
            Share.objects.create(target_label="other.thing", target_id=str(entry.pk),
                                 organisation_id=80, shared_by_id=1)  # fmt: skip

    query = audience_query(ACTORS[who], home="place_id", label="core.entry")

    assert set(Entry.objects.filter(query).values_list("audience", flat=True)) == SEES[who]


@pytest.mark.django_db
def test_audience_is_decided_in_one_query(django_assert_num_queries):
    append_many([Act(Verb.SHARED, "test.thing", "1", place_id=10, audience=Audience.TRUST)] * 3)

    with django_assert_num_queries(1):
        found = list(
            Entry.objects.filter(audience_query(ACTORS["head of the school"], home="place_id", label="x"))
        )

    assert len(found) == 3


@pytest.mark.django_db
def test_share_says_what_it_shares_with_whom():
    share = Share(target_label="core.entry", target_id="7", organisation_id=60)

    assert str(share) == "core.entry 7 with 60"


JOB_WATCHERS = {
    "requester": (ADA, True),
    "someone else": (Actor(2), False),
    "steward": (Actor(3, roles=(HeldRole("steward", 5),)), True),
    "nobody": (NOBODY, False),
    "command line": (SYSTEM, True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", JOB_WATCHERS)
def test_job_is_seen_by_who_asked_for_it_and_by_stewards(who):
    actor, may_see = JOB_WATCHERS[who]
    job = Job.objects.create(kind="test", title="Import", requested_by_id=ADA.person_id)
    Job.objects.create(kind="test", title="Nobody's", requested_by_id=None)

    seen = visible(Job.objects.filter(pk=job.pk), actor)

    assert seen.exists() == may_see


@pytest.mark.django_db
def test_what_you_may_not_know_of_is_not_there():
    job = Job.objects.create(kind="test", title="Import", requested_by_id=1)

    assert visible_or_404(Job.objects.filter(pk=job.pk), ADA) == job
    with pytest.raises(Http404):
        visible_or_404(Job.objects.filter(pk=job.pk), Actor(2))


@pytest.mark.django_db
def test_model_without_a_visibility_query_shows_nothing_even_to_the_server():
    Share.objects.create(target_label="a.b", target_id="1", organisation_id=1, shared_by_id=1)

    assert not visible(Share.objects.all(), SYSTEM).exists()


@pytest.mark.parametrize(
    ("actor", "is_known", "is_member"),
    [
        (NOBODY, False, False),
        (SYSTEM, False, False),
        (Actor(1), True, False),
        (Actor(1, roles=(HeldRole("external_reader", 1),)), True, False),
        (Actor(1, roles=(HeldRole("external_reader", 1), HeldRole("governor", 2))), True, True),
    ],
)
def test_member_is_whoever_works_in_the_sector(actor, is_known, is_member):
    assert (actor.is_known, actor.is_member) == (is_known, is_member)


@pytest.mark.parametrize(
    ("kinds", "at", "holds"),
    [
        (("teacher",), None, True),
        (("headteacher", "teacher"), None, True),
        (("headteacher",), None, False),
        (("teacher",), frozenset({5}), True),
        (("teacher",), frozenset({6}), False),
        (("teacher",), frozenset(), False),
    ],
)
def test_role_is_held_of_a_kind_and_at_a_place(kinds, at, holds):
    assert ADA.holds(*kinds, at=at) == holds


@pytest.fixture
def teachers_only():
    @rule("test.teachers_only", "Teachers may teach.")
    def decide(actor, thing=None):
        return (
            None
            if actor.holds("teacher")
            else Refusal("Only teachers teach.", f"You do not, {thing}.", "Learn.")
        )

    yield decide
    del RULES["test.teachers_only"]


@pytest.mark.usefixtures("teachers_only")
def test_rule_refuses_with_the_reason():
    assert refusal("test.teachers_only", ADA) is None
    assert str(refusal("test.teachers_only", NOBODY, "Ben")) == "Only teachers teach. You do not, Ben. Learn."


@pytest.mark.usefixtures("teachers_only")
def test_domain_asks_the_same_rule():
    permit("test.teachers_only", ADA)

    with pytest.raises(Refused, match="Only teachers teach"):
        permit("test.teachers_only", NOBODY)


@pytest.mark.usefixtures("teachers_only")
def test_rule_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        rule("test.teachers_only", "Again.")(lambda actor, thing: None)


def test_unknown_rule_is_an_error_not_a_permission():
    with pytest.raises(KeyError):
        permit("test.no_such_rule", SYSTEM)


def asking(actor):
    request = RequestFactory().get("/lesson")
    request.actor = actor
    return request


@pytest.mark.usefixtures("teachers_only")
def test_view_gets_what_its_loader_found_in_place_of_the_address():
    @ruled("test.teachers_only", load=lambda request, number: f"lesson {number}")
    def show(request, lesson):
        return HttpResponse(lesson)

    assert show(asking(ADA), number=4).content == b"lesson 4"
    assert show.rule == "test.teachers_only"


@pytest.mark.usefixtures("teachers_only")
def test_view_without_a_loader_gets_the_address():
    @ruled("test.teachers_only")
    def show(request, number):
        return HttpResponse(f"{number}")

    assert show(asking(ADA), number=4).content == b"4"


@pytest.mark.usefixtures("teachers_only")
def test_loader_hides_before_the_rule_explains():
    def load(request):
        raise Http404

    @ruled("test.teachers_only", load=load)
    def show(request, lesson):
        raise AssertionError(lesson)

    with pytest.raises(Http404):
        show(asking(NOBODY))


@pytest.mark.usefixtures("teachers_only")
def test_known_actor_reads_the_reason_and_a_stranger_may_sign_in():
    @ruled("test.teachers_only")
    def show(request):
        raise AssertionError

    with pytest.raises(Refused):
        show(asking(Actor(3)))
    assert show(asking(NOBODY)).status_code == 302


def test_request_without_an_actor_is_nobody_s():
    assert actor_of(RequestFactory().get("/")) is NOBODY


@pytest.mark.parametrize(
    ("mode", "is_open"), [("demo", True), ("development", True), ("test", True), ("production", False)]
)
def test_component_page_is_closed_in_production(settings, mode, is_open):
    settings.WEALD_MODE = mode

    assert (refusal("core.developer", NOBODY) is None) == is_open


def test_own_pages_are_for_whoever_is_signed_in():
    assert refusal("core.signed_in", ADA) is None
    assert refusal("core.signed_in", NOBODY).finding == "You are not signed in."
    assert refusal("core.anyone", NOBODY) is None


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [Actor(9), NOBODY], ids=["somebody", "nobody"])
def test_ids_once_are_those_of_the_query_at_the_time_they_are_asked_for(actor):
    jobs = [Job.objects.create(kind="test", title=title) for title in ("one", "two", "three")]
    ids = ids_once("ones", actor, lambda: Job.objects.filter(title="one").order_by("title"))
    again = ids_once("ones", actor, lambda: Job.objects.filter(title="one"))

    before = list(Job.objects.filter(pk__in=ids))
    Job.objects.filter(pk=jobs[2].pk).update(title="one")

    assert before == jobs[:1]
    assert set(Job.objects.filter(pk__in=again)) == {jobs[0], jobs[2]}


def test_ids_once_are_put_into_sql_for_one_person_alone():
    asked = []

    def ones():
        asked.append("ones")
        return Job.objects.filter(title="one")

    ada = Actor(9)
    for actor in (ada, ada, replace(ada, own=frozenset({1})), NOBODY, NOBODY):
        ids_once("ones", actor, ones)

    assert len(asked) == 4
    assert ada == Actor(9)


@pytest.mark.django_db
def test_ids_once_of_nothing_are_none():
    assert not Job.objects.filter(pk__in=ids_once("none", Actor(9), Job.objects.none)).exists()
