"""What somebody gave and received, and thanks that are overdue."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, refusal, ruled, visible_or_404
from weald.core.registry import Contributor
from weald.home.domain.contribution import contribution_of
from weald.home.domain.thanking import thank_for
from weald.home.domain.words import academic_year_began, midnight, this_year
from weald.home.forms.thanks import ThanksForm
from weald.home.queries.thanks import (
    overdue_adoptions_of,
    overdue_returns_of,
    unthanked_adoptions,
)
from weald.people.models import User
from weald.people.queries.places import workplace
from weald.people.views.me import myself
from weald.practices.domain.returning import thank
from weald.practices.models import Adoption, Return
from weald.schools.models import Organisation
from weald.schools.queries.reach import inside

MOST_OVERDUE = 20
BEFORE_EVERYTHING = datetime(2000, 1, 1, tzinfo=UTC)


def since_of(request: HttpRequest) -> datetime:
    """Begin with this academic year, or with everything there ever was."""
    return BEFORE_EVERYTHING if is_ever(request) else midnight(academic_year_began())


def is_ever(request: HttpRequest) -> bool:
    return request.GET.get("since") == "ever"


def known_person(request: HttpRequest, person_id: int) -> User:
    return visible_or_404(User.objects.filter(pk=person_id, is_active=True), actor_of(request))


def known_place(request: HttpRequest, organisation_id: int) -> Organisation:
    return visible_or_404(Organisation.objects.filter(pk=organisation_id), actor_of(request))


@ruled("people.own", load=myself)
def mine(request: HttpRequest, me: User) -> HttpResponse:
    return redirect("home:person_contribution", person_id=me.pk)


@ruled("home.read_contribution", load=known_person)
def person(request: HttpRequest, whose: User) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    is_own = actor.person_id == whose.pk
    page: dict[str, object] = {
        "question": "What did you give and receive?"
        if is_own
        else f"What did {whose.name} give and receive?",
        "is_own": is_own,
        "adoptions": list(overdue_adoptions_of(actor, now)[:MOST_OVERDUE]) if is_own else [],
        "returns": list(overdue_returns_of(actor, now)[:MOST_OVERDUE]) if is_own else [],
    }
    return _page(request, Contributor("people.user", whose.pk), page)


@ruled("home.read_contribution", load=known_place)
def place(request: HttpRequest, where: Organisation) -> HttpResponse:
    actor = actor_of(request)
    overdue: list[Adoption] = []
    if refusal("practices.adopt", actor, workplace(where)) is None:
        within = inside({where.pk}, timezone.localdate())
        overdue = list(unthanked_adoptions(timezone.now()).filter(organisation__in=within)[:MOST_OVERDUE])
    page = {"question": f"What did {where.name} give and receive?", "adoptions": overdue, "place": where}
    return _page(request, Contributor("schools.organisation", where.pk), page)


def _page(request: HttpRequest, contributor: Contributor, page: dict[str, object]) -> HttpResponse:
    contribution = contribution_of(actor_of(request), contributor, since_of(request))
    return render(
        request,
        "home/contribution.html",
        page
        | {
            "contribution": contribution,
            "is_ever": is_ever(request),
            "is_this_year": not is_ever(request),
            "year": this_year(),
        },
    )


def unthanked(request: HttpRequest, adoption_id: int) -> Adoption:
    found = Adoption.objects.filter(pk=adoption_id).select_related("practice", "organisation")
    return visible_or_404(found, actor_of(request))


def came_back(request: HttpRequest, return_id: int) -> Return:
    return visible_or_404(Return.objects.filter(pk=return_id), actor_of(request))


@require_POST
@ruled("core.signed_in", load=unthanked)
def thank_adopted(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    thank_for(adoption, by=actor_of(request), words=_words(request))
    return _thanked(request)


@require_POST
@ruled("core.signed_in", load=came_back)
def thank_returned(request: HttpRequest, back: Return) -> HttpResponse:
    thank(back, by=actor_of(request), thanks=_words(request))
    return _thanked(request)


def _words(request: HttpRequest) -> str:
    form = ThanksForm(request.POST)
    return form.cleaned_data["words"] if form.is_valid() else ""


def _thanked(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Thanked. It stands on their Today.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_ours else "home:my_contribution")
