"""A person's own page: roles, choices, ways in, data, erasure."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings as account_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weald.core.errors import Refused
from weald.core.permissions import actor_of, ruled
from weald.core.registry import slots_for
from weald.people.domain import invitations as joining
from weald.people.domain.accounts import choose_digest, rename
from weald.people.domain.own_data import erase, export_of
from weald.people.forms.me import ChoicesForm, EraseForm
from weald.people.models import Invitation, User
from weald.people.queries.concerns import REPORTABLE, own_reports
from weald.people.queries.interests import academic_year, standings, year_label
from weald.people.queries.invitations import open_invitations_to
from weald.people.queries.roles import roles_of
from weald.people.views.posted import posted

View = Callable[..., HttpResponse]
SHOWN_REPORTS = 5


def myself(request: HttpRequest) -> User | None:
    """Give the person fresh from the database: a form must not change the one the session holds."""
    return User.objects.filter(pk=actor_of(request).person_id).first()


@ruled("people.own", load=myself)
def me(request: HttpRequest, person: User) -> HttpResponse:
    form = ChoicesForm(posted(request), instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        if person.name != form.cleaned_data["name"]:
            rename(person, form.cleaned_data["name"], by=actor)
        if person.digest != form.cleaned_data["digest"]:
            choose_digest(person, form.cleaned_data["digest"], by=actor)
        messages.success(request, "Kept.")
        return redirect("people:me")
    year = academic_year()
    page = {
        "form": form,
        "person": person,
        "roles": roles_of(person.pk),
        "invitations": open_invitations_to(person.email),
        "standing": standings([person.pk], year)[person.pk],
        "year": year_label(year),
        "factors": set(Authenticator.objects.filter(user=person).values_list("type", flat=True)),
        "slots": slots_for("people.me", request, person),
        "reports": [
            (REPORTABLE[one.target_label].what, one) for one in own_reports(actor_of(request))[:SHOWN_REPORTS]
        ],
        "linked": SocialAccount.objects.filter(user=person).order_by("date_joined"),
    }
    return render(request, "people/me.html", page, status=422 if form.errors else 200)


def offered_to_me(request: HttpRequest, invitation_id: int) -> Invitation | None:
    person = myself(request)
    return open_invitations_to(person.email).filter(pk=invitation_id).first() if person else None


@require_POST
@ruled("people.own", load=offered_to_me)
def accept(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    if invitation is None:
        messages.error(request, "That invitation is no longer open.")
    else:
        role = joining.accept(invitation, person=User.objects.get(pk=actor_of(request).person_id))
        messages.success(request, f"You are now {role.get_kind_display()} at {role.organisation}.")
    return redirect("people:me")


@require_POST
@ruled("people.own", load=myself)
def export(request: HttpRequest, person: User) -> HttpResponse:
    response = JsonResponse(
        export_of(person, by=actor_of(request)), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    name = f"weald-my-data-{timezone.localdate()}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def lately_signed_in(view: View) -> View:
    """Ask for the password or second factor again; who has neither must have signed in just now."""

    @wraps(view)
    @reauthentication_required(allow_get=True)
    def guarded(request: HttpRequest, *things: object) -> HttpResponse:
        records = get_authentication_records(request, request.user)
        age = time.time() - records[-1]["at"] if records else float("inf")
        if request.method == "POST" and age > account_settings.REAUTHENTICATION_TIMEOUT:
            raise Refused(
                "This needs a fresh sign-in, so that nobody does it at a computer you left.",
                "You signed in a while ago, and have no password or second factor to ask for.",
                "Sign out, sign in again, and come back within five minutes.",
            )
        return view(request, *things)

    return guarded


@ruled("people.own", load=myself)
@lately_signed_in
def erase_me(request: HttpRequest, person: User) -> HttpResponse:
    form = EraseForm(posted(request))
    if form.is_valid():
        erase(person, by=actor_of(request))
        logout(request)
        messages.success(request, "You have been erased. Thank you for what you gave.")
        return redirect("home:front")
    page = {"form": form, "roles": roles_of(person.pk)}
    return render(request, "people/erase.html", page, status=422 if form.errors else 200)
