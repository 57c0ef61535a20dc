"""An act about something shared: written at its home and for whom it is for, whatever it is."""

import pytest
from django.db import transaction
from tests.factories.communities import CommunityFactory
from tests.factories.people import HomeFactory
from tests.factories.practices import PracticeFactory
from tests.weald.core.ledgers import ADA

from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.models import Entry, Job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [CommunityFactory, PracticeFactory])
def test_an_act_is_at_home_where_the_thing_is_and_for_its_audience(make):
    shared = make(home=HomeFactory(), audience=Audience.SCHOOL)

    with transaction.atomic():
        record(Verb.CHANGED, shared, by=ADA, payload={"open": True})

    entry = Entry.objects.get()
    assert (entry.target_label, entry.target_id) == (shared._meta.label_lower, str(shared.pk))
    assert (entry.place_id, entry.audience, entry.payload) == (shared.home_id, "school", {"open": True})


def test_what_was_done_to_a_part_names_the_part_and_stands_where_the_whole_does():
    whole, part = CommunityFactory(home=None), Job.objects.create(kind="test", title="Part")

    with transaction.atomic():
        record(Verb.SHARED, whole, by=ADA, thing=part)

    entry = Entry.objects.get()
    assert (entry.target_label, entry.target_id) == ("core.job", str(part.pk))
    assert (entry.place_id, entry.audience) == (None, whole.audience)
