"""What is kept about one person: given to them, and erased for good."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from tests.factories.people import InterestFactory, InvitationFactory, RoleFactory, UserFactory

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.errors import Refused
from weald.core.models import Entry, Identity
from weald.core.permissions import SYSTEM
from weald.core.registry import ERASERS, EXPORTERS
from weald.people.domain.accounts import choose_digest, make_accounts, rename
from weald.people.domain.invitations import invite
from weald.people.domain.joining import map_domain
from weald.people.domain.own_data import NAMELESS, erase, export_of
from weald.people.enums import Digest, RoleKind
from weald.people.models import EmailDomain, Interest, Invitation, JoinRequest, Role, User
from weald.people.queries.actor import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(cast):
    """Tom, who has left a trace of every kind."""
    tom = cast.tom.user
    rename(tom, "Thomas Ashby", by=cast.tom.actor)
    choose_digest(tom, Digest.NEVER, by=cast.tom.actor)
    InterestFactory(person=tom, kind="family", detail="a cousin at Larkrise")
    InvitationFactory(organisation=cast.fenwick, email=tom.email)
    invite(
        email="new@aldervale.example",
        organisation=cast.alder_vale,
        role=RoleKind.TEACHER,
        by=cast.tom.actor,
        link_to=str,
    )
    map_domain(cast.alder_vale, "aldervale.example", by=cast.tom.actor)
    JoinRequest.objects.create(email=tom.email, name="Tom", organisation=cast.alder_vale)
    SocialAccount.objects.create(user=tom, provider="google", uid="1234-there")
    Authenticator.objects.create(user=tom, type=Authenticator.Type.TOTP, data={"secret": "encrypted-thing"})
    session = SessionStore()
    session["_auth_user_id"] = str(tom.pk)
    session.create()
    UserSession.objects.create(
        user=tom, ip="127.0.0.1", user_agent="Browser", session_key=session.session_key
    )
    return User.objects.get(pk=tom.pk)


def test_a_person_is_given_everything_and_no_secret(tom, cast):
    given = export_of(tom, by=cast.tom.actor)

    text = json.dumps(given, ensure_ascii=False)
    assert set(given["parts"]) == set(EXPORTERS)
    for trace in (
        "Thomas Ashby",
        "tom@demo.weald.example",
        "a cousin at Larkrise",
        "headteacher",
        "Fenwick Academy",
        "1234-there",
        "totp",
        "Browser",
        "changed",
    ):
        assert trace in text, trace
    assert "encrypted-thing" not in text
    assert tom.password not in text
    assert Entry.objects.filter(verb=Verb.EXPORTED, target_id=str(tom.pk)).count() == 1


def test_the_export_says_nothing_of_anybody_else(tom, cast):
    InterestFactory(person=cast.owen.user, kind="other", detail="of Owen only")

    given = json.dumps(export_of(tom, by=cast.tom.actor))

    assert "of Owen only" not in given
    assert "new@aldervale.example" not in given


def test_erasing_leaves_no_trace_of_who_it_was(tom, cast):
    email, number = tom.email, tom.pk

    erase(tom, by=cast.tom.actor)

    erased = User.objects.get(pk=number)
    assert (erased.name, erased.is_active) == (NAMELESS, False)
    assert erased.erased_at is not None
    assert not erased.has_usable_password()
    assert email not in str(list(User.objects.values()))
    for model, mine in (
        (EmailAddress, {"user": erased}),
        (SocialAccount, {"user": erased}),
        (Authenticator, {"user": erased}),
        (UserSession, {"user": erased}),
        (Interest, {"person": erased}),
        (Role, {"person": erased}),
        (Invitation, {"email": email}),
        (JoinRequest, {"email": email}),
        (Identity, {"person_id": number}),
        (Invitation, {"invited_by": erased}),
        (EmailDomain, {"mapped_by": erased}),
    ):
        assert not model.objects.filter(**mine).exists(), model
    assert not Session.objects.exists()
    assert not actor_for(erased).is_known


def test_erasing_keeps_what_was_made_and_the_ledger_still_verifies(tom, cast):
    before = Entry.objects.count()
    known = verify_ledger().identities_erased

    erase(tom, by=cast.tom.actor)

    assert Invitation.objects.get().email == "new@aldervale.example"
    verification = verify_ledger()
    assert verification.is_sound
    assert verification.entries == before + 2
    assert verification.identities_erased > known
    assert Entry.objects.filter(verb=Verb.ENDED_ROLE, place_id=cast.alder_vale.pk).count() == 1
    assert Entry.objects.filter(verb=Verb.ERASED, target_id=str(tom.pk)).count() == 1


def test_others_identities_stay(tom, cast):
    rename(cast.owen.user, "Owen P.", by=cast.owen.actor)

    erase(tom, by=cast.tom.actor)

    assert Identity.objects.get().person_id == cast.owen.user.pk


def test_a_person_is_erased_only_at_their_own_wish_or_by_whoever_runs_the_server(cast):
    with pytest.raises(Refused, match="at their own wish"):
        erase(cast.tom.user, by=cast.graham.actor)
    with pytest.raises(Refused, match="given to that person"):
        export_of(cast.tom.user, by=cast.jo.actor)

    erase(cast.tom.user, by=SYSTEM)

    assert not User.objects.get(pk=cast.tom.user.pk).is_active


def test_every_app_that_keeps_something_is_asked_to_forget(cast, monkeypatch):
    asked = []
    monkeypatch.setitem(ERASERS, "another app", lambda person_id: asked.append(person_id) or 0)

    erase(cast.tom.user, by=cast.tom.actor)

    assert asked == [cast.tom.user.pk]


def test_two_can_be_erased_and_the_address_used_anew(cast):
    address = cast.tom.user.email
    for persona in (cast.tom, cast.owen):
        erase(persona.user, by=persona.actor)

    assert UserFactory(email=address).is_active


def test_a_role_of_today_is_erased_too(cast):
    role = RoleFactory(person=cast.bo.user, period=("2026-01-01", None))

    erase(cast.bo.user, by=cast.bo.forget().actor)

    assert not Role.objects.filter(pk=role.pk).exists()


def test_many_accounts_are_made_at_once_and_can_be_found_by_any_case():
    made = make_accounts([("A@One.example", "A"), ("b@one.example", "B")])

    assert [user.email for user in made] == ["a@one.example", "b@one.example"]
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 2
    assert not made[0].has_usable_password()
    assert User.objects.get_by_natural_key("A@ONE.example") == made[0]
    assert User.objects.create_user("C@One.example", None, name="C").email == "c@one.example"


def test_the_database_refuses_two_accounts_that_differ_by_case():
    UserFactory(email="same@one.example")

    with pytest.raises(Exception, match="user_email_any_case"):
        User.objects.bulk_create([User(email="SAME@one.example", name="Other")])


def test_the_ledger_of_a_person_names_the_places(tom, cast):
    acts = export_of(tom, by=cast.tom.actor)["parts"]["ledger"]

    assert "Alder Vale Primary" in {act["organisation"] for act in acts}
