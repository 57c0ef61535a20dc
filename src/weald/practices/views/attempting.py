"""Forms that do one thing: the page, what the domain refuses, and where it leads."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from weald.core.errors import Refused, WealdError
from weald.core.permissions import actor_of, permit

Act = Callable[[dict[str, Any]], object]


def attempt(form: forms.Form, act: Act) -> bool:
    """Do what a valid form asks. What cannot be done stands above the form; what may not is a page."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused:
        raise
    except WealdError as error:
        form.add_error(None, str(error.refusal))
        return False
    return True


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    done: str,
    to: str,
    allowed: tuple[str, Any] | None = None,
    **page: Any,  # noqa: ANN401 -- what the template takes
) -> HttpResponse:
    """Show a form on a page of its own (`question`, `button`, `crumbs`, perhaps `lede`, `quoted`).

    `allowed` is a rule with what it judges, where the view's own is only that of seeing.
    """
    if allowed is not None:
        # Said before anything is written, not after.
        permit(allowed[0], actor_of(request), allowed[1])
    if attempt(form, act):
        messages.success(request, done)
        return redirect(to)
    return render(request, "practices/prove.html", {"form": form, **page}, status=422 if form.errors else 200)


def press(request: HttpRequest, act: Callable[[], object], *, done: str, to: str) -> HttpResponse:
    """Do what one button asks, and say what came of it."""
    try:
        act()
    except Refused:
        raise
    except WealdError as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, done)
    return redirect(to)
