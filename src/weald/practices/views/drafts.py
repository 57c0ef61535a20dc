"""What happens to a draft as a whole: its files, catching up, publishing, discarding."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weald.core.errors import WealdError
from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.practices.domain import drafting, publishing
from weald.practices.domain.saving import EditedMeanwhile
from weald.practices.forms.sharing import AttachForm
from weald.practices.forms.writing import problems_in
from weald.practices.models import Draft, DraftFile, Version
from weald.practices.steps import BY_KEY, FIRST, LAST
from weald.practices.views.sharing import said_of
from weald.practices.views.writing import draft_at, page_of


def file_at(request: HttpRequest, draft_id: int, file_id: int) -> DraftFile:
    files = DraftFile.objects.filter(pk=file_id, draft_id=draft_id).select_related("draft")
    return visible_or_404(files, actor_of(request))


@ruled("practices.draft", load=draft_at)
def show(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Open a draft where most is to be done: at its beginning, or to read it through."""
    step = LAST if draft.fields.get("summary") else FIRST
    return redirect("practices:write", draft.pk, step.key)


@require_POST
@ruled("practices.draft", load=draft_at)
def attach(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = AttachForm(request.POST, request.FILES)
    if form.is_valid():
        file, licence = form.cleaned_data["file"], form.cleaned_data["licence"]
        try:
            kept = drafting.attach(draft, file, file.name or "", licence=licence, by=actor_of(request))
        except WealdError as error:
            form.add_error("file", str(error.refusal))
        else:
            if kept.changes:
                messages.warning(request, said_of(kept))
            return redirect("practices:write", draft.pk, "files")
    return render(
        request, "practices/write.html", page_of(request, draft, BY_KEY["files"], attach=form), status=422
    )


@require_POST
@ruled("practices.draft", load=file_at)
def detach(request: HttpRequest, file: DraftFile) -> HttpResponse:
    drafting.detach(file, by=actor_of(request))
    return redirect("practices:write", file.draft_id, "files")


@require_POST
@ruled("practices.draft", load=draft_at)
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    drafting.discard_draft(draft, by=actor_of(request))
    messages.success(request, "Discarded.")
    return redirect("practices:library")


@require_POST
@ruled("practices.draft", load=draft_at)
def catch_up(request: HttpRequest, draft: Draft) -> HttpResponse:
    publishing.catch_up(draft, by=actor_of(request))
    messages.success(request, "Their changes are in your draft. Read it through once more.")
    return redirect("practices:write", draft.pk, LAST.key)


@require_POST
@ruled("practices.draft", load=draft_at)
def publish(request: HttpRequest, draft: Draft) -> HttpResponse:
    actor = actor_of(request)
    if problems_in(draft.fields, actor=actor, is_new=draft.practice_id is None):
        messages.error(request, "It cannot be published yet.")
        return redirect("practices:write", draft.pk, LAST.key)
    try:
        version = publishing.publish(draft, note=request.POST.get("note", ""), by=actor)
    except EditedMeanwhile as error:
        messages.warning(request, str(error.refusal))
        return redirect("practices:write", draft.pk, LAST.key)
    messages.success(request, published(version))
    return redirect("practices:practice", version.practice_id)


def published(version: Version) -> str:
    """Say what is done, and of an adaptation what comes next."""
    if version.number == 1 and version.practice.origin_id:
        return "Shared. When you have tried it, return it: those who wrote what you began with want to know."
    return f"Version {version.number} is published."
