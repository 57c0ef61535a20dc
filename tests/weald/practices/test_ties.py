"""Adopting what another school made ties the two in the network of schools."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.schools import OrganisationFactory

from weald.communities.domain.network import isolated

pytestmark = pytest.mark.django_db


def test_an_adoption_ties_where_it_was_made_and_where_it_is_taken_up():
    makes, takes, alone = (OrganisationFactory(name=name) for name in ("Ash", "Elm", "Fir"))
    practice = PracticeFactory(home=makes)
    version = practice.head
    AdoptionFactory(practice=practice, version=version, organisation=takes, adopted_at=timezone.now())
    AdoptionFactory(
        practice=practice, version=version, organisation=version.made_at_school, adopted_at=timezone.now()
    )

    schools = frozenset({takes.pk, alone.pk, version.made_at_school_id})

    assert takes not in isolated(schools, 1)
    assert alone in isolated(schools, 1)


def test_an_adoption_of_long_ago_ties_no_longer():
    adoption = AdoptionFactory(
        organisation=OrganisationFactory(), adopted_at=timezone.now() - timedelta(days=400)
    )

    assert adoption.organisation in isolated(None, 2)
