"""Asking to join, mapping e-mail domains, inviting many from a file."""

import pytest
from tests.factories.people import InvitationFactory

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.people.domain.invite_many import MOST_ROWS, invite_many
from weald.people.domain.joining import agree, ask_to_join, decline, map_domain, unmap_domain
from weald.people.enums import RoleKind
from weald.people.models import EmailDomain, Invitation, JoinRequest

pytestmark = pytest.mark.django_db


def link_to(token):
    return f"https://weald.example/invitation/{token}"


@pytest.fixture
def mapped(cast):
    return map_domain(cast.alder_vale, "@AlderVale.example ", by=cast.tom.actor)


def test_a_domain_is_kept_in_small_letters_and_written_down_once(mapped, cast):
    again = map_domain(cast.alder_vale, "aldervale.example", by=cast.graham.actor)

    assert again == mapped
    assert str(mapped) == "aldervale.example"
    assert Entry.objects.filter(verb=Verb.CHANGED, payload={"what": "domain"}).count() == 1


@pytest.mark.parametrize(
    "domain", ["", "gmail.com", "Outlook.com", "no spaces.example", "localhost", "a@b.example"]
)
def test_a_domain_that_is_nobodys_own_is_refused(cast, domain):
    with pytest.raises(WealdError, match="is not a domain that only its people use"):
        map_domain(cast.alder_vale, domain, by=cast.tom.actor)


def test_a_domain_belongs_to_one_organisation(mapped, cast):
    with pytest.raises(Conflict, match="recorded for Alder Vale Primary"):
        map_domain(cast.larkrise, "aldervale.example", by=cast.sian.actor)


def test_a_domain_is_mapped_and_removed_by_whoever_answers_for_the_place(mapped, cast):
    with pytest.raises(Refused):
        map_domain(cast.alder_vale, "other.example", by=cast.ruth.actor)
    with pytest.raises(Refused):
        unmap_domain(mapped, by=cast.owen.actor)

    unmap_domain(mapped, by=cast.graham.actor)

    assert not EmailDomain.objects.exists()


def test_asking_from_a_mapped_domain_is_noted_once(mapped, cast):
    first = ask_to_join(email="New@AlderVale.example", name="Robin")
    second = ask_to_join(email="new@aldervale.example", name="Robin again")

    assert first == second
    assert (first.organisation, first.name) == (cast.alder_vale, "Robin")
    assert str(first) == f"request to join {cast.alder_vale.pk}"


def test_asking_from_an_unknown_domain_or_a_known_address_notes_nothing(mapped, cast):
    cast.bo.user.email = "bo@aldervale.example"
    cast.bo.user.save()

    assert ask_to_join(email="x@elsewhere.example", name="X") is None
    assert ask_to_join(email="bo@aldervale.example", name="Bo") is None
    assert ask_to_join(email="x@sub.aldervale.example", name="X") is None


def test_agreeing_sends_an_invitation_to_the_address(
    mapped, cast, mailoutbox, django_capture_on_commit_callbacks
):
    wish = ask_to_join(email="new@aldervale.example", name="Robin")

    with django_capture_on_commit_callbacks(execute=True):
        invitation = agree(wish, role=RoleKind.TEACHER, by=cast.tom.actor, link_to=link_to)

    assert mailoutbox[0].to == ["new@aldervale.example"]
    wish.refresh_from_db()
    assert (wish.invitation, wish.decided_by) == (invitation, cast.tom.user)
    with pytest.raises(Conflict, match="decided this one already"):
        decline(wish, by=cast.tom.actor)


def test_agreeing_gives_no_wider_role_than_ones_own(mapped, cast):
    wish = ask_to_join(email="new@aldervale.example", name="Robin")

    with pytest.raises(Refused):
        agree(wish, role=RoleKind.STEWARD, by=cast.tom.actor, link_to=link_to)

    wish.refresh_from_db()
    assert wish.decided_at is None


def test_declining_ends_the_wish_and_it_may_be_made_again(mapped, cast):
    wish = ask_to_join(email="new@aldervale.example", name="Robin")
    with pytest.raises(Refused):
        decline(wish, by=cast.amina.actor)

    decline(wish, by=cast.tom.actor)

    assert not Invitation.objects.exists()
    assert ask_to_join(email="new@aldervale.example", name="Robin") != wish


def write(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "people.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_many_are_invited_and_every_other_row_says_why_not(cast, tmp_path):
    InvitationFactory(organisation=cast.alder_vale, email="again@aldervale.example")
    path = write(
        tmp_path,
        "E-mail;Name;Role\n"
        "Alex@AlderVale.example;Alex Màrsh;teacher\n"
        "again@aldervale.example;;Teacher\n"
        "not an address;Sam;teacher\n"
        "chief@aldervale.example;Kim;chief executive\n"
        "x@aldervale.example;Jo;caretaker\n"
        ";Nobody;teacher\n",
        "cp1252",
    )

    outcomes = invite_many(path, cast.alder_vale, by=cast.tom.actor, link_to=link_to)

    problems = {one.line: one.problem for one in outcomes}
    assert problems[2] == problems[3] == ""
    assert "E-mail is not an e-mail address" in problems[4]
    assert "chief executive is held where it makes sense" in problems[5]
    assert "Role is “caretaker”, which is none of those below" in problems[6]
    assert [one.email for one in outcomes if one.line == 6] == ["x@aldervale.example"]
    assert "E-mail is blank" in problems[7]
    assert Invitation.objects.get(email="alex@aldervale.example").name == "Alex Màrsh"
    assert Invitation.objects.filter(organisation=cast.alder_vale).count() == 2


def test_a_file_without_the_columns_is_refused_whole(cast, tmp_path):
    with pytest.raises(WealdError, match="columns email, name and role"):
        invite_many(write(tmp_path, "a,b\n1,2\n"), cast.alder_vale, by=cast.tom.actor, link_to=link_to)


def test_a_file_of_too_many_is_read_as_far_as_it_goes(cast, tmp_path, monkeypatch):
    assert MOST_ROWS >= 300
    monkeypatch.setattr("weald.people.domain.invite_many.MOST_ROWS", 2)
    rows = "".join(f"p{n}@aldervale.example,P,teacher\n" for n in range(4))

    outcomes = invite_many(
        write(tmp_path, "email,name,role\n" + rows), cast.alder_vale, by=cast.tom.actor, link_to=link_to
    )

    assert [bool(one.problem) for one in outcomes] == [False, False, True]
    assert Invitation.objects.count() == 2


def test_a_request_is_decided_or_open_never_half(cast):
    with pytest.raises(Exception, match="request_invited_when_decided"):
        JoinRequest.objects.create(
            email="a@b.example", organisation=cast.alder_vale, invitation=InvitationFactory()
        )
