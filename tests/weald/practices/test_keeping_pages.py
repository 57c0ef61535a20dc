"""Who sees a practice and who writes it, withdrawing, taking down; what one was writing as one's own data."""

import pytest
from django.urls import reverse
from tests.factories.drafts import DraftFactory
from tests.factories.practices import AttachmentFactory, PracticeFactory, next_version
from tests.personas import make_cast

from weald.core.enums import Audience
from weald.core.registry import ERASERS, EXPORTERS
from weald.practices.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def practice(cast):
    return PracticeFactory(title="Fluency", made_by=cast.amina.user, home=cast.alder_vale)


def url(practice, name="keep"):
    return reverse(f"practices:{name}", args=[practice.pk])


def test_its_authors_and_their_heads_decide_who_sees_it(client, cast, practice):
    cast.sign_in(client, "amina")

    page = client.get(url(practice))
    wrong = client.post(url(practice), {"audience": "the moon"})
    client.post(url(practice), {"audience": "trust"})

    assert page.context["form"]["audience"].value() == Audience.SECTOR
    assert wrong.status_code == 422
    practice.refresh_from_db()
    assert practice.audience == Audience.TRUST
    assert cast.sign_in(client, "tom").get(url(practice)).status_code == 200
    assert cast.sign_in(client, "owen").get(url(practice)).status_code == 403
    assert cast.sign_in(client, "dev").get(url(practice)).status_code == 404


def test_a_colleague_is_added_and_taken_off_again(client, cast, practice):
    cast.sign_in(client, "amina")

    client.post(url(practice, "author_add"), {"address": "OWEN@demo.weald.example"})
    stranger = client.post(url(practice, "author_add"), {"address": cast.dev.user.email})
    assert set(practice.authors.all()) == {cast.amina.user, cast.owen.user}
    client.post(url(practice, "author_remove"), {"person": cast.owen.user.pk})

    assert stranger.status_code == 422
    assert "Nobody in your trust" in stranger.content.decode()
    assert set(practice.authors.all()) == {cast.amina.user}
    assert client.post(url(practice, "author_remove"), {"person": "x"}).status_code == 404
    assert client.post(url(practice, "author_remove"), {"person": cast.amina.user.pk}).status_code == 409


def test_withdrawn_it_is_in_no_list_and_says_so(client, cast, practice):
    cast.sign_in(client, "amina")

    client.post(url(practice, "withdraw"))

    assert b"Fluency" not in client.get(reverse("practices:library")).content
    assert "no longer shared" in client.get(url(practice)).content.decode()


def test_what_should_not_be_there_is_gone_and_the_page_still_stands(client, cast, practice):
    attached = AttachmentFactory(version=practice.head)
    first = practice.head
    next_version(practice, summary="About a pupil called X.", note="Because of X.")
    cast.sign_in(client, "amina")

    for version in (first, practice.head):
        client.post(url(practice, "take_down"), {"version": version.pk})
    page = client.get(url(practice, "practice"))
    kept = client.get(url(practice))
    bundle = client.get(url(practice, "bundle")).getvalue()

    assert page.status_code == kept.status_code == 200
    assert "Taken down" in page.content.decode()
    for content in (page.content, kept.content, bundle):
        assert b"called X" not in content
    file = reverse("practices:attachment", args=[practice.pk, attached.pk])
    assert client.get(file).status_code == 404
    assert client.post(url(practice, "take_down"), {"version": "x"}).status_code == 404
    assert client.get(reverse("practices:library")).status_code == 200


def test_what_somebody_was_writing_is_theirs_to_take_and_goes_with_them(cast):
    draft = DraftFactory(person=cast.amina.user, fields={"core": "Daily."})
    DraftFactory(person=cast.tom.user)

    (own,) = EXPORTERS["drafts"](cast.amina.user.pk)
    erased = ERASERS["drafts"](cast.amina.user.pk)

    assert own["text"] == {"core": "Daily."}
    assert erased == 1
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert Draft.objects.count() == 1
