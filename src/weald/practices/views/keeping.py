"""Keeping a practice: who sees it, who writes it, withdrawing it, taking a text down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled
from weald.people.views.posted import posted
from weald.practices.domain import keeping
from weald.practices.domain.sharing import LABEL
from weald.practices.forms.keeping import AudienceForm, AuthorForm
from weald.practices.models import Practice
from weald.practices.queries.practice import practices_whole, versions_of
from weald.practices.rules.line import Line
from weald.practices.views.practice import crumbs_to
from weald.practices.views.writing import line_at
from weald.schools.queries.partners import partners_of, written

SHOWN_VERSIONS = 50


def kept(line: Line) -> Practice:
    return get_object_or_404(practices_whole(), pk=line.id)


@ruled("practices.keep", load=line_at)
def keep(request: HttpRequest, line: Line) -> HttpResponse:
    """Show who sees and who writes it; change who sees it."""
    practice, actor = kept(line), actor_of(request)
    form = AudienceForm(posted(request), initial=shared_with(practice))
    if form.is_valid():
        keeping.change_audience(practice, **form.cleaned_data, by=actor)
        messages.success(request, "Changed. Whoever uses it already goes on seeing it.")
        return redirect("practices:keep", practice.pk)
    return _page(request, practice, form=form, author_form=AuthorForm(actor=actor))


def shared_with(practice: Practice) -> dict[str, str]:
    return {"audience": practice.audience, "partners": written(partners_of(LABEL, practice.pk))}


def _page(request: HttpRequest, practice: Practice, **forms: AudienceForm | AuthorForm) -> HttpResponse:
    page = {
        "practice": practice,
        "authors": practice.authors.order_by("name", "pk"),
        "versions": versions_of(practice)[:SHOWN_VERSIONS],
        "crumbs": crumbs_to(practice, "Who sees it, who writes it"),
        **forms,
    }
    has_errors = any(form.errors for form in forms.values())
    return render(request, "practices/keep.html", page, status=422 if has_errors else 200)


@require_POST
@ruled("practices.keep", load=line_at)
def author_add(request: HttpRequest, line: Line) -> HttpResponse:
    practice, actor = kept(line), actor_of(request)
    form = AuthorForm(request.POST, actor=actor)
    if not form.is_valid():
        shown = AudienceForm(initial=shared_with(practice))
        return _page(request, practice, form=shown, author_form=form)
    person = form.cleaned_data["address"]
    keeping.add_author(practice, person, by=actor)
    messages.success(request, f"{person.name} writes it too from now on.")
    return redirect("practices:keep", practice.pk)


@require_POST
@ruled("practices.keep", load=line_at)
def author_remove(request: HttpRequest, line: Line) -> HttpResponse:
    practice, wanted = kept(line), request.POST.get("person", "")
    person = get_object_or_404(practice.authors, pk=int(wanted) if wanted.isdecimal() else 0)
    keeping.remove_author(practice, person, by=actor_of(request))
    messages.success(request, f"{person.name} no longer writes it. What they wrote stays theirs.")
    return redirect("practices:practice", practice.pk)


@require_POST
@ruled("practices.keep", load=line_at)
def withdraw(request: HttpRequest, line: Line) -> HttpResponse:
    keeping.withdraw(kept(line), by=actor_of(request))
    messages.success(request, "Withdrawn. Whoever uses it still sees it; nobody new finds it.")
    return redirect("practices:library")


@require_POST
@ruled("practices.keep", load=line_at)
def take_down(request: HttpRequest, line: Line) -> HttpResponse:
    practice, wanted = kept(line), request.POST.get("version", "")
    version = get_object_or_404(practice.versions, pk=int(wanted) if wanted.isdecimal() else 0)
    keeping.take_down(version, by=actor_of(request))
    messages.success(request, f"The texts and files of version {version.number} are gone for good.")
    return redirect("practices:keep", practice.pk)
