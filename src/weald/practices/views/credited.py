"""Whose work is in a practice: those who wrote it here, and those it owes here and on other Wealds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.core.permissions import actor_of, ruled
from weald.practices.models import BroughtIn, Practice
from weald.practices.queries.foreign import owed_elsewhere
from weald.practices.queries.practice import credits_of
from weald.practices.views.practice import crumbs_to, practice_at


@ruled("practices.see", load=practice_at)
def credited(request: HttpRequest, practice: Practice) -> HttpResponse:
    actor = actor_of(request)
    page = {
        "practice": practice,
        "authors": practice.authors.all(),
        "credits": credits_of(practice.head, actor),
        "elsewhere": owed_elsewhere(practice.head, actor),
        "brought": BroughtIn.objects.filter(practice=practice).first(),
        "crumbs": crumbs_to(practice, "Credits"),
    }
    return render(request, "practices/credits.html", page)
