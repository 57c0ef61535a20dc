"""Making one's own: from one practice by the guided form, from several by choosing parts."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from weald.core.permissions import actor_of, ruled, visible
from weald.people.views.posted import posted
from weald.practices.domain.drafting import begin_draft
from weald.practices.domain.sharing import MOST_PARENTS, alloy
from weald.practices.domain.written import Written
from weald.practices.enums import Part
from weald.practices.forms.acts import AlloyForm
from weald.practices.models import Practice, Version
from weald.practices.queries.alloying import alloyable
from weald.practices.steps import FIRST
from weald.practices.views.practice import crumbs_to, practice_at
from weald.schools.models import Organisation


@ruled("practices.draft", load=practice_at)
def adapt(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Say what adapting means; begin with everything the newest version says."""
    if request.method == "POST":
        draft = begin_draft(base=practice.head, by=actor_of(request))
        return redirect("practices:write", draft.pk, FIRST.key)
    return render(
        request, "practices/adapt.html", {"practice": practice, "crumbs": crumbs_to(practice, "Adapt")}
    )


@ruled("practices.draft", load=practice_at)
def alloy_with(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Choose the other practices; then, from each, the parts to put in."""
    actor = actor_of(request)
    chosen = [int(pk) for pk in (request.POST or request.GET).getlist("with") if pk.isdecimal()]
    others = visible(Practice.objects.filter(pk__in=chosen[:MOST_PARENTS]), actor).exclude(pk=practice.pk)
    parents = [practice, *others.select_related("head", "home").order_by("pk")]
    if len(parents) == 1:
        words = request.GET.get("q", "")
        page = {"practice": practice, "q": words, "found": alloyable(practice, words, actor)}
        return render(
            request, "practices/alloy_choose.html", {**page, "crumbs": crumbs_to(practice, "Alloy")}
        )
    form = AlloyForm(posted(request), actor=actor)
    if form.is_valid():
        given = form.cleaned_data
        written = put_together(parents, request.POST, given["title"], given["summary"])
        home = Organisation.objects.get(pk=given["home"])
        heads = [one.head for one in parents]
        shared = {"audience": given["audience"], "partners": given["partners"]}
        made = alloy(heads, written, home=home, **shared, by=actor)
        messages.success(request, "Shared. Everyone whose words are in it is credited.")
        return redirect("practices:practice", made.pk)
    page = {
        "practice": practice,
        "parents": parents,
        "parts": parts_of(parents, request.POST),
        "form": form,
        "crumbs": crumbs_to(practice, "Alloy"),
    }
    return render(request, "practices/alloy.html", page, status=422 if form.errors else 200)


def parts_of(
    parents: Sequence[Practice], sent: QueryDict
) -> list[tuple[str, str, list[tuple[str, Version, str, bool]]]]:
    """List each part that any of them has: (part, label, [(field, version, text, is chosen)])."""
    found = []
    for part in Part:
        texts = [
            (f"{part.value}-{one.head_id}", one.head, text, not sent or f"{part.value}-{one.head_id}" in sent)
            for one in parents
            if part != Part.SUMMARY and (text := one.head.texts[part.value])
        ]
        if texts:
            found.append((part.value, part.label, texts))
    return found


def put_together(parents: Sequence[Practice], sent: QueryDict, title: str, summary: str) -> Written:
    texts = {
        part: "\n\n".join(text for field, _, text, _ in rows if field in sent)
        for part, _, rows in parts_of(parents, sent)
    }
    return Written(title, {**texts, Part.SUMMARY.value: summary})
