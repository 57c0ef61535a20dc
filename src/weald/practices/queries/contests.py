"""Contests with their objections, and who said what they think of a practice."""

from django.db.models import Prefetch, QuerySet

from weald.practices.models import Answer, Contest, Endorsement, Objection, Practice


def objections_whole() -> QuerySet[Objection]:
    answers = Answer.objects.select_related("answered_by", "version").order_by("answered_at")
    return (
        Objection.objects.select_related(
            "contest__practice__home", "raised_by", "raised_from", "third_person", "decided_by"
        )
        .prefetch_related(Prefetch("answers", answers))
        .order_by("raised_at", "pk")
    )


def contests_of(practice: Practice) -> QuerySet[Contest]:
    """Give a practice's contests, the newest first."""
    contests = Contest.objects.filter(practice=practice).select_related("opened_by", "version")
    return contests.prefetch_related(Prefetch("objections", objections_whole())).order_by("-opened_at")


def voices_with_words(practice: Practice) -> QuerySet[Endorsement]:
    voices = Endorsement.objects.filter(practice=practice, replaced_at__isnull=True).exclude(words="")
    return voices.select_related("person", "organisation").order_by("-given_at")
