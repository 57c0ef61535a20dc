"""Taking a practice up, and going on with its newest version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.people.views.posted import posted
from weald.practices.domain import adopting
from weald.practices.forms.acts import AdoptForm
from weald.practices.models import Adoption, Practice
from weald.practices.queries.taking_up import places_to_adopt
from weald.practices.views.practice import crumbs_to, practice_at


@ruled("practices.ask", load=practice_at)
def adopt(request: HttpRequest, practice: Practice) -> HttpResponse:
    """Say where, from when and for whom. For which places one may say so is asked again by the act."""
    actor = actor_of(request)
    places = places_to_adopt(actor)
    form = AdoptForm(posted(request), places=places)
    if form.is_valid():
        adoption = adopting.adopt(practice, by=actor, **form.cleaned_data)
        messages.success(request, f"{adoption.organisation} uses it now. In some weeks we ask how it goes.")
        return redirect("practices:practice", practice.pk)
    page = {
        "practice": practice,
        "form": form,
        "places": places,
        "crumbs": crumbs_to(practice, "Adopt"),
    }
    return render(request, "practices/adopt.html", page, status=422 if form.errors else 200)


def adoption_at(request: HttpRequest, adoption_id: int) -> Adoption:
    found = Adoption.objects.select_related("practice__head", "organisation").filter(pk=adoption_id)
    return visible_or_404(found, actor_of(request))


@require_POST
@ruled("practices.ask", load=adoption_at)
def follow(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    version = adopting.follow(adoption, by=actor_of(request)).version
    messages.success(request, f"{adoption.organisation} goes on with version {version.number}.")
    return redirect("practices:practice", adoption.practice_id)
