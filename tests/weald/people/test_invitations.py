"""Inviting, accepting, withdrawing."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.people import InvitationFactory, UserFactory

from weald.core.enums import Verb
from weald.core.errors import Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.people.domain.admission import Visitor, admit
from weald.people.domain.invitations import (
    accept,
    accept_as_newcomer,
    invite,
    resend,
    withdraw,
)
from weald.people.enums import RoleKind
from weald.people.models import Invitation, Role, User
from weald.people.queries.actor import actor_for
from weald.people.queries.invitations import (
    led_by,
    open_invitation_by,
    open_invitations_to,
    token_digest,
)

pytestmark = pytest.mark.django_db


def link_to(token):
    return f"https://weald.example/invitation/{token}"


@pytest.fixture
def invited(cast, django_capture_on_commit_callbacks, mailoutbox):
    """Invite somebody as the named person, and give the invitation and the token in the letter."""

    def go(
        by="tom", email="New.Teacher@AlderVale.example", role=RoleKind.TEACHER, place="alder_vale", **more
    ):
        with django_capture_on_commit_callbacks(execute=True):
            made = invite(
                email=email,
                organisation=getattr(cast, place),
                role=role,
                by=getattr(cast, by).actor,
                link_to=link_to,
                **more,
            )
        return made, re.search(r"/invitation/(\S+)", mailoutbox[-1].body)[1]

    return go


def test_an_invitation_goes_to_one_address_and_only_its_hash_is_kept(invited, mailoutbox):
    invitation, token = invited(name="Robin Marsh")

    assert invitation.email == "new.teacher@aldervale.example"
    assert mailoutbox[0].to == ["new.teacher@aldervale.example"]
    assert "Hello Robin Marsh" in mailoutbox[0].body
    assert "Tom Ashby invites you" in mailoutbox[0].body
    assert invitation.token_hash == token_digest(token)
    assert token not in str(Invitation.objects.values().get())
    assert len(token) >= 43
    assert str(invitation) == f"invitation to {invitation.organisation_id} as teacher"


def test_inviting_is_written_down(invited, cast):
    invitation, _ = invited()

    entry = Entry.objects.get(verb=Verb.INVITED)
    assert (entry.target_id, entry.place_id) == (str(invitation.pk), cast.alder_vale.pk)
    assert entry.payload == {"role": "teacher", "again": False}


def test_a_newcomer_accepts_with_the_link_once(invited, cast):
    invitation, token = invited()

    person = accept_as_newcomer(open_invitation_by(token), name="Robin Marsh", password="larch rowan hazel")

    assert person.email == invitation.email
    assert person.emailaddress_set.get().verified
    assert actor_for(person).holds(RoleKind.TEACHER, at=frozenset({cast.alder_vale.pk}))
    assert open_invitation_by(token) is None
    with pytest.raises(WealdError, match="no longer open"):
        accept_as_newcomer(invitation, name="Again", password="larch rowan hazel")
    assert Entry.objects.filter(verb=Verb.JOINED).count() == 1


def test_somebody_with_an_account_accepts_signed_in(invited, cast):
    _, token = invited(by="sian", email=cast.bo.user.email, place="larkrise")

    role = accept(open_invitation_by(token), person=cast.bo.user)

    assert role.organisation == cast.larkrise
    assert Invitation.objects.get().accepted_by == cast.bo.user


def test_an_invitation_is_not_accepted_by_another_address(invited, cast):
    _, token = invited()

    with pytest.raises(Refused, match="signed in with another one"):
        accept(open_invitation_by(token), person=cast.bo.user)


def test_an_account_is_not_made_twice_for_an_address(invited, cast):
    _, token = invited(email=cast.bo.user.email)

    with pytest.raises(Refused, match="This address has one"):
        accept_as_newcomer(open_invitation_by(token), name="Other", password="larch rowan hazel")


def test_a_role_that_cannot_be_combined_leaves_the_invitation_open(invited, cast):
    _, token = invited(by="jo", email=cast.helen.user.email, role=RoleKind.ANALYST, place="inspectorate")

    with pytest.raises(Refused, match="external reader"):
        accept(open_invitation_by(token), person=cast.helen.user)

    Invitation.objects.get().refresh_from_db()
    assert Invitation.objects.get().is_open


@pytest.mark.parametrize(
    ("ago", "change", "standing"),
    [
        (1, {}, "waiting"),
        (-1, {}, "run out"),
        (1, {"withdrawn_at": timezone.now()}, "withdrawn"),
        (1, {"accepted_at": timezone.now()}, "accepted"),
    ],
)
def test_only_a_standing_invitation_opens_anything(ago, change, standing):
    invitation = InvitationFactory(
        token_hash=token_digest("t"), expires_at=timezone.now() + timedelta(minutes=ago), **change
    )

    assert invitation.standing == standing
    assert (open_invitation_by("t") is not None) is (standing == "waiting")
    assert open_invitations_to(invitation.email).exists() is (standing == "waiting")


def test_inviting_again_sends_a_new_link_and_the_old_one_stops(invited):
    _, first = invited()

    again, second = invited()

    assert Invitation.objects.count() == 1
    assert open_invitation_by(first) is None
    assert open_invitation_by(second) == again
    assert Entry.objects.filter(verb=Verb.INVITED).count() == 2


def test_an_invitation_that_ran_out_can_be_sent_again(cast, mailoutbox, django_capture_on_commit_callbacks):
    old = InvitationFactory(organisation=cast.alder_vale, expires_at=timezone.now() - timedelta(days=1))

    with django_capture_on_commit_callbacks(execute=True):
        renewed = resend(old, by=cast.tom.actor, link_to=link_to)

    assert renewed.pk == old.pk
    assert renewed.is_open
    assert len(mailoutbox) == 1


def test_a_withdrawn_invitation_opens_nothing_and_is_not_sent_again(invited, cast):
    invitation, token = invited()

    withdraw(invitation, by=cast.graham.actor)

    assert open_invitation_by(token) is None
    invitation.refresh_from_db()
    with pytest.raises(WealdError, match="This one was withdrawn"):
        resend(invitation, by=cast.tom.actor, link_to=link_to)
    with pytest.raises(WealdError, match="This one was withdrawn"):
        withdraw(invitation, by=cast.tom.actor)


def test_only_who_may_give_the_role_withdraws_it(invited, cast):
    invitation, _ = invited()

    with pytest.raises(Refused):
        withdraw(invitation, by=cast.owen.actor)


def test_the_inviter_learns_nothing_about_the_address(invited, cast, mailoutbox):
    known, _ = invited(email=cast.dev.user.email)
    unknown, _ = invited(email="nobody-has-this@aldervale.example")

    assert mailoutbox[0].body.split("/invitation/")[0] == mailoutbox[1].body.split("/invitation/")[0]
    assert known.standing == unknown.standing


def test_a_role_is_not_offered_to_oneself(cast):
    with pytest.raises(Refused, match="Nobody gives a role to themself"):
        invite(
            email="GRAHAM@demo.weald.example",
            organisation=cast.hartwood,
            role=RoleKind.TRUSTEE,
            by=cast.graham.actor,
            link_to=link_to,
        )


def test_leaders_see_the_invitations_of_the_places_they_lead(cast):
    ours = InvitationFactory(organisation=cast.alder_vale)
    theirs = InvitationFactory(organisation=cast.fenwick)

    def seen(who):
        return set(visible(Invitation.objects.all(), getattr(cast, who).actor))

    assert seen("tom") == seen("graham") == {ours}
    assert seen("marian") == {theirs}
    assert seen("jo") == {ours, theirs}
    assert seen("amina") == seen("helen") == seen("nobody") == set()
    assert led_by(cast.jo.actor) is None


def test_admission_names_a_newcomer_from_what_is_known_best(cast):
    for email, name, told, expected in (
        ("a@x.example", "Invited Name", "Told Name", "Invited Name"),
        ("b@x.example", "", "Told Name", "Told Name"),
        ("c@x.example", "", "", "c"),
    ):
        InvitationFactory(email=email, name=name)
        admitted = admit(Visitor(email, is_shown=True, name=told))
        assert admitted.person.name == expected


def test_admission_goes_by_nothing_when_the_link_opens_nothing(cast):
    assert admit(Visitor("a@x.example", is_shown=True), token="wrong") is None
    assert admit(Visitor("a@x.example", is_shown=False), token="") is None


def test_admission_does_not_wake_a_closed_account():
    UserFactory(email="closed@x.example", is_active=False)

    assert admit(Visitor("closed@x.example", is_shown=True)) is None
    assert not Role.objects.exists()
    assert User.objects.count() == 1
