"""Returning an adaptation to where it came from, and answering what came back."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.people.views.posted import posted
from weald.practices.domain import returning
from weald.practices.forms.acts import ReturnForm, ThanksForm, WhyForm
from weald.practices.forms.answering import AnswerForm
from weald.practices.forms.sharing import pupils_note
from weald.practices.models import Adoption, Practice, Return
from weald.practices.queries.line import line_of
from weald.practices.queries.lineage import origins_of
from weald.practices.rules.line import Line
from weald.practices.views.practice import crumbs_to, practice_at
from weald.practices.views.writing import line_at
from weald.schools.models import Organisation


@ruled("practices.return", load=line_at)
def send(request: HttpRequest, line: Line) -> HttpResponse:
    """Say what changed, where it was tried and what happened."""
    practice = practice_at(request, line.id)
    actor = actor_of(request)
    origins = visible(origins_of(practice.head), actor)
    form = ReturnForm(posted(request), origins=origins, places=places_tried(practice))
    if form.is_valid():
        back = returning.send_return(practice.head, by=actor, **form.cleaned_data)
        messages.success(request, f"Sent to those who wrote “{back.to_practice}”. They are told.")
        return redirect("practices:returned", back.pk)
    page = {
        "practice": practice,
        "form": form,
        "origins": origins,
        "note": pupils_note(),
        "crumbs": crumbs_to(practice, "Return"),
    }
    return render(request, "practices/return.html", page, status=422 if form.errors else 200)


def places_tried(practice: Practice) -> QuerySet[Organisation]:
    used = Adoption.objects.filter(practice=practice).values("organisation_id")
    return Organisation.objects.filter(pk__in=used) | Organisation.objects.filter(pk=practice.home_id)


def return_at(request: HttpRequest, return_id: int) -> Return:
    found = Return.objects.filter(pk=return_id).select_related(
        *("to_practice__home", "to_practice__head", "from_version__practice__home", "base", "result"),
        *("tried_at", "sent_by", "answered_by", "thanked_by"),
    )
    return visible_or_404(found, actor_of(request))


@ruled("practices.see", load=return_at)
def returned(request: HttpRequest, back: Return) -> HttpResponse:
    """Show what came back; to those who may answer it, hunk by hunk beside their own."""
    return _page(request, back)


def _page(request: HttpRequest, back: Return, form: AnswerForm | None = None) -> HttpResponse:
    actor = actor_of(request)
    head = back.to_practice.head
    may_answer = refusal("practices.answer", actor, line_of(back.to_practice)) is None
    sender = line_of(back.from_version.practice)
    parts = returning.parts_to_answer(back, head)
    files = returning.files_to_answer(back, head)
    page = {
        "back": back,
        "head": head,
        "form": form or AnswerForm(parts=parts, files=files),
        "why_form": WhyForm(auto_id="why-%s"),
        "thanks_form": ThanksForm(),
        "may_answer": may_answer,
        "may_stand": refusal("practices.return", actor, sender) is None,
        "days": ((back.answered_at or back.sent_at) - back.sent_at).days,
        "crumbs": crumbs_to(back.to_practice, "What came back"),
    }
    return render(request, "practices/returned.html", page, status=422 if form and form.errors else 200)


@require_POST
@ruled("practices.see", load=return_at)
def take(request: HttpRequest, back: Return) -> HttpResponse:
    head = back.to_practice.head
    parts = returning.parts_to_answer(back, head)
    form = AnswerForm(request.POST, parts=parts, files=returning.files_to_answer(back, head))
    if not form.is_valid():
        return _page(request, back, form)
    expected = request.POST.get("head", "")
    version = returning.answer_return(
        back,
        form.choices(),
        expected_head=int(expected) if expected.isdecimal() else 0,
        by=actor_of(request),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, f"Taken in: version {version.number}. A word of thanks costs a minute.")
    return _to(back)


def _to(back: Return) -> HttpResponse:
    return redirect(f"{reverse('practices:returned', args=[back.pk])}#outcome")


def _simple(act: Callable[..., Return], said: str, *, with_reason: bool) -> Callable[..., HttpResponse]:
    """Make the view of an act that needs a sentence at most."""

    @require_POST
    @ruled("practices.see", load=return_at)
    def view(request: HttpRequest, back: Return) -> HttpResponse:
        given = {"reason": request.POST.get("reason", "")} if with_reason else {}
        act(back, by=actor_of(request), **given)
        messages.success(request, said)
        return _to(back)

    return view


variant = _simple(returning.list_as_variant, "Listed as a variant of yours.", with_reason=True)
decline = _simple(returning.decline_return, "Declined. They can let it stand on its own.", with_reason=True)
stand = _simple(
    returning.stand_alone, "It stands on its own, and still says where it came from.", with_reason=False
)


@require_POST
@ruled("practices.see", load=return_at)
def thank(request: HttpRequest, back: Return) -> HttpResponse:
    returning.thank(back, by=actor_of(request), thanks=request.POST.get("thanks", ""))
    messages.success(request, "Thanked. They find it on their page today.")
    return _to(back)
