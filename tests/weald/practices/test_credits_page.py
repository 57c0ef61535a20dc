"""Whose work is in a practice: here, on lines one may not read, on other Wealds; and bringing one in."""

import pytest
from django.urls import reverse
from tests.factories.practices import (
    BroughtInFactory,
    CreditFactory,
    ForeignCreditFactory,
    ParentageFactory,
    PracticeFactory,
    next_version,
)
from tests.personas import make_cast

from weald.core.permissions import NOBODY
from weald.practices.domain.sharing import adapt
from weald.practices.domain.written import Written
from weald.practices.models import Practice
from weald.practices.queries.foreign import NOT_SHARED, owed_elsewhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def brought(cast):
    """A practice that came from Oak, where it owed Elm; two more versions were written of it here."""
    made = PracticeFactory(title="Fluency", made_by=cast.amina.user, home=cast.alder_vale)
    BroughtInFactory(practice=made, version=made.head)
    ForeignCreditFactory(
        version=made.head, title="Fluency", number=2, share=0.75, maker="Jo Oak", licence="cc0-1.0"
    )
    ForeignCreditFactory(version=made.head, title="Fluency", number=1)
    ForeignCreditFactory(
        version=made.head, title="Recall", school="Elm Bank", address="https://elm.example", is_verified=True
    )
    next_version(made)
    next_version(made)
    return made


def test_what_came_in_is_owed_through_every_later_version_and_adaptation(cast, brought):
    own = adapt(
        brought.head, Written.of(brought.head).but(title="Ours"), home=cast.fenwick, by=cast.dev.actor
    )

    for head in (Practice.objects.get(pk=brought.pk).head, own.head):
        oak, elm = owed_elsewhere(head, cast.dev.actor)
        assert (oak.title, oak.school, oak.maker, oak.numbers) == (
            "Fluency",
            "Oak Lane Primary",
            "Jo Oak",
            (1, 2),
        )
        assert (oak.share, oak.licence, oak.is_verified) == (0.75, "CC0 1.0 (no rights reserved)", False)
        assert (elm.title, elm.address, elm.numbers, elm.is_verified) == (
            "Recall",
            "https://elm.example",
            (),
            True,
        )


def test_what_a_practice_one_may_not_read_owes_is_counted_and_not_named(client, cast, brought):
    own = adapt(
        brought.head,
        Written.of(brought.head).but(title="Ours"),
        home=cast.fenwick,
        by=cast.dev.actor,
        audience="public",
    )
    Practice.objects.filter(pk=brought.pk).update(audience="team")

    (hidden,) = owed_elsewhere(own.head, NOBODY)
    page = client.get(reverse("practices:practice", args=[own.pk])).content.decode()
    credited = client.get(reverse("practices:credits", args=[own.pk])).content.decode()

    assert (hidden.title, hidden.is_known) == ("2 practices not shared with you", False)
    for shown in (page, credited):
        assert "2 practices not shared with you" in shown
        assert "Oak" not in shown
        assert "Elm" not in shown


def test_a_foreign_practice_known_through_one_line_is_not_counted_as_hidden(cast):
    known, hidden = PracticeFactory(audience="public"), PracticeFactory(audience="team")
    own = PracticeFactory(audience="public")
    for position, parent in enumerate((known, hidden)):
        ParentageFactory(child=own.head, parent=parent.head, position=position)
        ForeignCreditFactory(version=parent.head, title="Fluency")

    assert [one.title for one in owed_elsewhere(own.head, NOBODY)] == ["Fluency"]
    ForeignCreditFactory(version=hidden.head, title="Recall")
    assert [one.title for one in owed_elsewhere(own.head, NOBODY)] == ["Fluency", NOT_SHARED]


def test_the_page_and_its_credits_name_them(client, cast, brought):
    origin = PracticeFactory(title="Hidden", audience="team")
    known = PracticeFactory(title="Counting on", home=cast.larkrise)
    next_version(brought)
    CreditFactory(version=brought.head, ancestor=origin.head, kind="kept", words=12, share=0.2)
    CreditFactory(version=brought.head, ancestor=known.head, words=0, share=0.0)
    cast.sign_in(client, "dev")

    page = client.get(reverse("practices:practice", args=[brought.pk])).content.decode()
    credited = client.get(reverse("practices:credits", args=[brought.pk])).content.decode()

    address = reverse("practices:credits", args=[brought.pk])
    assert page.count(address) == 2
    assert "Oak Lane Primary" in page
    assert "on another Weald" in page
    assert "Hidden" not in credited
    for words in (
        "It came from another Weald",
        "nobody has checked whose key it is",
        "Jo Oak",
        "versions 1, 2",
        "75 % of the text as it came in",
        "Its debt was declared",
        "signature verified",
        "key not verified",
        "A practice not shared with you",
        "20 % of the text",
        "none of its words are left",
        "Amina",
    ):
        assert words in credited, words


def test_what_was_begun_here_owes_nobody(client, cast):
    own = PracticeFactory(made_by=None, home=cast.alder_vale)
    verified = BroughtInFactory(is_verified=True)
    cast.sign_in(client, "dev")

    page = client.get(reverse("practices:credits", args=[own.pk])).content.decode()
    other = client.get(reverse("practices:credits", args=[verified.practice_id])).content.decode()

    assert "It was begun here" in page
    assert "Their names were erased" in page
    assert "checked with the key" in other


@pytest.mark.parametrize("n", [1, 3])
def test_what_is_owed_elsewhere_takes_the_same_questions_however_much_it_is(
    cast, django_assert_num_queries, n
):
    practice, dev = PracticeFactory(), cast.dev.actor
    for _ in range(n):
        ForeignCreditFactory(version=practice.head)
        next_version(practice)

    with django_assert_num_queries(2):
        owed_elsewhere(practice.head, dev)


def test_the_library_leads_to_bringing_in_and_to_the_api(client, cast):
    PracticeFactory()
    cast.sign_in(client, "amina")
    library = client.get(reverse("practices:library")).content.decode()
    bring = client.get(reverse("practices:bring_in")).content.decode()
    client.logout()
    to_strangers = client.get(reverse("practices:library")).content.decode()

    assert reverse("practices:bring_in") in library
    assert reverse("api:reference") in library
    assert reverse("api:reference") in bring
    assert reverse("practices:bring_in") not in to_strangers
