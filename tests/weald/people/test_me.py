"""A person's own page and everything one does from it."""

import json

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from tests.factories.people import PASSWORD, HomeFactory, InterestFactory, InvitationFactory, RoleFactory

from weald.core.enums import Verb
from weald.core.models import Entry
from weald.people.enums import InterestKind
from weald.people.models import Interest, Role, User
from weald.people.queries.interests import academic_year
from weald.schools.models import Identifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def tom(cast, client):
    cast.sign_in(client, "tom")
    return cast.tom.user


def page(client, path="/me"):
    return client.get(path).content.decode()


def test_ones_own_page_says_everything_in_one_place(tom, client, cast):
    SocialAccount.objects.create(user=tom, provider="gone", uid="1")
    InvitationFactory(organisation=cast.fenwick, email=tom.email)

    shown = page(client)

    for word in (
        "headteacher",
        "Alder Vale Primary",
        tom.email,
        "Not declared",
        "Fenwick Academy",
        "Erase me",
    ):
        assert word in shown, word


def test_somebody_without_a_role_is_told_what_that_means(cast, client):
    cast.sign_in(client, "bo")

    assert "No role at the moment" in page(client)


def test_name_and_letters_are_kept_and_each_change_written_down_once(tom, client):
    client.post("/me", {"name": "Thomas Ashby", "digest": "daily"})
    client.post("/me", {"name": "Thomas Ashby", "digest": "daily"})

    tom.refresh_from_db()
    assert (tom.name, tom.digest) == ("Thomas Ashby", "daily")
    assert Entry.objects.filter(verb=Verb.CHANGED).count() == 2


def test_a_wrong_choice_is_sent_back_and_changes_nothing(tom, client):
    answer = client.post("/me", {"name": "", "digest": "hourly"})

    assert answer.status_code == 422
    assert "2 things need mending" in answer.content.decode()
    assert "Tom Ashby" in answer.content.decode()


def test_an_invitation_is_accepted_from_ones_own_page(tom, client, cast):
    invitation = InvitationFactory(organisation=cast.fenwick, email=tom.email)

    client.post(f"/me/invitations/{invitation.pk}")
    again = client.post(f"/me/invitations/{invitation.pk}", follow=True)

    assert Role.objects.filter(person=tom, organisation=cast.fenwick).count() == 1
    assert "no longer open" in again.content.decode()


def test_an_invitation_of_somebody_else_is_not_ones_own(tom, client, cast):
    invitation = InvitationFactory(organisation=cast.fenwick, email=cast.dev.user.email)

    client.post(f"/me/invitations/{invitation.pk}")
    client.logout()
    out = client.post(f"/me/invitations/{invitation.pk}")

    assert not Role.objects.filter(organisation=cast.fenwick, person=tom).exists()
    assert out["Location"].startswith("/account/sign-in")


def test_ones_data_comes_as_a_file(tom, client):
    answer = client.post("/me/export")

    assert answer["Content-Disposition"].startswith('attachment; filename="weald-my-data-')
    assert json.loads(answer.content)["parts"]["account"][0]["name"] == "Tom Ashby"
    assert client.get("/me/export").status_code == 405


def test_giving_up_a_role_leads_back_to_ones_own_page(tom, client):
    role = Role.objects.get(person=tom)

    assert "End your role as headteacher?" in page(client, f"/people/roles/{role.pk}/end")
    answer = client.post(f"/people/roles/{role.pk}/end", {"on": timezone.localdate()})

    assert answer["Location"] == "/me"
    assert not Role.objects.filter(person=tom, period__upper_inf=True).exists()


def test_erasing_asks_for_the_password_then_does_what_was_asked(cast, client):
    client.post("/account/sign-in", {"login": cast.tom.user.email, "password": PASSWORD})

    asked = client.post("/me/erase", {"word": "erase"})
    assert asked["Location"].startswith("/account/again")
    assert User.objects.get(pk=cast.tom.user.pk).is_active
    done = client.post(asked["Location"], {"password": PASSWORD}, follow=True)

    assert "You have been erased" in done.content.decode()
    assert not User.objects.get(pk=cast.tom.user.pk).is_active
    assert client.get("/me").status_code == 302


