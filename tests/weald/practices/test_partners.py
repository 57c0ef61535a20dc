"""Sharing a practice with partners one names: in every form, and held by the one query of audiences."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.practices import PracticeFactory
from tests.personas import make_cast

from weald.core.errors import WealdError
from weald.core.permissions import visible
from weald.people.domain.tokens import make_token
from weald.practices.domain.sharing import share_practice
from weald.practices.domain.written import Written
from weald.practices.models import Practice
from weald.schools.queries.partners import partners_of
from weald.search.models import SearchDocument

pytestmark = pytest.mark.django_db
LABEL = "practices.practice"


@pytest.fixture
def cast():
    return make_cast()


def who_sees(cast, practice):
    return {
        one.key
        for one in cast
        if visible(Practice.objects.filter(pk=practice.pk), one.forget().actor).exists()
    }


def given(cast, **more):
    return {
        "title": "Fluency",
        "summary": "Ten minutes.",
        "licence": "cc-by-4.0",
        "home": cast.alder_vale.pk,
        "audience": "partners",
        **more,
    }


def test_shared_in_two_minutes_with_whom_one_names_and_nobody_else(client, cast):
    cast.sign_in(client, "amina")
    address = reverse("practices:share")

    unnamed = client.post(address, given(cast))
    misspelt = client.post(address, given(cast, partners="Fenwick Acadmy"))
    client.post(address, given(cast, partners="fenwick academy"))

    assert (unnamed.status_code, misspelt.status_code) == (422, 422)
    assert "Name at least one" in unnamed.content.decode()
    assert "could be: Fenwick Academy" in misspelt.content.decode()
    practice = Practice.objects.get()
    seen = who_sees(cast, practice)
    assert {"amina", "tom", "dev", "marian"} <= seen
    assert not {"owen", "sian", "priya", "nobody", "helen"} & seen
    for who, found in (("dev", True), ("sian", False)):
        documents = visible(SearchDocument.objects.all(), getattr(cast, who).actor)
        assert documents.filter(label=LABEL, target_id=str(practice.pk)).exists() is found
        library = cast.sign_in(client, who).get(reverse("practices:library")).content.decode()
        assert ("Fluency" in library) is found


def test_who_sees_it_is_changed_to_partners_shown_and_changed_back(client, cast):
    practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale, audience="school")
    address = reverse("practices:keep", args=[practice.pk])
    cast.sign_in(client, "amina")

    client.post(address, {"audience": "partners", "partners": "Fenwick Academy\nLarkrise Infants"})
    shown = client.get(address).context["form"]["partners"].value()
    seen = who_sees(cast, practice)
    client.post(address, {"audience": "school", "partners": "Fenwick Academy"})

    assert shown == "Fenwick Academy\nLarkrise Infants"
    assert {"dev", "marian", "sian"} <= seen
    assert not {"dev", "marian", "sian"} & who_sees(cast, practice)
    assert partners_of(LABEL, practice.pk) == []


def test_the_guided_form_keeps_whom_one_names_until_it_is_published(client, cast):
    cast.sign_in(client, "amina")
    client.post(reverse("practices:begin"))
    draft = cast.amina.user.drafts.get()
    steps = {
        "summary": {"title": "Fluency", "kind": "practice", "summary": "Ten minutes."},
        "people": given(cast, partners="Fenwick Acadmy", authors=""),
    }

    def write(step, **fields):
        draft.refresh_from_db()
        page = reverse("practices:write", args=[draft.pk, step])
        return client.post(page, {"revision": draft.revision, **steps[step], **fields})

    write("summary")
    wrong = write("people")
    client.post(reverse("practices:publish", args=[draft.pk]))
    assert wrong.status_code == 422
    assert not Practice.objects.exists()

    write("people", partners="Fenwick Academy")
    client.post(reverse("practices:publish", args=[draft.pk]))

    assert partners_of(LABEL, Practice.objects.get().pk) == [cast.fenwick]


def test_an_alloy_is_shared_with_partners(client, cast):
    parents = [PracticeFactory(home=cast.alder_vale) for _ in range(2)]
    cast.sign_in(client, "amina")

    client.post(
        reverse("practices:alloy", args=[parents[0].pk]),
        given(cast, partners="Larkrise Infants", **{"with": parents[1].pk}),
    )

    made = Practice.objects.get(title="Fluency")
    assert partners_of(LABEL, made.pk) == [cast.larkrise]


def test_a_program_names_partners_and_is_refused_without(client, cast):
    _, secret = make_token(
        cast.amina.user,
        name="p",
        roles=cast.amina.user.roles.all(),
        may_write=True,
        lasts=timedelta(days=1),
        by=cast.amina.actor,
    )
    asked = {"title": "Fluency", "summary": "Ten.", "home_id": cast.alder_vale.pk, "audience": "partners"}

    def post(**more):
        return client.post(
            "/api/v1/practices",
            {**asked, **more},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    assert post().status_code == 400
    assert post(partners=[cast.fenwick.pk]).status_code == 201
    assert partners_of(LABEL, Practice.objects.get().pk) == [cast.fenwick]


def test_nothing_is_shared_with_partners_who_are_not_named(cast):
    with pytest.raises(WealdError, match="Nobody is named"):
        share_practice(
            Written("Fluency", {"summary": "Ten."}),
            home=cast.alder_vale,
            audience="partners",
            by=cast.amina.actor,
        )

    assert not Practice.objects.exists()
