"""What waits for a person."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories.people import InterestFactory, InvitationFactory, JoinRequestFactory

from weald.core.permissions import NOBODY, SYSTEM
from weald.core.registry import WAITING
from weald.people.domain.joining import decline
from weald.people.models import User
from weald.people.queries.interests import academic_year, year_label
from weald.people.queries.waiting import waiting_for


def test_nothing_waits_for_whoever_is_no_person():
    assert waiting_for(NOBODY) == waiting_for(SYSTEM) == []


def test_people_tells_home_what_waits():
    assert waiting_for in WAITING


@pytest.mark.django_db
def test_an_invitation_waits_until_it_is_accepted_or_runs_out(cast):
    invited = InvitationFactory(email=cast.bo.user.email, organisation=cast.fenwick)

    (waiting,) = waiting_for(cast.bo.actor)

    assert waiting.key == f"people.invitation:{invited.pk}"
    assert (waiting.text, waiting.place) == ("You are invited to be teacher", "Fenwick Academy")
    assert waiting.due_on == timezone.localdate(invited.expires_at)
    assert waiting.url == "/me"
    invited.expires_at = timezone.now() - timedelta(seconds=1)
    invited.save()
    assert waiting_for(cast.bo.actor) == []


@pytest.mark.django_db
def test_a_wish_to_join_waits_for_those_who_lead_there_until_one_of_them_decides(cast):
    for person in ("tom", "graham", "amina", "sian"):
        InterestFactory(person=getattr(cast, person).user, academic_year=academic_year())
    wish = JoinRequestFactory(name="Sam Asker", organisation=cast.alder_vale)

    before = {name: [one.text for one in waiting_for(getattr(cast, name).actor)] for name in HEADS}
    decline(wish, by=cast.graham.actor)
    after = {name: waiting_for(getattr(cast, name).actor) for name in HEADS}

    asks = ["Sam Asker asks to join"]
    assert before == {"tom": asks, "graham": asks, "amina": [], "sian": []}
    assert after == {name: [] for name in HEADS}


HEADS = ("tom", "graham", "amina", "sian")


@pytest.mark.django_db
def test_interests_wait_since_the_year_began_or_the_person_came(cast):
    year = academic_year()
    User.objects.filter(pk=cast.tom.user.pk).update(joined_at=timezone.now() - timedelta(days=900))

    (old,) = waiting_for(cast.tom.actor)
    (new,) = waiting_for(cast.amina.actor)

    assert old.text == f"Declare your interests for {year_label(year)}, or that there are none"
    assert timezone.localtime(old.since).date() == date(year, 9, 1)
    assert new.since == cast.amina.user.joined_at
    assert waiting_for(cast.bo.actor) == []


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [1, 3])
def test_what_waits_costs_the_same_however_much_it_is(cast, django_assert_num_queries, how_many):
    JoinRequestFactory.create_batch(how_many, organisation=cast.alder_vale)
    InvitationFactory.create_batch(how_many, email=cast.tom.user.email)
    actor = cast.tom.actor

    with django_assert_num_queries(5):
        assert len(waiting_for(actor)) == 2 * how_many + 1
