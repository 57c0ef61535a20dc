"""Declaring interests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.people.domain import interests as declaring
from weald.people.forms.me import InterestForm
from weald.people.models import Interest, User
from weald.people.queries.interests import academic_year, declared, over, proposal, standings, year_label
from weald.people.views.me import myself
from weald.people.views.posted import posted


@ruled("people.own", load=myself)
def mine(request: HttpRequest, person: User) -> HttpResponse:
    form = InterestForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        declaring.declare(
            person,
            kind=given["kind"],
            organisation=given["organisation"],
            detail=given["detail"],
            by=actor_of(request),
        )
        messages.success(request, "Declared.")
        return redirect("people:interests")
    return render(request, "people/interests.html", _page(person, form), status=422 if form.errors else 200)


def _page(person: User, form: InterestForm) -> dict[str, object]:
    year = academic_year()
    return {
        "form": form,
        "year": year_label(year),
        "last_year": year_label(year - 1),
        "standing": standings([person.pk], year)[person.pk],
        "declared": declared(person.pk, year),
        "proposal": proposal(person.pk, year),
        "earlier": over(person.pk, year)[:50],
    }


@require_POST
@ruled("people.own", load=myself)
def nothing(request: HttpRequest, person: User) -> HttpResponse:
    declaring.declare_nothing(person, by=actor_of(request))
    messages.success(request, "You have confirmed that there is nothing to declare.")
    return redirect("people:interests")


@require_POST
@ruled("people.own", load=myself)
def carry_forward(request: HttpRequest, person: User) -> HttpResponse:
    chosen = [int(one) for one in request.POST.getlist("interest") if one.isdecimal()]
    carried = declaring.carry_forward(person, chosen, by=actor_of(request))
    messages.success(request, f"{len(carried)} declared again for this year.")
    return redirect("people:interests")


def my_interest(request: HttpRequest, interest_id: int) -> Interest:
    return visible_or_404(Interest.objects.filter(pk=interest_id), actor_of(request))


@require_POST
@ruled("people.own", load=my_interest)
def withdraw(request: HttpRequest, interest: Interest) -> HttpResponse:
    declaring.withdraw(interest, by=actor_of(request))
    messages.success(request, "Withdrawn. The history keeps that it was declared.")
    return redirect("people:interests")
