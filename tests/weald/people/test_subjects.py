"""What somebody teaches or leads: offered with an invitation, said by themself, followed by networks."""

import pytest
from tests.factories.people import RoleFactory

from weald.core.enums import Verb
from weald.core.errors import Refused
from weald.core.models import Entry
from weald.people.domain.invitations import accept, invite, resend
from weald.people.domain.invite_many import invite_many
from weald.people.domain.joining import agree
from weald.people.domain.roles import say_subject
from weald.people.enums import RoleKind
from weald.people.models import Invitation, JoinRequest, Role

pytestmark = pytest.mark.django_db


def nowhere(token):
    return f"/{token}"


def test_an_invitation_carries_its_subject_to_the_role(cast):
    invitation = invite(
        email=cast.bo.user.email,
        organisation=cast.alder_vale,
        role=RoleKind.SUBJECT_LEAD,
        by=cast.tom.actor,
        link_to=nowhere,
        subject="science",
    )

    role = accept(resend(invitation, by=cast.tom.actor, link_to=nowhere), person=cast.bo.user)

    assert role.subject == "science"


def test_whoever_is_agreed_to_join_gets_the_subject(cast):
    wish = JoinRequest.objects.create(
        email="new@demo.weald.example", name="New", organisation=cast.alder_vale
    )

    agree(wish, role=RoleKind.TEACHER, by=cast.tom.actor, link_to=nowhere, subject="music")

    assert Invitation.objects.get().subject == "music"


def test_a_list_names_subjects_as_people_do(tmp_path, cast):
    path = tmp_path / "people.csv"
    path.write_text(
        "email,name,role,subject\n"
        "a@vale.example,A,teacher,Maths\n"
        "b@vale.example,B,teacher,\n"
        "c@vale.example,C,teacher,Alchemy\n"
    )

    outcomes = invite_many(path, cast.alder_vale, by=cast.tom.actor, link_to=nowhere)

    subjects = dict(Invitation.objects.values_list("email", "subject"))
    assert subjects == {"a@vale.example": "mathematics", "b@vale.example": ""}
    assert [one.line for one in outcomes if "no subject known here" in one.problem] == [4]


def test_somebody_says_what_they_teach_on_their_own_page(client, cast):
    role = Role.objects.get(person=cast.amina.user, kind=RoleKind.TEACHER)
    page = cast.sign_in(client, "amina").get("/me").content.decode()
    assert f"/people/roles/{role.pk}/subject" in page

    shown = client.get(f"/people/roles/{role.pk}/subject").content.decode()
    kept = client.post(f"/people/roles/{role.pk}/subject", {"subject": "music"})

    role.refresh_from_db()
    assert "Music" in shown
    assert (kept.status_code, kept.url, role.subject) == (302, "/me", "music")
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"subject": "music"}).count() == 1


def test_saying_the_same_again_leaves_no_trace(cast):
    role = RoleFactory(person=cast.bo.user, organisation=cast.alder_vale, subject="music")

    say_subject(role, "music", by=cast.bo.actor)

    assert not Entry.objects.filter(verb=Verb.CHANGED).exists()


def test_an_unknown_subject_is_refused_on_the_page(client, cast):
    role = Role.objects.get(person=cast.amina.user, kind=RoleKind.TEACHER)

    refused = cast.sign_in(client, "amina").post(f"/people/roles/{role.pk}/subject", {"subject": "alchemy"})

    assert refused.status_code == 422


def test_nobody_says_it_for_a_colleague(cast):
    role = Role.objects.get(person=cast.tom.user)

    with pytest.raises(Refused, match="not your role"):
        say_subject(role, "music", by=cast.amina.actor)
