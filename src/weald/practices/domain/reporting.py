"""What reporting a practice does: it is hidden, and perhaps taken down, by those who must look."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F
from django.urls import reverse

from weald.core.permissions import Actor, visible
from weald.people.enums import ConcernKind
from weald.people.queries.concerns import REPORTABLE, About, Reportable, WentOn
from weald.practices.domain.keeping import take_down, withdraw
from weald.practices.domain.sharing import LABEL
from weald.practices.enums import CreditKind
from weald.practices.models import Credit, Practice, Version
from weald.practices.queries.today import written_by
from weald.practices.rules.line import everyone_in
from weald.search.domain.documents import index


def _find(target_id: str, actor: Actor) -> About | None:
    known = visible(Practice.objects.filter(pk=target_id), actor)
    practice = known.select_related("home").first()
    if practice is None:
        return None
    # Whoever wrote in it does not decide about it, though they left its authors since.
    writers = {*practice.authors.values_list("pk", flat=True), practice.made_by_id}
    writers.update(Version.objects.filter(practice=practice).values_list("made_by_id", flat=True))
    return About(practice.title, practice.home, everyone_in(writers))


def _hide(target_id: str, since: datetime | None) -> None:
    Practice.objects.filter(pk=target_id).update(hidden_at=since)
    index(Practice.objects.get(pk=target_id))


def _take_down(target_id: str, kind: str, by: Actor) -> None:
    """Withdraw it; and where a child is at stake, remove the texts and files of every version for good."""
    practice = Practice.objects.get(pk=target_id)
    if kind != ConcernKind.UNFIT:
        for version in Version.objects.filter(practice=practice, taken_down_at=None).order_by("number"):
            take_down(version, by=by)
    if not practice.is_withdrawn:
        withdraw(practice, by=by)


def _written_by(person_id: int) -> Collection[str]:
    return [str(pk) for pk in written_by(person_id)]


def _went_on(target_id: str, actor: Actor) -> WentOn:
    """Find the lines whose newest version still has words of this one's."""
    kept = Credit.objects.filter(ancestor__practice=int(target_id), kind=CreditKind.KEPT)
    heads = kept.filter(version__practice__head=F("version")).values("version__practice")
    lines = Practice.objects.filter(pk__in=heads).exclude(pk=target_id)
    known = visible(lines, actor).order_by("title", "pk").values_list("title", "pk")
    told = tuple((title, reverse("practices:practice", args=[pk])) for title, pk in known)
    return WentOn(told, lines.count() - len(told))


REPORTABLE[LABEL] = Reportable(
    "practice", "practices:practice", _find, _hide, _take_down, _written_by, _went_on
)
