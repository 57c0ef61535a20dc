"""How many places use a practice is kept by the database, whoever writes adoptions, however many at once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.schools import OrganisationFactory

from weald.practices.enums import AdoptionState
from weald.practices.models import Adoption, Practice

pytestmark = pytest.mark.django_db


def uses(*practices):
    kept = dict(Practice.objects.values_list("pk", "in_use"))
    return [kept[practice.pk] for practice in practices]


def stop(adoptions):
    adoptions.update(state=AdoptionState.STOPPED, ended_on=timezone.localdate(), ended_because="It was done.")


def adopted(practice):
    return AdoptionFactory(practice=practice, version=practice.head, organisation=OrganisationFactory())


def test_uses_are_counted_as_they_begin_stop_begin_again_and_go():
    practice, other = PracticeFactory(), PracticeFactory()
    adoptions = [adopted(practice), adopted(practice), adopted(other)]

    assert uses(practice, other) == [2, 1]

    stop(Adoption.objects.all())
    assert uses(practice, other) == [0, 0]

    Adoption.objects.update(state=AdoptionState.LIVE, ended_on=None, ended_because="")
    assert uses(practice, other) == [2, 1]

    Adoption.objects.update(began_on=timezone.localdate() - timedelta(days=3))
    adoptions[0].delete()
    assert uses(practice, other) == [1, 1]


def test_many_stored_by_one_statement_are_all_counted():
    practice, other = PracticeFactory(), PracticeFactory()
    places = OrganisationFactory.create_batch(3)
    made = [
        AdoptionFactory.build(
            practice=one, version=one.head, organisation=place, adopted_by=None, adopted_at=timezone.now()
        )
        for one, place in ((practice, places[0]), (practice, places[1]), (other, places[2]))
    ]

    Adoption.objects.bulk_create(made)
    stop(Adoption.objects.filter(organisation=places[1]))

    assert uses(practice, other) == [1, 1]
    Adoption.objects.all().delete()
    assert uses(practice, other) == [0, 0]
