"""Inviting people to a place, and accepting an invitation."""

import tempfile
from pathlib import Path

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.errors import WealdError
from weald.core.permissions import actor_of, ruled, visible, visible_or_404
from weald.people.adapters.openid import INVITATION_TOKEN
from weald.people.domain import invitations as inviting
from weald.people.domain.invite_many import MOST_ROWS, Outcome, invite_many
from weald.people.forms.joining import InviteForm, InviteManyForm, NewcomerForm
from weald.people.models import EmailDomain, Invitation, JoinRequest, User
from weald.people.queries.invitations import open_invitation_by
from weald.people.queries.people import person_with
from weald.people.rules import Workplace, roles_to_give
from weald.people.views.limits import limited
from weald.people.views.places import PEOPLE_A_PAGE, at
from weald.people.views.posted import posted
from weald.schools.models import Organisation

# A file that went wrong from top to bottom has one mistake, not five hundred.
REFUSED_SHOWN = 100


def link_for(request: HttpRequest) -> inviting.LinkTo:
    return lambda token: request.build_absolute_uri(reverse("people:invitation", args=[token]))


@ruled("people.lead", load=at)
def invitations(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show a place's invitations, the form for a new one, and who asks to join."""
    actor = actor_of(request)
    kinds = roles_to_give(actor, place)
    form = InviteForm(posted(request), kinds=kinds)
    if form.is_valid():
        organisation = Organisation.objects.get(pk=place.id)
        inviting.invite(**form.cleaned_data, organisation=organisation, by=actor, link_to=link_for(request))
        messages.success(request, f"An invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("people:invitations", place_id=place.id)
    sent = visible(Invitation.objects.filter(organisation_id=place.id), actor).select_related("invited_by")
    asked = JoinRequest.objects.filter(organisation_id=place.id, decided_at__isnull=True)
    page = {
        "place": place,
        "form": form,
        "page": Paginator(sent.order_by("-invited_at", "-pk"), PEOPLE_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "requests": visible(asked, actor).order_by("asked_at"),
        "roles": [(kind, kind.label) for kind in kinds],
        "domains": EmailDomain.objects.filter(organisation_id=place.id).order_by("domain"),
    }
    return render(request, "people/invitations.html", page, status=422 if form.errors else 200)


@ruled("people.lead", load=at)
def many(request: HttpRequest, place: Workplace) -> HttpResponse:
    form = InviteManyForm(posted(request), request.FILES or None)
    outcomes = None
    if form.is_valid():
        try:
            outcomes = _read_and_invite(request, place, **form.cleaned_data)
        except WealdError as error:
            form.add_error("file", str(error.refusal))
    refused = [one for one in outcomes or [] if one.problem]
    page = {
        "place": place,
        "form": form,
        "outcomes": outcomes,
        "is_trial": form.is_valid() and form.cleaned_data["is_trial"],
        "refused": refused[:REFUSED_SHOWN],
        "refused_count": len(refused),
        "refused_more": max(0, len(refused) - REFUSED_SHOWN),
        "roles": roles_to_give(actor_of(request), place),
        "most": MOST_ROWS,
    }
    return render(request, "people/invite_many.html", page, status=422 if form.errors else 200)


def _read_and_invite(
    request: HttpRequest, place: Workplace, file: UploadedFile, is_trial: bool
) -> list[Outcome]:
    organisation = Organisation.objects.get(pk=place.id)
    with tempfile.TemporaryDirectory() as folder:
        # Only the ending is kept of the name somebody's computer gave it.
        path = Path(folder) / f"people{Path(file.name or '').suffix[:5]}"
        path.write_bytes(file.read())
        return invite_many(
            path, organisation, by=actor_of(request), link_to=link_for(request), is_trial=is_trial
        )


def sent_one(request: HttpRequest, invitation_id: int) -> Invitation:
    sent = Invitation.objects.filter(pk=invitation_id).select_related("organisation")
    return visible_or_404(sent, actor_of(request))


@require_POST
@ruled("people.own", load=sent_one)
def resend(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    inviting.resend(invitation, by=actor_of(request), link_to=link_for(request))
    messages.success(request, f"Sent again to {invitation.email}. Earlier links no longer work.")
    return redirect("people:invitations", place_id=invitation.organisation_id)


@require_POST
@ruled("people.own", load=sent_one)
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    inviting.withdraw(invitation, by=actor_of(request))
    messages.success(request, "Withdrawn. Its link no longer works.")
    return redirect("people:invitations", place_id=invitation.organisation_id)


@ruled("core.anyone")
@limited("invitation")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept by a name and a password; a link that opens nothing always reads the same."""
    found = open_invitation_by(token)
    if found is None:
        return render(request, "people/invitation_closed.html", status=404)
    if person_with(found.email):
        return _for_known(request, found)
    # Where an account elsewhere is used instead, this tells which invitation it is for.
    request.session[INVITATION_TOKEN] = token
    form = NewcomerForm(posted(request), email=found.email, initial={"name": found.name})
    if form.is_valid():
        given = form.cleaned_data
        person = inviting.accept_as_newcomer(found, name=given["name"], password=given["password"])
        request.session.pop(INVITATION_TOKEN, None)
        response: HttpResponse = perform_login(request, person, redirect_url=reverse("people:me"))
        return response
    page = {"invitation": found, "form": form}
    return render(request, "people/invitation.html", page, status=422 if form.errors else 200)


def _for_known(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Let somebody with an account accept once they are signed in to it."""
    actor = actor_of(request)
    person = User.objects.filter(pk=actor.person_id).first()
    if request.method == "POST" and person:
        role = inviting.accept(found, person=person)
        messages.success(request, f"You are now {role.get_kind_display()} at {role.organisation}.")
        return redirect("people:me")
    is_theirs = person is not None and person.email == found.email
    return render(request, "people/invitation_known.html", {"invitation": found, "is_theirs": is_theirs})
