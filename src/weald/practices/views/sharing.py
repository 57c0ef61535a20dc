"""Sharing in two minutes, and asking about what was shared."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from weald.core.errors import WealdError
from weald.core.permissions import actor_of, permit, ruled, visible_or_404
from weald.files.domain import Kept, store
from weald.people.views.posted import posted
from weald.practices.domain import asking, publishing
from weald.practices.forms.sharing import LIMIT, AskForm, ReplyForm, ShareForm, pupils_note
from weald.practices.models import Ask, Practice
from weald.practices.queries.line import line_of
from weald.practices.views.practice import crumbs_to, may_report, practice_at


@ruled("practices.draft")
def share(request: HttpRequest) -> HttpResponse:
    form = ShareForm(posted(request), request.FILES or None, actor=actor_of(request))
    if form.is_valid() and "preview" not in request.POST:
        shared = _share(request, form)
        if shared is not None:
            return redirect("practices:practice", shared.pk)
    page = {
        "form": form,
        "limit": LIMIT,
        "note": pupils_note(),
        "preview": form.cleaned_data if "preview" in request.POST and form.is_valid() else None,
        "crumbs": [("Practices", reverse("practices:library")), ("Share", "")],
    }
    return render(request, "practices/share.html", page, status=422 if form.errors else 200)


def _share(request: HttpRequest, form: ShareForm) -> Practice | None:
    """Share what the form says; a file that is not kept is said beside its field, and nothing is shared."""
    given = dict(form.cleaned_data)
    file: UploadedFile[bytes] | None = given.pop("file")
    actor = actor_of(request)
    try:
        kept = store(file, file.name or "", by=actor) if file else None
    except WealdError as error:
        form.add_error("file", str(error.refusal))
        return None
    shared = publishing.share_quickly(**given, kept=kept, by=actor)
    messages.success(request, "Shared. Say more whenever you like: what must not change, what it costs.")
    if kept and kept.changes:
        messages.warning(request, said_of(kept))
    return shared


def said_of(kept: Kept) -> str:
    return f"“{kept.name}” is kept, but {'; '.join(kept.changes)}."


@ruled("practices.ask", load=practice_at)
def ask(request: HttpRequest, practice: Practice) -> HttpResponse:
    actor = actor_of(request)
    form = AskForm(posted(request), actor=actor, initial={"about": request.GET.get("about", "")})
    if form.is_valid():
        given = form.cleaned_data
        asking.ask(practice, about=given["about"], text=given["text"], place_id=int(given["place"]), by=actor)
        messages.success(request, "Asked. Its authors find it on their page today.")
        return redirect("practices:practice", practice.pk)
    page = {
        "practice": practice,
        "form": form,
        "note": pupils_note(),
        "may_report": may_report(practice, actor),
        "crumbs": crumbs_to(practice, "Ask"),
    }
    return render(request, "practices/ask.html", page, status=422 if form.errors else 200)


def ask_at(request: HttpRequest, ask_id: int) -> Ask:
    asks = Ask.objects.select_related("practice", "asked_by", "asked_for").filter(pk=ask_id)
    return visible_or_404(asks, actor_of(request))


@ruled("practices.see", load=ask_at)
def answer(request: HttpRequest, asked: Ask) -> HttpResponse:
    """Show a question to an author with room for the answer."""
    permit("practices.answer", actor_of(request), line_of(asked.practice))
    form = ReplyForm(posted(request))
    if form.is_valid():
        asking.reply(asked, text=form.cleaned_data["text"], by=actor_of(request))
        messages.success(request, "Answered. Everyone who may see the practice can read it.")
        return redirect("practices:practice", asked.practice_id)
    page = {
        "asked": asked,
        "form": form,
        "note": pupils_note(),
        "crumbs": crumbs_to(asked.practice, "A question"),
    }
    return render(request, "practices/answer.html", page, status=422 if form.errors else 200)
