"""What came of a community: found, added, shown to those who may know of it, and removed."""

import pytest
from django.urls import reverse
from tests.factories.communities import CommunityFactory, EnrolmentFactory, OutputFactory, ThreadFactory
from tests.factories.practices import PracticeFactory
from tests.personas import make_cast

from weald.communities.models import Output
from weald.communities.queries.outputs import offered_to, outputs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def group(cast):
    made = CommunityFactory(name="Fractions")
    EnrolmentFactory(community=made, person=cast.dev.user, is_lead=True)
    EnrolmentFactory(community=made, person=cast.amina.user)
    return made


def test_what_its_members_wrote_is_offered_and_added_in_one_tap(client, cast, group):
    grown = PracticeFactory(title="Number lines", made_by=cast.amina.user)
    PracticeFactory(title="Phonics in pairs")
    thread = ThreadFactory(community=group, title="Which manipulatives?")
    adding = reverse("communities:output_add", args=[group.pk])
    cast.sign_in(client, "amina")

    offered = client.get(adding).content.decode()
    found = client.get(adding, {"q": "phonics"}).content.decode()
    nothing = client.get(adding, {"q": "zyzzyva"}).content.decode()
    for value in (f"practices.practice {grown.pk}", f"communities.thread {thread.pk}"):
        client.post(adding, {"output": value})
    page = client.get(reverse("communities:community", args=[group.pk])).content.decode()

    assert "Number lines" in offered
    assert "Which manipulatives?" in offered
    assert "Phonics" not in offered
    assert "Phonics in pairs" in found
    assert "Nothing like it here" in nothing
    assert reverse("practices:practice", args=[grown.pk]) in page
    assert reverse("communities:thread", args=[thread.pk]) in page
    assert offered_to(group, "", cast.amina.actor) == {"communities.thread": {}, "practices.practice": {}}


def test_what_is_not_shared_with_a_reader_is_not_shown_and_cannot_be_added(client, cast, group):
    secret = PracticeFactory(title="Secret", audience="team", made_by=cast.amina.user, home=cast.alder_vale)
    OutputFactory(community=group, target_id=str(secret.pk))
    OutputFactory(community=group, target_label="debates.position", target_id="1")
    adding = reverse("communities:output_add", args=[group.pk])
    cast.sign_in(client, "dev")

    seen = {
        who: [one.title for one in outputs_of(group, getattr(cast, who).actor)] for who in ("amina", "dev")
    }
    wrong = [
        client.post(adding, {"output": value}).status_code
        for value in (f"practices.practice {secret.pk}", "practices.practice x", "people.user 1", "")
    ]

    assert seen == {"amina": ["Secret"], "dev": []}
    assert "Secret" not in client.get(reverse("communities:community", args=[group.pk])).content.decode()
    assert wrong == [404] * 4


def test_whoever_added_it_or_leads_removes_it_and_nobody_else(client, cast, group):
    practice = PracticeFactory()
    output = OutputFactory(community=group, target_id=str(practice.pk), added_by=cast.amina.user)
    other = OutputFactory(community=group, target_id=str(PracticeFactory().pk))
    EnrolmentFactory(community=group, person=cast.owen.user)

    def remove(who, one):
        return cast.sign_in(client, who).post(reverse("communities:output_remove", args=[one.pk])).status_code

    assert remove("owen", output) == 403
    assert remove("amina", output) == 302
    assert remove("amina", other) == 403
    assert remove("dev", other) == 302
    assert not Output.objects.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_any_number_costs_the_same(cast, group, django_assert_num_queries, n):
    actor = cast.amina.actor
    for _ in range(n):
        OutputFactory(community=group, target_id=str(PracticeFactory().pk))
        OutputFactory(
            community=group,
            target_label="communities.thread",
            target_id=str(ThreadFactory(community=group).pk),
        )

    with django_assert_num_queries(3):
        assert len(outputs_of(group, actor)) == 2 * n
