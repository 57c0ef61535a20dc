"""The cast itself: everybody stands where the story puts them."""

import pytest
from tests.factories.people import UserFactory
from tests.personas import NAMES

from weald.people.models import User
from weald.simulate.cast import OTHERS

pytestmark = pytest.mark.django_db


def test_cast_has_everybody_of_the_demo_and_four_more(cast):
    assert {persona.key for persona in cast} == set(NAMES)
    assert {role.organisation_name for role in cast.graham.actor.roles} == {"Hartwood Trust"}
    assert cast.alder_vale.pk in cast.graham.actor.schools
    assert cast.quarry_bank.pk in cast.tom.actor.trusts
    assert not cast.kit.actor.roles
    assert not cast.nobody.actor.is_known


def test_signing_in_as_a_persona_signs_in_that_person(client, cast):
    cast.sign_in(client, "graham")

    assert client.session["_auth_user_id"] == str(cast.graham.user.pk)
    cast.sign_in(client, "nobody")
    assert "_auth_user_id" not in client.session


def test_the_story_s_own_people_can_stand_beside_the_cast(cast):
    for person in OTHERS:
        UserFactory(name=person.name, email=person.email)

    named_dev = User.objects.filter(name__startswith="Dev ").order_by("name")
    assert [one.name for one in named_dev] == ["Dev Malik", "Dev Sandhu"]
