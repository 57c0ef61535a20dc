"""Networks enrol by rule: exactly who fits, at once when roles change, and nobody by accident."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from tests.factories.communities import CommunityFactory, EnrolmentFactory, NetworkFactory
from tests.factories.people import RoleFactory, UserFactory
from tests.factories.schools import OrganisationFactory, SchoolDetailsFactory, TrustFactory, stay

from weald.communities.domain.enrolling import enrol_everybody
from weald.communities.domain.joining import leave, set_muted
from weald.communities.enums import CommunityKind, How
from weald.communities.models import Enrolment
from weald.core.models import Entry
from weald.core.permissions import SYSTEM
from weald.people.domain.roles import end_role, give_role, take_up
from weald.people.enums import RoleKind
from weald.schools.enums import Kind, Phase

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def members(community):
    now = Enrolment.objects.filter(community=community, left_on__isnull=True)
    return set(now.values_list("person_id", flat=True))


def primary(phase=Phase.PRIMARY):
    return SchoolDetailsFactory(phase=phase).organisation


def test_each_part_of_a_rule_narrows_whom_it_enrols():
    school, trust = primary(), TrustFactory()
    stay(school, trust)
    fits = RoleFactory(organisation=school, kind=RoleKind.SUBJECT_LEAD, subject="mathematics").person
    RoleFactory(organisation=school, kind=RoleKind.TEACHER, subject="mathematics")
    RoleFactory(organisation=school, kind=RoleKind.SUBJECT_LEAD, subject="english")
    RoleFactory(organisation=primary(Phase.SECONDARY), kind=RoleKind.SUBJECT_LEAD, subject="mathematics")
    RoleFactory(organisation=primary(), kind=RoleKind.SUBJECT_LEAD, subject="mathematics")
    network = NetworkFactory(
        rule_roles=["subject_lead"], rule_subjects=["mathematics"], rule_phases=["primary"], rule_place=trust
    )

    moved = enrol_everybody(by=SYSTEM)

    assert members(network) == {fits.pk}
    assert moved == 1


@pytest.mark.parametrize(
    ("phase", "terms", "is_in"),
    [
        (Phase.ALL_THROUGH, ["primary"], True),
        (Phase.ALL_THROUGH, ["secondary"], True),
        (Phase.MIDDLE_PRIMARY, ["primary", "early_years"], True),
        (Phase.NURSERY, ["primary"], False),
        (Phase.POST_16, ["secondary"], False),
        (Phase.POST_16, ["post_16"], True),
    ],
)
def test_phases_of_the_vocabulary_are_read_in_the_registers_words(phase, terms, is_in):
    person = RoleFactory(organisation=primary(phase)).person
    network = NetworkFactory(rule_phases=terms)

    enrol_everybody(by=SYSTEM)

    assert (person.pk in members(network)) is is_in


def test_a_rule_that_asks_only_for_a_place_takes_everybody_within_it_down_to_teams():
    authority = OrganisationFactory(kind=Kind.LOCAL_AUTHORITY)
    school, team = OrganisationFactory(), OrganisationFactory(kind=Kind.TEAM)
    stay(school, authority)
    stay(team, school)
    here = {RoleFactory(organisation=place).person_id for place in (authority, school, team)}
    RoleFactory()
    RoleFactory(organisation=authority, kind=RoleKind.EXTERNAL_READER)
    network = NetworkFactory(rule_place=authority)

    enrol_everybody(by=SYSTEM)

    assert members(network) == here


def test_nobody_is_enrolled_who_left_is_inactive_or_twice():
    RoleFactory(period=(YESTERDAY - timedelta(days=9), YESTERDAY))
    RoleFactory(person=UserFactory(is_active=False))
    twice = RoleFactory()
    RoleFactory(person=twice.person, kind=RoleKind.GOVERNOR)
    network = NetworkFactory(rule_roles=["teacher", "governor"])
    closed = NetworkFactory(rule_roles=["teacher"], closed_at=timezone.now())

    enrol_everybody(by=SYSTEM)

    assert members(network) == {twice.person_id}
    assert members(closed) == set()


def test_a_second_evaluation_moves_nobody_and_writes_nothing():
    RoleFactory()
    NetworkFactory(rule_roles=["teacher"])
    enrol_everybody(by=SYSTEM)
    entries = Entry.objects.count()

    assert enrol_everybody(by=SYSTEM) == 0
    assert Entry.objects.count() == entries


def test_the_ledger_counts_who_came_and_left_and_names_nobody():
    role = RoleFactory()
    network = NetworkFactory(rule_roles=["teacher"])
    enrol_everybody(by=SYSTEM)
    type(role).objects.filter(pk=role.pk).update(period=(YESTERDAY, timezone.localdate()))

    enrol_everybody(by=SYSTEM)

    entries = Entry.objects.filter(verb="enrolled", target_id=str(network.pk)).order_by("at")
    assert [entry.payload for entry in entries] == [{"came": 1, "left": 0}, {"came": 0, "left": 1}]
    assert members(network) == set()


def test_a_change_of_roles_moves_its_holder_in_the_same_transaction(cast):
    network = NetworkFactory(rule_roles=["subject_lead"], rule_subjects=["science"])
    other = NetworkFactory(rule_roles=["headteacher"])
    person = UserFactory()

    role = give_role(person, cast.alder_vale, RoleKind.SUBJECT_LEAD, by=cast.tom.actor, subject="science")

    assert members(network) == {person.pk}
    assert members(other) == set()  # only who changed is looked at

    end_role(role, by=cast.tom.actor)

    assert members(network) == set()


def test_leaving_a_network_is_muting_and_outlasts_a_change_of_school(cast):
    network = NetworkFactory(rule_roles=["subject_lead"])
    amina = cast.amina
    enrol_everybody(by=SYSTEM)

    leave(network, by=amina.actor)

    assert amina.user.pk in members(network)
    role = amina.user.roles.get(kind=RoleKind.SUBJECT_LEAD)
    end_role(role, by=amina.actor)
    assert amina.user.pk not in members(network)
    take_up(amina.user, cast.fenwick, RoleKind.SUBJECT_LEAD, by=amina.forget().actor)
    again = Enrolment.objects.get(community=network, person=amina.user, left_on__isnull=True)
    assert again.muted_at is not None
    assert set_muted(network, is_muted=False, by=amina.actor).muted_at is None


def test_who_joined_by_themself_stays_when_the_rule_no_longer_fits():
    network = NetworkFactory(rule_roles=["headteacher"])
    guest = EnrolmentFactory(community=network, how=How.JOINED)

    enrol_everybody(by=SYSTEM)

    assert members(network) == {guest.person_id}


def test_a_group_has_no_rule():
    with pytest.raises(IntegrityError, match="community_rule_of_networks"):
        CommunityFactory(kind=CommunityKind.SOFT, rule_roles=["teacher"])
