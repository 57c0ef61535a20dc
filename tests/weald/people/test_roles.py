"""Taking up roles and ending them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories.people import HomeFactory, RoleFactory, UserFactory
from tests.personas import long_ago

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import SYSTEM
from weald.people.domain.roles import end_role, give_role, take_up
from weald.people.enums import RoleKind
from weald.people.models import Role
from weald.people.queries.actor import actor_for
from weald.people.queries.roles import held_on, roles_of
from weald.schools.enums import Kind

pytestmark = pytest.mark.django_db


def test_giving_a_role_begins_today_and_is_written_down(cast):
    role = give_role(cast.bo.user, cast.alder_vale, RoleKind.TEACHER, by=cast.tom.actor)

    assert role.began_on == timezone.localdate()
    assert role.ended_on is None
    assert role.is_held
    entry = Entry.objects.get(verb=Verb.TOOK_ROLE)
    assert (entry.place_id, entry.payload) == (cast.alder_vale.pk, {"role": "teacher"})
    assert cast.alder_vale.pk in actor_for(cast.bo.user).own


def test_a_role_may_have_a_last_day_and_a_subject(cast):
    today = timezone.localdate()

    role = give_role(
        cast.bo.user,
        cast.alder_vale,
        RoleKind.SUBJECT_LEAD,
        by=cast.tom.actor,
        subject="history",
        from_on=today - timedelta(days=3),
        until_on=today + timedelta(days=3),
    )

    assert (role.subject, role.ended_on) == ("history", today + timedelta(days=3))


def test_nobody_gives_a_role_to_themself(cast):
    with pytest.raises(Refused, match="Nobody gives a role to themself"):
        give_role(cast.graham.user, cast.alder_vale, RoleKind.HEADTEACHER, by=cast.graham.actor)

    assert not Entry.objects.filter(verb=Verb.TOOK_ROLE).exists()


def test_whoever_runs_the_server_may_give_the_first_role(cast):
    role = give_role(cast.bo.user, cast.southern_hub, RoleKind.STEWARD, by=SYSTEM)

    assert role.person == cast.bo.user


def test_a_role_is_held_once_at_a_time(cast):
    with pytest.raises(Conflict, match="already headteacher"):
        take_up(cast.tom.user, cast.alder_vale, RoleKind.HEADTEACHER, by=cast.ruth.actor)


def test_a_role_lasts_at_least_a_day(cast):
    today = timezone.localdate()

    with pytest.raises(WealdError, match="at least a day"):
        take_up(cast.bo.user, cast.alder_vale, RoleKind.TEACHER, by=SYSTEM, from_on=today, until_on=today)


def test_an_external_reader_takes_no_working_role_at_the_same_body(cast):
    with pytest.raises(Refused, match="must not work for the same organisation"):
        give_role(cast.helen.user, cast.inspectorate, RoleKind.ANALYST, by=cast.jo.actor)


def test_who_works_at_a_body_does_not_read_for_it(cast):
    body = HomeFactory(kind=Kind.OTHER, name="Regional office")
    analyst = RoleFactory(organisation=body, kind=RoleKind.ANALYST).person

    with pytest.raises(Refused, match="already analyst at Regional office"):
        give_role(analyst, body, RoleKind.EXTERNAL_READER, by=cast.jo.actor)


def test_a_reader_may_work_elsewhere(cast):
    role = give_role(cast.helen.user, cast.larkrise, RoleKind.GOVERNOR, by=cast.sian.actor)

    assert role.kind == RoleKind.GOVERNOR


def test_a_future_role_counts_against_a_combination(cast):
    body = HomeFactory(kind=Kind.OTHER, name="Regional office")
    start = timezone.localdate() + timedelta(days=30)
    person = RoleFactory(organisation=body, kind=RoleKind.ANALYST, period=(start, None)).person

    with pytest.raises(Refused):
        give_role(person, body, RoleKind.EXTERNAL_READER, by=cast.jo.actor)


def test_an_ended_role_no_longer_stands_in_the_way(cast):
    body = HomeFactory(kind=Kind.OTHER, name="Regional office")
    person = RoleFactory(organisation=body, kind=RoleKind.ANALYST, period=(long_ago(), long_ago(5))).person

    assert give_role(person, body, RoleKind.EXTERNAL_READER, by=cast.jo.actor)


def test_ending_a_role_takes_effect_at_once_and_keeps_the_history(cast):
    role = Role.objects.get(person=cast.tom.user)

    ended = end_role(role, by=cast.ruth.actor)

    assert ended.ended_on == timezone.localdate()
    assert not ended.is_held
    assert not actor_for(cast.tom.user).roles
    assert roles_of(cast.tom.user.pk).get() == role
    assert Entry.objects.get(verb=Verb.ENDED_ROLE).payload == {"role": "headteacher"}


def test_a_role_may_be_ended_ahead(cast):
    role = Role.objects.get(person=cast.tom.user)
    leaving = timezone.localdate() + timedelta(days=40)

    end_role(role, by=cast.tom.actor, on=leaving)

    assert held_on(Role.objects.filter(pk=role.pk)).exists()
    assert not held_on(Role.objects.filter(pk=role.pk), leaving).exists()


def test_a_role_taken_up_today_by_mistake_leaves_no_trace_but_the_ledgers(cast):
    role = give_role(cast.bo.user, cast.alder_vale, RoleKind.TEACHER, by=cast.tom.actor)

    assert end_role(role, by=cast.tom.actor) is None

    assert not roles_of(cast.bo.user.pk).exists()
    assert Entry.objects.filter(verb=Verb.ENDED_ROLE).count() == 1


def test_a_role_is_ended_once(cast):
    role = Role.objects.get(person=cast.kit.user)

    with pytest.raises(Conflict, match="has not been headteacher since"):
        end_role(role, by=cast.ruth.actor)


def test_somebody_without_reach_cannot_end_a_role(cast):
    with pytest.raises(Refused, match="It is not yours"):
        end_role(Role.objects.get(person=cast.tom.user), by=cast.owen.actor)


def test_the_database_refuses_an_empty_time(cast):
    with pytest.raises(Exception, match="role_not_empty"):
        RoleFactory(period=(date(2026, 1, 1), date(2026, 1, 1)))


def test_a_person_and_a_role_say_who_and_what_they_are():
    role = RoleFactory(person=UserFactory(name="Robin"))

    assert str(role.person) == "Robin"
    assert str(role).startswith(f"{role.person_id} teacher at")
