"""Asking to join, and what a place's leaders answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from weald.core.errors import WealdError
from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.people.domain import joining
from weald.people.forms.joining import AgreeForm, DomainForm, JoinForm
from weald.people.models import EmailDomain, JoinRequest
from weald.people.queries.places import workplace
from weald.people.rules import Workplace, roles_to_give
from weald.people.views.invitations import link_for
from weald.people.views.limits import limited
from weald.people.views.places import at
from weald.people.views.posted import posted
from weald.schools.models import Organisation


@ruled("core.anyone")
@limited("join", key="email")
def ask(request: HttpRequest) -> HttpResponse:
    """Answer the same whether the domain is known, the address is known, or neither."""
    form = JoinForm(posted(request))
    if form.is_valid():
        joining.ask_to_join(**form.cleaned_data)
        return render(request, "people/join_asked.html")
    return render(request, "people/join.html", {"form": form}, status=422 if form.errors else 200)


def asked(request: HttpRequest, request_id: int) -> JoinRequest:
    requests = JoinRequest.objects.filter(pk=request_id).select_related("organisation")
    return visible_or_404(requests, actor_of(request))


@require_POST
@ruled("people.own", load=asked)
def decide(request: HttpRequest, wish: JoinRequest) -> HttpResponse:
    actor = actor_of(request)
    if "decline" in request.POST:
        joining.decline(wish, by=actor)
        messages.success(request, "Declined.")
    else:
        form = AgreeForm(request.POST, kinds=roles_to_give(actor, workplace(wish.organisation)))
        if form.is_valid():
            joining.agree(wish, role=form.cleaned_data["role"], by=actor, link_to=link_for(request))
            messages.success(request, f"An invitation is on its way to {wish.email}.")
        else:
            messages.error(request, "Choose a role that you may give.")
    return redirect("people:invitations", place_id=wish.organisation_id)


@require_POST
@ruled("people.map_domain", load=at)
def add_domain(request: HttpRequest, place: Workplace) -> HttpResponse:
    form = DomainForm(request.POST)
    domain = form.cleaned_data["domain"] if form.is_valid() else ""
    try:
        mapping = joining.map_domain(Organisation.objects.get(pk=place.id), domain, by=actor_of(request))
        messages.success(request, f"Whoever writes from {mapping.domain} may now ask to join.")
    except WealdError as error:
        messages.error(request, str(error.refusal))
    return redirect("people:invitations", place_id=place.id)


@require_POST
@ruled("people.map_domain", load=at)
def remove_domain(request: HttpRequest, place: Workplace) -> HttpResponse:
    mapping = get_object_or_404(EmailDomain, organisation_id=place.id, domain=request.POST.get("domain", ""))
    joining.unmap_domain(mapping, by=actor_of(request))
    messages.success(request, f"{mapping.domain} is no longer a way to ask.")
    return redirect("people:invitations", place_id=place.id)
