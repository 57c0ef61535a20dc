"""What home keeps of a person's reading: Today, digests, quiet times, feeds."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory
from tests.factories.people import HomeFactory, UserFactory
from tests.factories.practices import PracticeFactory

from weald.home.enums import DigestOutcome, Rhythm
from weald.home.models import Digest, FeedKey, QuietTime, Seen, Thanks, Told

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


class SeenFactory(DjangoModelFactory):
    class Meta:
        model = Seen

    person = factory.SubFactory(UserFactory)
    at = MONDAY
    before = factory.SelfAttribute("at")


class DigestFactory(DjangoModelFactory):
    class Meta:
        model = Digest

    person = factory.SubFactory(UserFactory)
    rhythm = Rhythm.WEEKLY
    period_on = date(2026, 11, 16)
    decided_at = MONDAY
    outcome = DigestOutcome.SENT
    items = 1


class ToldFactory(DjangoModelFactory):
    class Meta:
        model = Told

    digest = factory.SubFactory(DigestFactory)
    person = factory.SelfAttribute("digest.person")
    key = factory.Sequence(lambda n: f"test.thing:{n}")


class QuietTimeFactory(DjangoModelFactory):
    class Meta:
        model = QuietTime

    person = factory.SubFactory(UserFactory)


class FeedKeyFactory(DjangoModelFactory):
    class Meta:
        model = FeedKey

    person = factory.SubFactory(UserFactory)


class ThanksFactory(DjangoModelFactory):
    class Meta:
        model = Thanks

    practice = factory.SubFactory(PracticeFactory)
    organisation = factory.SubFactory(HomeFactory)
    said_by = factory.SubFactory(UserFactory)
    said_at = MONDAY
