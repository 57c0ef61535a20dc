"""A practice as the rules of its contests, trials and moves see it."""

from datetime import date

from django.utils import timezone

from weald.people.queries.places import workplace
from weald.practices.models import Practice, ProtectedWindow
from weald.practices.rules.line import Line, everyone_in


def line_of(practice: Practice) -> Line:
    authors = set(practice.authors.values_list("pk", flat=True)) | {practice.made_by_id}
    return Line(
        id=practice.pk,
        title=practice.title,
        stage=practice.stage,
        home=workplace(practice.home),
        authors=everyone_in(authors),
        protected_until=protected_until(practice.pk),
    )


def protected_until(practice_id: int, on: date | None = None) -> date | None:
    """Give the day on which the practice may be judged again, while it may not."""
    on = on or timezone.localdate()
    running = ProtectedWindow.objects.filter(practice_id=practice_id, from_on__lte=on, until_on__gt=on)
    return running.order_by("-until_on").values_list("until_on", flat=True).first()
