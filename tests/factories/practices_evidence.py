"""How practices prove themselves: moves, contests, accounts, references, effects, trials, stopping."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from tests.factories.measures import MeasureFactory
from tests.factories.people import HomeFactory, UserFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory

from weald.practices.enums import Bearing, GoingOn, Round, Stage, Stance, StopReason
from weald.practices.models import (
    Account,
    Answer,
    Contest,
    Endorsement,
    MeasuredEffect,
    Move,
    Objection,
    Participation,
    ProtectedWindow,
    Reference,
    RoomMade,
    Stopping,
    Threshold,
    Trial,
)

WHOLE = {
    "problem": "Pupils forget what they knew last week.",
    "for_whom": "Years 3 to 6.",
    "outcome": "Facts recalled without counting.",
    "pupils": "All, the anxious first.",
    "by_when": "Half a year.",
    "core": "Ten minutes, every day, mixed.",
    "flex": "When in the day.",
    "steps": "1. Choose ten facts.\n2. Ask them.",
    "needs": "A set of cards.",
    "cost_note": "Two hours of making cards.",
}


def whole_practice(**facts):
    """A practice that says everything a second school would ask."""
    return PracticeFactory(**{f"version__{name}": text for name, text in WHOLE.items()}, **facts)


class MoveFactory(DjangoModelFactory):
    class Meta:
        model = Move

    practice = factory.SubFactory(PracticeFactory)
    from_stage = Stage.IDEA
    to_stage = Stage.NURTURED
    moved_by = factory.SubFactory(UserFactory)
    moved_at = factory.LazyFunction(timezone.now)


class ProtectedWindowFactory(DjangoModelFactory):
    class Meta:
        model = ProtectedWindow

    practice = factory.SubFactory(PracticeFactory)
    from_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7))
    until_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    because = "Two terms to try it in peace."
    agreed_at = factory.LazyFunction(timezone.now)


class ThresholdFactory(DjangoModelFactory):
    class Meta:
        model = Threshold
        django_get_or_create = ("code",)

    code = "schools"
    value = 2
    because = "The hub is small."
    set_at = factory.LazyFunction(timezone.now)


class ContestFactory(DjangoModelFactory):
    class Meta:
        model = Contest

    practice = factory.SubFactory(PracticeFactory, stage=Stage.TESTED)
    version = factory.SelfAttribute("practice.head")
    opened_by = factory.SubFactory(UserFactory)
    opened_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=20))


class ObjectionFactory(DjangoModelFactory):
    class Meta:
        model = Objection

    contest = factory.SubFactory(ContestFactory)
    text = "Timed recall makes anxious pupils worse."
    would_settle = "Two classes without the clock, asked the same questions."
    raised_by = factory.SubFactory(UserFactory)
    raised_at = factory.LazyFunction(timezone.now)
    raised_from = factory.SubFactory(HomeFactory)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    objection = factory.SubFactory(ObjectionFactory)
    text = "The clock is gone from the core."
    answered_by = factory.SubFactory(UserFactory)
    answered_at = factory.LazyFunction(timezone.now)


class EndorsementFactory(DjangoModelFactory):
    class Meta:
        model = Endorsement

    practice = factory.SubFactory(PracticeFactory)
    version = factory.SelfAttribute("practice.head")
    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(HomeFactory)
    phase = "primary"
    is_independent = False
    stance = Stance.FOR
    given_at = factory.LazyFunction(timezone.now)


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    practice = factory.SubFactory(PracticeFactory)
    citation = factory.Sequence(
        lambda n: f"Birch, A. (2019). Recall in mixed classes, part {n}. Orchard Review."
    )
    year = 2019
    doi = factory.Sequence(lambda n: f"10.5555/orchard.{n}")
    bearing = Bearing.FOR
    says = "Mixed recall held better after a month than blocked recall."
    added_by = factory.SubFactory(UserFactory)
    added_at = factory.LazyFunction(timezone.now)


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    adoption = factory.SubFactory(AdoptionFactory)
    round = Round.FIRST
    due_on = factory.LazyFunction(timezone.localdate)
    told_by = factory.SelfAttribute("adoption.adopted_by")
    told_at = factory.LazyFunction(timezone.now)
    text = "The first fortnight was slow. Then they asked for it."
    would_go_on = GoingOn.CHANGED
    hours = 6


class MeasuredEffectFactory(DjangoModelFactory):
    """Not yet known, unless an effect is given."""

    class Meta:
        model = MeasuredEffect

    practice = factory.SubFactory(PracticeFactory)
    measure = factory.SubFactory(MeasureFactory)
    adopters = 4
    usable = 0
    sites = 2
    missing = factory.LazyFunction(lambda: ["4 schools adopted it; an answer needs 10."])
    seed = 1
    draws = 200
    data_hash = "0123456789abcdef" * 4
    version = "0.1.0"
    seconds = 0.5
    estimated_at = factory.LazyFunction(timezone.now)


class TrialFactory(DjangoModelFactory):
    class Meta:
        model = Trial

    practice = factory.SubFactory(PracticeFactory, stage=Stage.NURTURED)
    version = factory.SelfAttribute("practice.head")
    title = "Now or after Christmas"
    outcome = "Mean score of Year 4 on the thirty facts sheet, sat on the day."
    unit = "facts"
    smallest = 2.0
    spread = 2.5
    spread_because = "Last year’s changes in the same schools."
    hardest = "Who supervises the sheet: another class’s teacher."
    first_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    later_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=97))
    proposed_by = factory.SubFactory(UserFactory)
    proposed_at = factory.LazyFunction(timezone.now)
    proposed_from = factory.SubFactory(HomeFactory)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    trial = factory.SubFactory(TrialFactory)
    organisation = factory.SubFactory(HomeFactory)
    agreed_by = factory.SubFactory(UserFactory)
    agreed_at = factory.LazyFunction(timezone.now)


class StoppingFactory(DjangoModelFactory):
    class Meta:
        model = Stopping

    adoption = factory.SubFactory(
        AdoptionFactory,
        state="stopped",
        ended_on=date(2026, 11, 2),
        ended_because="It took the whole lesson.",
    )
    reason = StopReason.TOO_COSTLY
    because = "It took the whole lesson."
    stopped_at = factory.LazyFunction(timezone.now)


class RoomMadeFactory(DjangoModelFactory):
    class Meta:
        model = RoomMade

    adoption = factory.SubFactory(AdoptionFactory)
    words = "The Friday test goes."
    said_at = factory.LazyFunction(timezone.now)
