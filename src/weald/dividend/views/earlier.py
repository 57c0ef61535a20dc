"""Deciding about those who still read an earlier estimate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from weald.core.enums import Audience
from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.dividend.domain.rereleasing import release_too, take_back_earlier
from weald.dividend.forms.share import TAKE_BACK, EarlierForm
from weald.dividend.queries.results import current_of
from weald.dividend.views.trust import back_to, trust_at
from weald.schools.models import Organisation


@require_POST
@ruled("dividend.share", load=trust_at)
def decide(request: HttpRequest, trust: Organisation) -> HttpResponse:
    actor, form = actor_of(request), EarlierForm(request.POST)
    result = visible_or_404(current_of(trust).filter(pk=form.result_id()), actor)
    if not form.is_valid():
        messages.error(
            request, "Say what is to become of it: release this one too, or take the earlier back."
        )
    elif form.cleaned_data["act"] == TAKE_BACK:
        take_back_earlier(result, by=actor)
        messages.success(request, "Nobody beyond the trust reads an earlier estimate any more.")
    else:
        audience = Audience(form.cleaned_data["audience"])
        release_too(result, audience=audience, confirmed=form.cleaned_data["to"], by=actor)
        messages.success(request, "Those who read the earlier estimate read this one now.")
    return back_to(request, result)
