"""To another organisation's sign-in page and back."""

import structlog
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import RequestException

from weald.core.permissions import ruled
from weald.people.adapters.openid import OpenID
from weald.people.views.limits import limited

log = structlog.get_logger("weald.people")


def known(request: HttpRequest, provider_id: str) -> OpenID:
    adapter = OpenID(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        msg = "no such provider"
        raise Http404(msg) from error
    return adapter


@ruled("core.anyone", load=known)
@limited("openid")
def begin(request: HttpRequest, adapter: OpenID) -> HttpResponse:
    """Send the browser on its way by a page, not by a redirect: what a form leads to must stay on this
    host (Content-Security-Policy), and the provider may send it on to a host nobody here knows."""
    if request.method != "POST":
        return redirect("account_login")
    try:
        response = OAuth2LoginView.adapter_view(adapter)(request)
    except (RequestException, KeyError, ValueError) as error:
        log.warning("provider unreachable", provider=adapter.provider_id, problem=type(error).__name__)
        page = {"provider": adapter.get_provider().name}
        return render(request, "people/provider_unreachable.html", page, status=503)
    page = {"address": response["Location"], "provider": adapter.get_provider().name}
    return render(request, "people/leaving.html", page)


@ruled("core.anyone", load=known)
@transaction.atomic
def finish(request: HttpRequest, adapter: OpenID) -> HttpResponse:
    if request.GET.get("error") == OpenID.login_cancelled_error:
        # Some providers forget the state when somebody says no; nothing hangs on it then.
        return redirect("socialaccount_login_cancelled")
    response: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    return response
