"""The guided form: one question a page, saved as it is written."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.practices.domain import drafting, publishing
from weald.practices.forms.sharing import AttachForm, pupils_note
from weald.practices.forms.writing import StepForm, problems_in, raw
from weald.practices.models import Draft, Practice
from weald.practices.queries.line import line_of
from weald.practices.rules.line import Line
from weald.practices.steps import BY_KEY, FIRST, LAST, ONLY_NEW, STEPS, Step, after, before
from weald.practices.views.practice import practice_at
from weald.texts.limits import TooLong

WAS = "was-"


def draft_at(request: HttpRequest, draft_id: int) -> Draft:
    drafts = Draft.objects.select_related("practice__home", "base__practice").filter(pk=draft_id)
    return visible_or_404(drafts, actor_of(request))


def draft_and_step(request: HttpRequest, draft_id: int, step: str) -> tuple[Draft, Step]:
    if step not in BY_KEY:
        msg = f"no step {step}"
        raise Http404(msg)
    return draft_at(request, draft_id), BY_KEY[step]


@require_POST
@ruled("practices.draft")
def begin(request: HttpRequest) -> HttpResponse:
    draft = drafting.begin_draft(by=actor_of(request))
    return redirect("practices:write", draft.pk, FIRST.key)


def line_at(request: HttpRequest, practice_id: int) -> Line:
    return line_of(practice_at(request, practice_id))


@require_POST
@ruled("practices.write", load=line_at)
def change(request: HttpRequest, line: Line) -> HttpResponse:
    """Begin the next version of a practice, or go on with it."""
    practice = Practice.objects.select_related("head").get(pk=line.id)
    draft = drafting.begin_draft(practice=practice, by=actor_of(request))
    step = request.POST.get("step", "")
    return redirect("practices:write", draft.pk, step if step in BY_KEY else FIRST.key)


@ruled("practices.draft", load=draft_and_step)
def write(request: HttpRequest, at: tuple[Draft, Step]) -> HttpResponse:
    """Show a step, or save it: by itself from time to time, and whenever somebody goes on."""
    draft, step = at
    if request.method != "POST":
        return _page(request, draft, step, _form(request, draft, step))
    try:
        saved = drafting.save_draft(
            draft,
            raw(step, request.POST),
            was=raw(step, request.POST, WAS),
            revision=_number(request.POST.get("revision")),
            by=actor_of(request),
        )
    except TooLong as error:
        return _too_long(request, draft, step, error)
    if "save" in request.POST:
        return JsonResponse(
            {"revision": saved.revision, "merged": {name: saved.fields[name] for name in saved.merged}}
        )
    draft.refresh_from_db()
    form = _form(request, draft, step, saved.fields)
    if saved.merged or "preview" in request.POST:
        return _page(request, draft, step, form, merged=saved.merged, is_preview="preview" in request.POST)
    if "later" in request.POST:
        messages.success(request, "Kept as it stands. You find it in the library under what you are writing.")
        return redirect("practices:library")
    if not form.is_valid():
        return _page(request, draft, step, form)
    return redirect("practices:write", draft.pk, _wanted(request, step).key)


def _wanted(request: HttpRequest, step: Step) -> Step:
    return BY_KEY.get(request.POST.get("go", ""), after(step))


def _form(request: HttpRequest, draft: Draft, step: Step, data: Any = None) -> StepForm:  # noqa: ANN401 -- fields
    return StepForm(
        data, step=step, actor=actor_of(request), is_new=draft.practice_id is None, initial=draft.fields
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _too_long(request: HttpRequest, draft: Draft, step: Step, error: TooLong) -> HttpResponse:
    if "save" in request.POST:
        return JsonResponse({"said": str(error)}, status=413)
    form = StepForm(
        request.POST, step=step, actor=actor_of(request), is_new=draft.practice_id is None, initial={}
    )
    return _page(request, draft, step, form, status=413)


def _page(
    request: HttpRequest, draft: Draft, step: Step, form: StepForm, *, status: int = 0, **more: object
) -> HttpResponse:
    page = page_of(request, draft, step, form=form, **more)
    return render(request, "practices/write.html", page, status=status or (422 if form.errors else 200))


def page_of(request: HttpRequest, draft: Draft, step: Step, **more: object) -> dict[str, Any]:
    is_new = draft.practice_id is None
    page: dict[str, Any] = {
        "draft": draft,
        "step": step,
        "steps": STEPS,
        "previous": before(step),
        "next": after(step),
        "was": [(name, draft.fields.get(name, "")) for name in step.fields if is_new or name not in ONLY_NEW],
        "note": pupils_note(),
        "crumbs": _crumbs(draft),
    }
    if step.key == "files":
        page |= {"files": draft.files.select_related("file"), "attach": AttachForm()}
    if step is LAST:
        page |= {
            "problems": problems_in(draft.fields, actor=actor_of(request), is_new=is_new),
            "preview": publishing.preview(draft),
            "newer": publishing.is_behind(draft),
        }
    return page | more


def _crumbs(draft: Draft) -> list[tuple[str, str]]:
    crumbs = [("Practices", reverse("practices:library"))]
    if draft.practice:
        crumbs.append((draft.practice.title, reverse("practices:practice", args=[draft.practice_id])))
    return [*crumbs, ("Writing", "")]
