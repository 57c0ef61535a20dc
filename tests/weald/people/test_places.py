"""Who works at a place, and the pages of those who lead it."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories.people import (
    PASSWORD,
    HomeFactory,
    InterestFactory,
    InvitationFactory,
    RoleFactory,
    UserFactory,
)

from weald.people.models import EmailDomain, Invitation, JoinRequest, Role, User
from weald.people.queries.interests import academic_year
from weald.people.queries.invitations import token_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast):
    return f"/people/at/{cast.alder_vale.pk}"


def text(answer):
    return answer.content.decode()


def test_colleagues_see_who_works_there_and_leaders_see_more(cast, client, here):
    InterestFactory(person=cast.amina.user, academic_year=academic_year())

    as_amina = text(cast.sign_in(client, "amina").get(here))
    as_tom = text(cast.sign_in(client, "tom").get(here))

    assert "Amina Rahman" in as_amina
    assert "Tom Ashby" in as_amina
    assert "Kit Orme" not in as_amina
    assert "Interests" not in as_amina
    assert "Declared" in as_tom
    assert "Not declared" in as_tom
    assert "Invite somebody" in as_tom


def test_who_has_left_stands_under_before(cast, client, here):
    before = text(cast.sign_in(client, "tom").get(f"{here}?past"))

    assert "Kit Orme" in before
    assert "Amina Rahman" not in before
    assert "Nobody has left yet" in text(client.get(f"/people/at/{cast.quarry_bank.pk}?past"))


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("jo", 200), ("marian", 403), ("helen", 403), ("nobody", 302)]
)
def test_the_directory_is_for_those_who_work_there(cast, client, here, who, status):
    assert cast.sign_in(client, who).get(here).status_code == status


def test_an_organisation_that_is_not_there_is_not_found(cast, client):
    assert cast.sign_in(client, "jo").get("/people/at/999999").status_code == 404


def names(answer):
    return [
        row["name"]
        for row in csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Amina Rahman"), ("-name", "Tom Ashby"), ("role", "Tom Ashby"), ("nonsense", "Amina Rahman")],
)
def test_the_list_is_a_file_in_the_same_order(cast, client, here, sort, first):
    answer = cast.sign_in(client, "graham").get(f"{here}?sort={sort}&format=csv")

    assert names(answer)[0] == first
    assert text(client.get(f"{here}?sort={sort}")).index(first)


def test_a_long_list_has_pages(cast, client, here):
    for number in range(60):
        RoleFactory(organisation=cast.alder_vale, person__name=f"Robin {number:02}")

    second = text(cast.sign_in(client, "tom").get(f"{here}?page=2"))

    assert "Page 2 of 2" in second
    assert "Tom Ashby" in second


@pytest.mark.parametrize("page", ["", "/invitations"])
def test_the_page_costs_the_same_with_one_and_three(cast, client, here, page):
    cast.sign_in(client, "tom")

    def fill():
        RoleFactory(organisation=cast.alder_vale)
        InvitationFactory(organisation=cast.alder_vale, invited_by=UserFactory())
        JoinRequest.objects.create(
            organisation=cast.alder_vale, name="R", email=f"{JoinRequest.objects.count()}@x.example"
        )

    fill()
    client.get(here + page)
    with CaptureQueriesContext(connection) as one:
        client.get(here + page)
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        client.get(here + page)

    assert len(one) == len(three)


def test_a_leader_ends_a_role_and_stays_on_the_list(cast, client, here):
    role = Role.objects.filter(person=cast.amina.user).first()

    asked = text(cast.sign_in(client, "tom").get(f"/people/roles/{role.pk}/end"))
    answer = client.post(f"/people/roles/{role.pk}/end", {"on": timezone.localdate()})

    assert "End Amina Rahman’s role as subject lead?" in asked
    assert answer["Location"] == here
    assert not Role.objects.get(pk=role.pk).is_held


@pytest.mark.parametrize(("days", "status"), [(-1, 422), (0, 302), (30, 302)])
def test_a_role_ends_today_or_later(cast, client, days, status):
    role = Role.objects.get(person=cast.tom.user)
    day = timezone.localdate() + timedelta(days=days)

    answer = cast.sign_in(client, "ruth").post(f"/people/roles/{role.pk}/end", {"on": day})

    role.refresh_from_db()
    assert answer.status_code == status
    assert role.ended_on == (day if status == 302 else None)


def test_a_role_one_may_see_but_not_end_is_refused_and_one_elsewhere_is_not_there(cast, client):
    toms = Role.objects.get(person=cast.tom.user)
    marians = Role.objects.filter(person=cast.marian.user).first()
    cast.sign_in(client, "amina")

    assert client.post(f"/people/roles/{toms.pk}/end").status_code == 403
    assert client.post(f"/people/roles/{marians.pk}/end").status_code == 404


def test_the_places_one_leads(cast, client, here):
    assert cast.sign_in(client, "tom").get("/people/")["Location"] == here
    trust = text(cast.sign_in(client, "graham").get("/people/"))
    assert "Quarry Bank High" in trust
    assert "Fenwick" not in trust
    assert "Fenwick" in text(cast.sign_in(client, "jo").get("/people/?q=fenw"))
    assert "You lead none" in text(cast.sign_in(client, "amina").get("/people/"))
    assert "Try fewer words" in text(cast.sign_in(client, "jo").get("/people/?q=zzz"))


@pytest.mark.parametrize(
    ("who", "sees"), [("graham", True), ("jo", True), ("amina", False), ("helen", False)]
)
def test_the_place_in_the_navigation_is_behind_leading(cast, client, who, sees):
    assert ('href="/people/"' in text(cast.sign_in(client, who).get("/me"))) is sees


def test_inviting_from_the_page(cast, client, here, mailoutbox, django_capture_on_commit_callbacks):
    cast.sign_in(client, "tom")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            f"{here}/invitations", {"email": "new@aldervale.example", "name": "Robin", "role": "teacher"}
        )

    assert answer["Location"] == f"{here}/invitations"
    assert "http://testserver/invitation/" in mailoutbox[0].body
    assert "new@aldervale.example" in text(client.get(f"{here}/invitations"))


def test_a_role_one_may_not_give_is_not_on_offer(cast, client, here):
    cast.sign_in(client, "tom")

    page = text(client.get(f"{here}/invitations"))
    answer = client.post(f"{here}/invitations", {"email": "a@b.example", "role": "steward"})

    assert 'value="headteacher"' in page
    assert 'value="steward"' not in page
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_sending_again_and_withdrawing_from_the_page(cast, client, here):
    invitation = InvitationFactory(organisation=cast.alder_vale, token_hash=token_digest("t"))
    cast.sign_in(client, "tom")

    client.post(f"/people/invitations/{invitation.pk}/resend")
    assert client.get("/invitation/t").status_code == 404
    client.post(f"/people/invitations/{invitation.pk}/withdraw")

    invitation.refresh_from_db()
    assert invitation.standing == "withdrawn"
    assert client.post(f"/people/invitations/{invitation.pk}/withdraw").status_code == 409
    for act in ("resend", "withdraw"):
        assert (
            cast.sign_in(client, "owen").post(f"/people/invitations/{invitation.pk}/{act}").status_code == 404
        )


def test_inviting_many_from_a_file_reports_row_by_row(cast, client, here):
    cast.sign_in(client, "tom")
    assert "What the file looks like" in text(client.get(f"{here}/invite-many"))

    file = SimpleUploadedFile("p.csv", b"email,name,role\na@x.example,A,teacher\nb@x.example,B,steward\n")
    mixed = text(client.post(f"{here}/invite-many", {"file": file}))
    good = SimpleUploadedFile("p.csv", b"email,role\nc@x.example,teacher\n")
    clean = text(client.post(f"{here}/invite-many", {"file": good}))

    assert "2 read, 1 not used; the others are invited." in mixed
    assert "b@x.example" in mixed
    assert "1 invitation on the way" in clean
    assert client.post(f"{here}/invite-many").status_code == 422
    assert Invitation.objects.count() == 2


def test_a_file_that_is_no_list_is_refused_with_the_reason(cast, client, here):
    cast.sign_in(client, "tom")

    answer = client.post(f"{here}/invite-many", {"file": SimpleUploadedFile("p.csv", b"\x00\x01\x02garbage")})

    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_joining_with_a_name_and_a_password(cast, client):
    InvitationFactory(organisation=cast.fenwick, email="new@fenwick.example", token_hash=token_digest("t"))
    page = text(client.get("/invitation/t"))

    answer = client.post("/invitation/t", {"name": "Robin Marsh", "password": "larch rowan hazel elm"})

    assert "Fenwick Academy" in page
    assert answer["Location"] == "/me"
    assert "Robin Marsh" in text(client.get("/me"))
    assert User.objects.get(email="new@fenwick.example").check_password("larch rowan hazel elm")


def test_somebody_with_an_account_is_asked_to_sign_in_and_then_to_accept(cast, client):
    InvitationFactory(organisation=cast.fenwick, email=cast.bo.user.email, token_hash=token_digest("t"))
    assert "Sign in to accept" in text(client.get("/invitation/t"))
    client.post("/invitation/t")
    assert not Role.objects.filter(person=cast.bo.user).exists()

    assert "For another address" in text(cast.sign_in(client, "dev").get("/invitation/t"))
    assert client.post("/invitation/t").status_code == 403
    client.post("/account/sign-in", {"login": cast.bo.user.email, "password": PASSWORD})
    cast.sign_in(client, "bo")
    client.post("/invitation/t")

    assert Role.objects.get(person=cast.bo.user).organisation == cast.fenwick


def test_wishes_to_join_are_answered_on_the_page(cast, client, here):
    cast.sign_in(client, "tom").post(f"{here}/domains", {"domain": "aldervale.example"})
    for name in ("one", "two", "three"):
        Client().post("/join", {"name": name, "email": f"{name}@aldervale.example"})
    one, two, three = JoinRequest.objects.order_by("pk")
    assert "one@aldervale.example" in text(client.get(f"{here}/invitations"))

    client.post(f"/people/requests/{one.pk}", {"role": "teacher"})
    client.post(f"/people/requests/{two.pk}", {"decline": "1"})
    wrong = client.post(f"/people/requests/{three.pk}", {"role": "steward"}, follow=True)

    assert Invitation.objects.get().email == "one@aldervale.example"
    assert "Choose a role that you may give" in text(wrong)
    assert JoinRequest.objects.filter(decided_at__isnull=True).get() == three
    assert cast.sign_in(client, "owen").post(f"/people/requests/{three.pk}").status_code == 404


def test_domains_are_added_and_removed_on_the_page(cast, client, here):
    cast.sign_in(client, "tom")

    wrong = client.post(f"{here}/domains", {"domain": "gmail.com"}, follow=True)
    client.post(f"{here}/domains", {"domain": "aldervale.example"})
    listed = text(client.get(f"{here}/invitations"))
    client.post(f"{here}/domains/remove", {"domain": "aldervale.example"})

    assert "not a domain that only its people use" in text(wrong)
    assert "aldervale.example" in listed
    assert not EmailDomain.objects.exists()
    assert client.post(f"{here}/domains/remove", {"domain": "x"}).status_code == 404


def test_a_name_with_markup_is_shown_as_it_is_written(cast, client, here):
    RoleFactory(organisation=cast.alder_vale, person__name="<b>Robin</b>")
    HomeFactory(name="<script>")

    assert "&lt;b&gt;Robin&lt;/b&gt;" in text(cast.sign_in(client, "tom").get(here))


def test_who_keeps_several_lists_finds_the_way_back(cast, client, here):
    assert 'aria-label="The way here"' in text(cast.sign_in(client, "graham").get(here))
    assert 'aria-label="The way here"' not in text(cast.sign_in(Client(), "tom").get(here))
