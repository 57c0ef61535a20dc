"""A person's own tokens for programs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.people.domain.tokens import make_token, revoke
from weald.people.forms.tokens import TokenForm
from weald.people.models import Token, User
from weald.people.queries.tokens import tokens_of
from weald.people.views.me import lately_signed_in, myself
from weald.people.views.posted import posted


@never_cache
@ruled("people.own", load=myself)
@lately_signed_in
def mine(request: HttpRequest, person: User) -> HttpResponse:
    """Show the person's tokens; a new one's secret stands on the answer to its form, and nowhere after."""
    form = TokenForm(posted(request), person=person)
    page: dict[str, object] = {"form": form}
    if form.is_valid():
        page["made"], page["secret"] = make_token(person, **form.cleaned_data, by=actor_of(request))
        page["form"] = TokenForm(None, person=person)
    page["tokens"] = tokens_of(person.pk)
    return render(request, "people/tokens.html", page, status=422 if form.errors else 200)


def my_token(request: HttpRequest, token_id: int) -> Token:
    return visible_or_404(Token.objects.filter(pk=token_id), actor_of(request))


@require_POST
@ruled("people.own", load=my_token)
def end(request: HttpRequest, token: Token) -> HttpResponse:
    revoke(token, by=actor_of(request))
    messages.success(request, f"{token.name} can no longer act for you.")
    return redirect("people:tokens")