def test_erasing_takes_the_word(cast, client):
    client.post("/account/sign-in", {"login": cast.tom.user.email, "password": PASSWORD})
    client.post("/account/again", {"password": PASSWORD})

    answer = client.post("/me/erase", {"word": "yes"})

    assert answer.status_code == 422
    assert User.objects.get(pk=cast.tom.user.pk).is_active


def test_erasing_without_password_or_factor_takes_a_fresh_sign_in(cast, client, settings):
    settings.WEALD_MODE = "demo"
    User.objects.update(password="!")
    client.force_login(User.objects.get(pk=cast.tom.user.pk))
    assert client.post("/me/erase", {"word": "erase"}).status_code == 403
    client.post("/account/sign-out")

    client.post("/demo/sign-in", {"person": "tom@demo.weald.example"})
    answer = client.post("/me/erase", {"word": "erase"})

    assert answer["Location"] == "/"
    assert not User.objects.get(pk=cast.tom.user.pk).is_active


def test_declaring_from_the_page(tom, client):
    firm = HomeFactory(name="Ledger & Co")
    Identifier.objects.create(organisation=firm, scheme="urn", value="123456")

    client.post("/me/interests", {"kind": "business", "organisation": "ledger & co", "detail": "paid advice"})
    client.post("/me/interests", {"kind": "governance", "organisation": "123456", "detail": ""})

    assert set(Interest.objects.values_list("kind", "organisation")) == {
        ("business", firm.pk),
        ("governance", firm.pk),
    }
    assert "Declared" in page(client, "/me/interests")


@pytest.mark.parametrize(
    ("organisation", "detail", "says"),
    [
        ("", "", "Say with whom, or in a few words in what."),
        ("Nowhere at all", "x", "No organisation is known by this name or URN."),
        ("Twice", "x", "Several organisations have this name"),
    ],
)
def test_a_declaration_that_says_too_little_is_sent_back(tom, client, organisation, detail, says):
    HomeFactory(name="Twice")
    HomeFactory(name="Twice")

    answer = client.post("/me/interests", {"kind": "other", "organisation": organisation, "detail": detail})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Interest.objects.exists()


def test_nothing_is_not_among_the_kinds_of_interest(tom, client):
    answer = client.post("/me/interests", {"kind": "nothing", "detail": "x"})

    assert answer.status_code == 422


def test_nothing_to_declare_and_withdrawing_from_the_page(tom, client):
    client.post("/me/interests/nothing")
    interest = Interest.objects.get()
    assert interest.kind == InterestKind.NOTHING

    client.post(f"/me/interests/{interest.pk}/withdraw")

    interest.refresh_from_db()
    assert interest.withdrawn_at is not None
    assert "withdrawn on" in page(client, "/me/interests")


def test_last_years_are_proposed_on_the_page_and_declared_again_when_ticked(tom, client):
    last = InterestFactory(person=tom, academic_year=academic_year() - 1, kind="other", detail="a club")
    assert "From last year" in page(client, "/me/interests")

    client.post("/me/interests/again", {"interest": [last.pk, "x"]})

    assert Interest.objects.filter(academic_year=academic_year(), detail="a club").count() == 1
    assert "From last year" not in page(client, "/me/interests")


def test_somebody_elses_declaration_is_not_there(tom, client, cast):
    other = InterestFactory(person=cast.owen.user)

    assert client.post(f"/me/interests/{other.pk}/withdraw").status_code == 404


@pytest.mark.parametrize("path", ["/me", "/me/interests"])
def test_the_page_costs_the_same_with_one_and_three(tom, client, cast, path, django_assert_num_queries):
    def fill(number):
        place = HomeFactory()
        RoleFactory(person=tom, organisation=place)
        InterestFactory(person=tom, academic_year=academic_year(), kind="other", organisation=place)
        InterestFactory(
            person=tom, academic_year=academic_year() - 1, kind="other", organisation=place, detail="x"
        )
        InvitationFactory(organisation=place, email=tom.email)

    fill(1)
    client.get(path)
    from django.db import connection  # noqa: PLC0415 -- beside its only use
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    with CaptureQueriesContext(connection) as one:
        client.get(path)
    fill(2)
    fill(3)

    with django_assert_num_queries(len(one)):
        client.get(path)
