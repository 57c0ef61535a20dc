"""From a person to the actor: today's roles and how far they reach, at a constant cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.people import HomeFactory, RoleFactory, UserFactory
from tests.personas import long_ago

from weald.core.enums import Audience
from weald.core.models import Share
from weald.core.permissions import NOBODY, audience_query
from weald.people.enums import RoleKind
from weald.people.models import Role
from weald.people.queries.actor import actor_for
from weald.schools.enums import Kind
from weald.schools.models import Organisation, Spell

pytestmark = pytest.mark.django_db


def queries_of(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def within(child, parent, period=None):
    return Spell.objects.create(
        child=child, parent=parent, kind=parent.kind, period=period or (long_ago(), None)
    )


@pytest.mark.parametrize(
    ("who", "own", "schools", "trusts"),
    [
        (
            "graham",
            {"hartwood"},
            {"hartwood", "alder_vale", "quarry_bank"},
            {"hartwood", "alder_vale", "quarry_bank"},
        ),
        ("tom", {"alder_vale"}, {"alder_vale"}, {"hartwood", "alder_vale", "quarry_bank"}),
        ("marian", {"fenwick", "ridgeway"}, {"fenwick", "ridgeway"}, {"fenwick", "ridgeway"}),
        ("sian", {"larkrise"}, {"larkrise"}, {"larkrise"}),
        ("farid", {"wealdshire"}, {"wealdshire"}, {"wealdshire"}),
        ("jo", {"southern_hub"}, {"southern_hub"}, {"southern_hub"}),
        ("helen", set(), set(), set()),
        ("kit", set(), set(), set()),
        ("bo", set(), set(), set()),
        ("nobody", set(), set(), set()),
    ],
)
def test_reach_of_each_person_of_the_story(cast, who, own, schools, trusts):
    actor = getattr(cast, who).actor

    def ids(names):
        return {getattr(cast, name).pk for name in names}

    assert actor.own == ids(own)
    assert actor.schools == ids(schools)
    assert actor.trusts == ids(trusts)


@pytest.mark.parametrize(
    ("who", "above"), [("tom", {"hartwood"}), ("graham", set()), ("sian", set()), ("helen", set())]
)
def test_what_holds_where_somebody_works(cast, who, above):
    assert getattr(cast, who).actor.above == {getattr(cast, name).pk for name in above}


def test_a_team_is_inside_its_school_and_its_people_reach_the_trust(cast):
    team = Organisation.objects.create(kind=Kind.TEAM, name="Year 8 team")
    within(team, cast.quarry_bank)
    member = RoleFactory(organisation=team).person

    assert team.pk in cast.graham.actor.schools
    assert team.pk in cast.owen.actor.schools
    assert actor_for(member).trusts >= {team.pk, cast.quarry_bank.pk, cast.hartwood.pk, cast.alder_vale.pk}
    assert actor_for(member).schools == {team.pk}


def test_a_school_that_left_the_trust_is_no_longer_reached(cast):
    Spell.objects.filter(child=cast.quarry_bank, parent=cast.hartwood).update(
        period=(long_ago(), long_ago(1))
    )

    assert cast.quarry_bank.pk not in cast.graham.actor.schools
    assert cast.quarry_bank.pk not in cast.tom.actor.trusts
    assert cast.hartwood.pk not in cast.owen.actor.trusts


@pytest.mark.parametrize(
    ("begins", "ends", "is_held"),
    [(-10, None, True), (0, None, True), (1, None, False), (-10, 0, False), (-10, 1, True), (-10, -1, False)],
)
def test_a_role_reaches_from_its_first_day_until_it_has_ended(begins, ends, is_held):
    today = timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    role = RoleFactory(period=(today + timedelta(days=begins), until))

    actor = actor_for(role.person)

    assert bool(actor.roles) is is_held
    assert (role.organisation_id in actor.trusts) is is_held


def test_an_external_reader_only_reads_for_a_body(cast):
    helen = cast.helen.actor

    assert helen.reads_for == {cast.inspectorate.pk}
    assert helen.roles[0].kind == RoleKind.EXTERNAL_READER
    assert not helen.is_member
    assert helen.is_known


@pytest.mark.parametrize("audience", Audience.values)
def test_an_external_reader_sees_what_is_released_by_name_and_nothing_else(cast, audience):
    # Whatever is at home anywhere, even in the reader's own body, with every audience there is.
    query = audience_query(cast.helen.actor, home="organisation_id", label="people.role", audience="subject")
    made = [
        RoleFactory(organisation=place, subject=audience)
        for place in (cast.hartwood, cast.alder_vale, cast.inspectorate)
    ]
    released = RoleFactory(organisation=cast.hartwood, subject=audience)
    Share.objects.create(
        target_label="people.role",
        target_id=released.pk,
        organisation_id=cast.inspectorate.pk,
        shared_by_id=1,
    )

    seen = set(Role.objects.filter(query).values_list("pk", flat=True))

    expected = {released.pk} | ({role.pk for role in made} if audience == Audience.PUBLIC else set())
    assert seen & ({role.pk for role in made} | {released.pk}) == expected


def test_nobody_and_the_inactive_are_nobody():
    closed = UserFactory(is_active=False)

    assert actor_for(AnonymousUser()) is NOBODY
    assert actor_for(closed) is NOBODY


def test_the_actor_costs_the_same_however_large_the_trust(cast):
    before = queries_of(lambda: actor_for(cast.graham.user))
    for number in range(12):
        school = HomeFactory(name=f"School {number}")
        within(school, cast.hartwood)
        RoleFactory(person=cast.graham.user, organisation=school)

    after = queries_of(lambda: actor_for(cast.graham.user))

    assert before == after
    assert after <= 7


def test_an_external_reader_costs_one_query_and_nobody_none(cast):
    assert queries_of(lambda: actor_for(cast.helen.user)) == 1
    assert queries_of(lambda: actor_for(AnonymousUser())) == 0


def spells_asked(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return len([one for one in queries if "schools_spell" in one["sql"]])


def test_a_page_works_the_actor_out_once(cast, client):
    cast.sign_in(client, "graham")

    on_the_page = spells_asked(lambda: client.get("/me"))

    assert on_the_page == spells_asked(lambda: actor_for(cast.graham.user))
