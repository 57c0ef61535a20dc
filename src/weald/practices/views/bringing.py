"""Bringing a practice in from another Weald."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from weald.core.errors import WealdError
from weald.core.permissions import actor_of, ruled
from weald.files.uploads import takes_files_up_to
from weald.practices.domain.bringing_in import bring_in
from weald.practices.domain.foreign_bundle import MOST_BYTES
from weald.practices.forms.bringing import BringInForm


@takes_files_up_to(MOST_BYTES)
@ruled("practices.draft")
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for the bundle; what is refused is said beside the form, and nothing of it is kept."""
    is_sent = request.method == "POST"
    actor = actor_of(request)
    form = BringInForm(request.POST if is_sent else None, request.FILES if is_sent else None, actor=actor)
    if form.is_valid():
        try:
            practice = bring_in(**form.cleaned_data, by=actor)
        except WealdError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Brought in, with everybody it owes named.")
            return redirect("practices:practice", practice.pk)
    page = {"form": form, "crumbs": [("Practices", reverse("practices:library")), ("Bring a bundle in", "")]}
    return render(request, "practices/bring_in.html", page, status=422 if form.errors else 200)
