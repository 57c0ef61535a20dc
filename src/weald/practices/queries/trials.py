"""Trials with their schools, and what somebody has to read off for one."""

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from weald.practices.enums import TrialState, Wave
from weald.practices.models import Participation, Practice, Trial

BEFORE_BEGINNING = (TrialState.AGREED, TrialState.DRAWN)


def trials_of(practice: Practice) -> QuerySet[Trial]:
    return whole(Trial.objects.filter(practice=practice)).order_by("-proposed_at", "-pk")


def whole(trials: QuerySet[Trial]) -> QuerySet[Trial]:
    """Add the schools, in drawn order once it is drawn."""
    schools = Participation.objects.select_related("organisation", "agreed_by").order_by(
        "place", "organisation__name", "pk"
    )
    return trials.select_related("practice", "practice__home", "version", "proposed_by").prefetch_related(
        Prefetch("participations", queryset=schools)
    )


def readings_due(places: Collection[int]) -> QuerySet[Participation]:
    """Give the schools among these that have not yet read off what a trial needs by today."""
    today = timezone.localdate()
    before = Q(before__isnull=True, trial__state__in=BEFORE_BEGINNING)
    after = Q(before__isnull=False, after__isnull=True, trial__state=TrialState.RUNNING)
    due = Participation.objects.filter(before | after & Q(trial__later_on__lte=today))
    due = due.filter(organisation__in=places, trial__practice__hidden_at__isnull=True)
    return due.select_related("trial", "organisation").order_by("pk")


def first_wave(participations: Collection[Participation]) -> list[Participation]:
    return [one for one in participations if one.wave == Wave.FIRST]
