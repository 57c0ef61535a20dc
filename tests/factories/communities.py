"""Communities, who is in them, what they do; visits; goals of partnerships."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from tests.factories.people import HomeFactory, UserFactory

from weald.communities.enums import CommunityKind, How, ReferenceKind
from weald.communities.models import (
    Approach,
    Attendance,
    CalendarLink,
    Community,
    Enrolment,
    Gathering,
    Goal,
    Mention,
    Output,
    Post,
    Reference,
    Thread,
    Visit,
    VisitNote,
)
from weald.core.enums import Audience
from weald.schools.enums import Kind


def ago(days=0, **parts):
    return timezone.now() - timedelta(days=days, **parts)


class CommunityFactory(DjangoModelFactory):
    """A group across the sector, open to whoever works in it."""

    class Meta:
        model = Community

    kind = CommunityKind.SOFT
    name = factory.Sequence(lambda n: f"Fluency group {n}")
    purpose = "To find out what helps the slowest calculators."
    audience = Audience.SECTOR
    started_at = factory.LazyFunction(lambda: ago(30))
    active_at = factory.LazyFunction(lambda: ago(1))


class NetworkFactory(CommunityFactory):
    kind = CommunityKind.HARD
    name = factory.Sequence(lambda n: f"Mathematics network {n}")


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    community = factory.SubFactory(CommunityFactory)
    person = factory.SubFactory(UserFactory)
    how = How.JOINED
    joined_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=20))


class ApproachFactory(DjangoModelFactory):
    class Meta:
        model = Approach

    community = factory.SubFactory(CommunityFactory)
    person = factory.SubFactory(UserFactory)
    made_by = factory.SelfAttribute("person")
    made_at = factory.LazyFunction(ago)


class GatheringFactory(DjangoModelFactory):
    class Meta:
        model = Gathering

    community = factory.SubFactory(CommunityFactory)
    title = "What we tried since half-term"
    begins_at = factory.LazyFunction(lambda: ago(-7))
    ends_at = factory.LazyAttribute(lambda gathering: gathering.begins_at + timedelta(hours=1))
    place = "The library"
    called_at = factory.LazyFunction(ago)
    changed_at = factory.LazyFunction(ago)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    gathering = factory.SubFactory(GatheringFactory)
    person = factory.SubFactory(UserFactory)


class CalendarLinkFactory(DjangoModelFactory):
    class Meta:
        model = CalendarLink

    person = factory.SubFactory(UserFactory)
    made_at = factory.LazyFunction(ago)


class ThreadFactory(DjangoModelFactory):
    class Meta:
        model = Thread

    community = factory.SubFactory(CommunityFactory)
    title = "Does timing help?"
    started_at = factory.LazyFunction(lambda: ago(3))
    last_at = factory.LazyFunction(lambda: ago(3))


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    thread = factory.SubFactory(ThreadFactory)
    text = "With us it did, for most."
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(lambda: ago(3))


class MentionFactory(DjangoModelFactory):
    class Meta:
        model = Mention

    post = factory.SubFactory(PostFactory)
    person = factory.SubFactory(UserFactory)


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    community = factory.SubFactory(CommunityFactory)
    kind = ReferenceKind.ASSOCIATION
    title = "Association of Invented Mathematicians"
    url = factory.Sequence(lambda n: f"https://mathematicians.example/{n}")
    added_at = factory.LazyFunction(ago)


class OutputFactory(DjangoModelFactory):
    class Meta:
        model = Output

    community = factory.SubFactory(CommunityFactory)
    target_label = "practices.practice"
    target_id = factory.Sequence(str)
    added_at = factory.LazyFunction(ago)


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    host = factory.SubFactory(UserFactory)
    guest = factory.SubFactory(UserFactory)
    focus = "How I bring the quiet table in"
    invited_at = factory.LazyFunction(lambda: ago(1))


class VisitNoteFactory(DjangoModelFactory):
    class Meta:
        model = VisitNote

    visit = factory.SubFactory(VisitFactory)
    text = "You waited four seconds, and Table 3 spoke."
    written_by = factory.SelfAttribute("visit.guest")
    written_at = factory.LazyFunction(ago)


class PartnershipFactory(HomeFactory):
    kind = Kind.PARTNERSHIP
    name = factory.Sequence(lambda n: f"Attendance together {n}")
    purpose = "Every child in school, across the place."


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    partnership = factory.SubFactory(PartnershipFactory)
    text = "Persistent absence below one in six"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=200))
    set_at = factory.LazyFunction(ago)
