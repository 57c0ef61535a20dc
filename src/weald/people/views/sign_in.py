"""The sign-in page and, in the demo, its ready-made people."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from weald.core.permissions import ruled
from weald.people.models import User
from weald.people.queries.people import demo_sign_ins

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **given: Any) -> dict[str, Any]:  # noqa: ANN401 -- Django's
        people = demo_sign_ins() if settings.WEALD_MODE == "demo" else []
        page: dict[str, Any] = super().get_context_data(**given)
        return page | {"demo_people": people}


sign_in = ruled("core.anyone")(SignIn.as_view())


@ruled("core.anyone")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Say how one gets an account: never by oneself."""
    return render(request, "account/signup_closed.html")


def ready_made(request: HttpRequest) -> User:
    """Find the demo person that was chosen. Outside the demo there is nothing at this address."""
    if settings.WEALD_MODE == "demo":
        for user, person in demo_sign_ins():
            if person.email == request.POST.get("person"):
                return user
    msg = "no ready-made person here"
    raise Http404(msg)


@require_POST
@ruled("people.demo_sign_in", load=ready_made)
def demo_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="demo")
    UserSession.objects.create_from_request(request)
    return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
