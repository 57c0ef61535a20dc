"""Reporting what should not be seen, and looking at what was reported."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime

from weald.core.errors import Withheld
from weald.core.permissions import SYSTEM, Actor, actor_of, refusal, ruled, visible_or_404
from weald.people.domain import concerns
from weald.people.enums import MOST_HIDDEN_BY_ONE, ConcernKind, ConcernOutcome
from weald.people.forms.concerns import LookForm, ReportForm
from weald.people.models import Concern
from weald.people.queries.concerns import REPORTABLE, About, hides_more, looking_at, own_reports
from weald.people.views.posted import posted

ModelT = TypeVar("ModelT", bound=Model)
Named = tuple[str, str, About]
HIDDEN = "Thank you. It is hidden now; those who answer for it have been told to look."
NOT_HIDDEN = (
    f"Thank you. Those who answer for it have been told to look; it is not hidden until then, because "
    f"{MOST_HIDDEN_BY_ONE} things are hidden at your word already."
)


def tell_reporter(label: str, target_ids: Collection[str] | QuerySet[Any, Any], actor: Actor) -> None:
    """Say to whoever reported what they do not see any more that they did, and when; to others nothing.

    Without a word of the thing itself: what it says, and its title, may be what should not be seen.
    """
    own = own_reports(actor).filter(target_label=label, target_id__in=target_ids, looked_at__isnull=True)
    if concern := own.first():
        when = date_format(localtime(concern.raised_at), "j F Y, H:i")
        raise Withheld(
            "What was reported is out of sight while it is being looked at.",
            f"You reported this {REPORTABLE[label].what} on {when}, and it is being looked at.",
            "There is nothing you must do. Today will tell you what was decided, and why.",
        )


def known_or_reported(
    queryset: QuerySet[ModelT],
    actor: Actor,
    label: str,
    target_ids: Collection[str] | QuerySet[Any, Any],
) -> ModelT:
    """Find what the actor may know of; where it is gone at their own word, say so."""
    try:
        return visible_or_404(queryset, actor)
    except Http404:
        tell_reporter(label, target_ids, actor)
        raise


def thing_at(request: HttpRequest, label: str, target_id: int) -> Named:
    """Find what shall be reported: whoever may not know of it reports nothing."""
    kind = REPORTABLE.get(label)
    about = kind.find(str(target_id), actor_of(request)) if kind else None
    if about is None:
        tell_reporter(label, [str(target_id)], actor_of(request))
        msg = f"no {label} {target_id} here for this reader"
        raise Http404(msg)
    return label, str(target_id), about


def concern_at(request: HttpRequest, concern_id: int) -> Concern:
    found = Concern.objects.select_related("home", "raised_by", "looked_by").filter(pk=concern_id)
    return visible_or_404(found, actor_of(request))


@ruled("people.report", load=thing_at)
def report(request: HttpRequest, thing: Named) -> HttpResponse:
    label, target_id, about = thing
    form = ReportForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        kind = ConcernKind(given["kind"])
        made = concerns.report(label, target_id, kind=kind, text=given["text"], by=actor_of(request))
        messages.success(request, HIDDEN if made.hides else NOT_HIDDEN)
        return redirect("people:concern", made.pk)
    page = {
        "form": form,
        "about": about,
        "what": REPORTABLE[label].what,
        "hides": hides_more(actor_of(request)),
        "most": MOST_HIDDEN_BY_ONE,
        "crumbs": [(about.title, REPORTABLE[label].url_of(target_id)), ("Report", "")],
    }
    return render(request, "people/report.html", page, status=422 if form.errors else 200)


@ruled("people.own", load=concern_at)
def concern(request: HttpRequest, concern: Concern) -> HttpResponse:
    """Show what was reported to who looks, with what they may do; to who reported it, how it stands."""
    kind, actor = REPORTABLE[concern.target_label], actor_of(request)
    about = kind.find(concern.target_id, SYSTEM)
    refused = refusal("people.look", actor, looking_at(concern, about))
    form = LookForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        concerns.look(concern, ConcernOutcome(given["outcome"]), because=given["because"], by=actor)
        messages.success(request, "Said. Those who wrote it and whoever reported it are told.")
        return redirect("people:concern", concern.pk)
    page = {
        "form": form,
        "concern": concern,
        "what": kind.what,
        "about": about if refused is None else None,
        "still_here": concern.outcome == ConcernOutcome.KEPT
        and kind.find(concern.target_id, actor) is not None,
        "url": kind.url_of(concern.target_id),
        "most": MOST_HIDDEN_BY_ONE,
        "refused": refused,
        "is_mine": actor.person_id == concern.raised_by_id,
        "went_on": kind.went_on(concern.target_id, actor) if refused is None else None,
        # Whoever reports is promised that those who wrote it do not learn who it was.
        "names_reporter": about is not None and actor.person_id not in about.authors,
    }
    return render(request, "people/concern.html", page, status=422 if form.errors else 200)
