"""Who works at a place: the list of its people, for those who work there and those who lead it."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from weald.core.exports import export, wanted_format
from weald.core.permissions import Actor, actor_of, refusal, ruled, visible, visible_or_404
from weald.people.domain.roles import end_role, say_subject
from weald.people.forms.joining import SubjectForm
from weald.people.forms.roles import EndForm
from weald.people.models import Role
from weald.people.queries.interests import standings
from weald.people.queries.invitations import led_by
from weald.people.queries.places import workplace
from weald.people.queries.roles import held_on, roles_at
from weald.people.rules import Holding, Workplace, roles_to_give
from weald.people.views.posted import posted
from weald.schools.models import Organisation

PEOPLE_A_PAGE = 50
SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("person__name", "kind"),
    "role": ("kind", "person__name"),
    "since": ("period", "person__name"),
}
COLUMNS = {
    "name": "person.name",
    "role": lambda role: role.get_kind_display(),
    "subject": "subject",
    "organisation": "organisation.name",
    "from": "began_on",
    "until": "ended_on",
}


def at(request: HttpRequest, place_id: int) -> Workplace:
    return workplace(get_object_or_404(Organisation, pk=place_id))


def ordered(request: HttpRequest, roles: QuerySet[Role]) -> QuerySet[Role]:
    sort = request.GET.get("sort", "name")
    fields = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    return roles.order_by(*(f"-{field}" if sort.startswith("-") else field for field in fields), "pk")


def mark(roles: Iterable[Role], may_end: frozenset[str]) -> None:
    """Note beside each role what its leaders see of it: the declaration's standing, and the act."""
    standing = standings([role.person_id for role in roles])
    for role in roles:
        role.standing = standing[role.person_id]  # type: ignore[attr-defined]  # for the page
        role.may_be_ended = role.kind in may_end  # type: ignore[attr-defined]  # as above


@ruled("people.see_colleagues", load=at)
def directory(request: HttpRequest, place: Workplace) -> HttpResponse:
    actor = actor_of(request)
    roles = visible(roles_at(place.id), actor)
    is_past = "past" in request.GET
    roles = ordered(request, roles.exclude(pk__in=held_on(roles)) if is_past else held_on(roles))
    if wanted_format(request):
        return export(request, COLUMNS, roles, "people")
    may_lead = refusal("people.lead", actor, place) is None
    listed = Paginator(roles, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    if may_lead:
        mark(listed.object_list, frozenset(roles_to_give(actor, place)))
    page = {
        "place": place,
        "page": listed,
        "is_past": is_past,
        "sort": request.GET.get("sort", "name"),
        "may_lead": may_lead,
        "crumbs": [("People", reverse("people:places")), (place.name, "")] if keeps_several(actor) else [],
    }
    return render(request, "people/directory.html", page)


def keeps_several(actor: Actor) -> bool:
    led = led_by(actor)
    return led is None or len(led) > 1


@ruled("core.signed_in")
def places(request: HttpRequest) -> HttpResponse:
    """List the places whose people the actor keeps; straight to the only one, if it is one."""
    led = led_by(actor_of(request))
    found = Organisation.objects.order_by("name", "pk")
    words = request.GET.get("q", "").strip()[:100]
    if led is not None:
        found = found.filter(pk__in=led)
    if words:
        found = found.filter(name__icontains=words)
    listed = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    if listed.paginator.count == 1 and not words:
        return redirect("people:directory", place_id=listed[0].pk)
    return render(request, "people/places.html", {"page": listed, "words": words})


def holding(request: HttpRequest, role_id: int) -> Holding:
    roles = Role.objects.select_related("organisation").filter(pk=role_id)
    role = visible_or_404(roles, actor_of(request))
    return Holding(workplace(role.organisation), role.kind, role.person_id, role.pk)


def held_role(held: Holding) -> Role:
    return get_object_or_404(Role.objects.select_related("person", "organisation"), pk=held.role_id)


def way_back(request: HttpRequest, held: Holding) -> str:
    is_own = held.person_id == actor_of(request).person_id
    return reverse("people:me") if is_own else reverse("people:directory", args=[held.place.id])


@ruled("people.say_subject", load=holding)
def subject(request: HttpRequest, held: Holding) -> HttpResponse:
    role = held_role(held)
    form = SubjectForm(posted(request), initial={"subject": role.subject})
    if form.is_valid():
        say_subject(role, form.cleaned_data["subject"], by=actor_of(request))
        messages.success(request, "Kept.")
        return redirect(way_back(request, held))
    question = f"What does {role.person.name} teach or lead?"
    page = {"role": role, "question": question, "form": form, "back": way_back(request, held)}
    return render(request, "people/role_subject.html", page, status=422 if form.errors else 200)


@ruled("people.end_role", load=holding)
def end(request: HttpRequest, held: Holding) -> HttpResponse:
    role = held_role(held)
    actor = actor_of(request)
    is_own = held.person_id == actor.person_id
    back = way_back(request, held)
    form = EndForm(posted(request))
    if form.is_valid():
        end_role(role, by=actor, on=form.cleaned_data["on"])
        messages.success(request, "The end of the role is set.")
        return redirect(back)
    whose = "your" if is_own else f"{role.person.name}’s"
    page = {
        "role": role,
        "question": f"End {whose} role as {role.get_kind_display()}?",
        "form": form,
        "back": back,
    }
    return render(request, "people/role_end.html", page, status=422 if form.errors else 200)
