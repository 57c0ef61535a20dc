"""A group shared with partners one names: who may know of it, started, changed and changed back."""

import pytest
from django.urls import reverse
from tests.personas import make_cast

from weald.communities.models import Community
from weald.core.permissions import visible
from weald.schools.queries.partners import partners_of

pytestmark = pytest.mark.django_db
LABEL = "communities.community"


@pytest.fixture
def cast():
    return make_cast()


def sees(cast, who):
    return visible(Community.objects.all(), getattr(cast, who).forget().actor).exists()


def test_a_group_is_shared_with_named_partners_and_no_longer(client, cast):
    about = {"name": "Fractions", "purpose": "Why is it hard?", "joining": "open", "audience": "partners"}
    cast.sign_in(client, "amina")
    address = reverse("communities:start")

    unnamed = client.post(address, about)
    client.post(address, {**about, "partners": "Fenwick Academy"})
    group = Community.objects.get()
    change = reverse("communities:change", args=[group.pk])
    shown = client.get(change).context["form"]["partners"].value()

    assert unnamed.status_code == 422
    assert (group.home, shown) == (cast.alder_vale, "Fenwick Academy")
    assert [sees(cast, who) for who in ("amina", "tom", "dev", "sian", "owen")] == [
        True,
        True,
        True,
        False,
        False,
    ]

    client.post(change, {**about, "rhythm": "as_needed", "partners": "Larkrise Infants"})
    assert [sees(cast, who) for who in ("dev", "sian")] == [False, True]

    client.post(change, {**about, "rhythm": "as_needed", "audience": "school"})
    assert not sees(cast, "sian")
    assert partners_of(LABEL, group.pk) == []
