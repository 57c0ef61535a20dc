"""Tokens: made, used and ended by the person they act for, and never reaching further."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.people import PASSWORD, TokenFactory

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.errors import Refused, WealdError
from weald.core.models import Entry
from weald.people.domain import tokens
from weald.people.domain.own_data import erase, export_of
from weald.people.models import Role, Token
from weald.people.queries.actor import actor_for

pytestmark = pytest.mark.django_db
QUARTER = timedelta(days=90)


def make(persona, *, kinds=(), may_write=False, lasts=QUARTER, name="our website"):
    roles = Role.objects.filter(person=persona.user, kind__in=kinds)
    return tokens.make_token(
        persona.user, name=name, roles=roles, may_write=may_write, lasts=lasts, by=persona.actor
    )


def test_a_token_is_kept_as_a_hash_and_found_by_its_secret(cast):
    token, secret = make(cast.amina, kinds=["teacher"], may_write=True)

    assert secret.startswith("weald_")
    assert secret not in str(Token.objects.filter(pk=token.pk).values())
    assert tokens.token_behind(secret) == token
    assert str(token) == f"our website ({secret[:12]}…)"
    entry = Entry.objects.get(verb=Verb.CHANGED, target_label="people.token")
    assert entry.payload == {"made": True, "may_write": True}
    assert verify_ledger().is_sound


@pytest.mark.parametrize("secret", ["", "weald_", "weald_wrong", "other_thing"])
def test_no_other_secret_opens_anything(cast, secret):
    make(cast.amina)

    assert tokens.token_behind(secret) is None


def test_that_a_token_was_used_is_noted_to_the_hour(cast):
    token, secret = make(cast.amina)

    tokens.token_behind(secret)
    first = Token.objects.get(pk=token.pk).last_used_at
    tokens.token_behind(secret)

    assert first is not None
    assert Token.objects.get(pk=token.pk).last_used_at == first

    Token.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(hours=2))
    tokens.token_behind(secret)
    assert Token.objects.get(pk=token.pk).last_used_at >= first


def test_a_token_acts_in_the_chosen_roles_only_and_loses_one_that_ends(cast):
    token, _ = make(cast.marian, kinds=["reviewer"])
    chosen = {role.pk for role in token.roles.all()}

    actor = actor_for(cast.marian.user, only=chosen)
    assert [role.kind for role in actor.roles] == ["reviewer"]
    assert actor.own == {cast.ridgeway.pk}

    Role.objects.filter(pk__in=chosen).update(
        period=(timezone.localdate() - timedelta(days=9), timezone.localdate())
    )
    assert actor_for(cast.marian.user, only=chosen).roles == ()


def test_nobody_makes_a_token_for_somebody_else_or_in_their_role(cast):
    with pytest.raises(Refused, match="This is somebody else"):
        tokens.make_token(
            cast.amina.user, name="x", roles=[], may_write=False, lasts=QUARTER, by=cast.tom.actor
        )
    with pytest.raises(Refused, match="not held by you"):
        tokens.make_token(
            cast.amina.user,
            name="x",
            roles=Role.objects.filter(person=cast.tom.user),
            may_write=False,
            lasts=QUARTER,
            by=cast.amina.actor,
        )

    assert not Token.objects.exists()


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=400)])
def test_a_token_ends_within_a_year(cast, lasts):
    with pytest.raises(WealdError, match="a year at most"):
        make(cast.amina, lasts=lasts)


def test_a_person_has_so_many_living_tokens_and_no_more(cast):
    TokenFactory.create_batch(tokens.MOST, person=cast.amina.user)

    with pytest.raises(WealdError, match="20 living tokens at most"):
        make(cast.amina)

    Token.objects.first() and tokens.revoke(Token.objects.first(), by=cast.amina.actor)
    assert make(cast.amina)[0].is_live


def test_a_revoked_token_opens_nothing_and_is_revoked_once(cast):
    token, secret = make(cast.amina)

    tokens.revoke(token, by=cast.amina.actor)
    again = tokens.revoke(token, by=cast.amina.actor)

    assert tokens.token_behind(secret) is None
    assert not again.is_live
    assert Entry.objects.filter(verb=Verb.WITHDREW, target_label="people.token").count() == 1
    with pytest.raises(Refused, match="somebody else"):
        tokens.revoke(token, by=cast.tom.actor)


def test_an_outlived_token_and_that_of_somebody_who_left_open_nothing(cast):
    token, secret = make(cast.amina)
    cast.amina.user.is_active = False
    cast.amina.user.save()
    assert tokens.token_behind(secret) is None

    cast.amina.user.is_active = True
    cast.amina.user.save()
    past = timezone.now() - timedelta(days=1)
    Token.objects.filter(pk=token.pk).update(made_at=past - QUARTER, expires_at=past)
    assert tokens.token_behind(secret) is None


def test_tokens_are_in_a_persons_data_and_go_when_they_are_erased(cast):
    token, secret = make(cast.amina)
    tokens.token_behind(secret)
    tokens.revoke(token, by=cast.amina.actor)
    make(cast.amina, name="a spreadsheet")

    told = export_of(cast.amina.user, by=cast.amina.actor)["parts"]["tokens"]
    assert [(one["name"], bool(one["last_used_at"]), bool(one["revoked_at"])) for one in told] == [
        ("our website", True, True),
        ("a spreadsheet", False, False),
    ]

    erase(cast.amina.user, by=cast.amina.actor)
    assert not Token.objects.exists()


def test_the_page_shows_a_secret_once(cast, client):
    cast.sign_in(client, "amina")
    client.post("/account/again", {"password": PASSWORD})
    role = Role.objects.get(person=cast.amina.user, kind="teacher")

    made = client.post("/me/tokens", {"name": "our website", "roles": [role.pk], "lasts": "30"})
    assert made.status_code == 200
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert tokens.token_behind(secret).roles.get() == role

    page = client.get("/me/tokens").content.decode()
    assert secret not in page
    assert "our website" in page
    assert "Reads as teacher at Alder Vale Primary" in page

    assert client.post(f"/me/tokens/{made.context['made'].pk}/end").status_code == 302
    assert "revoked on" in client.get("/me/tokens").content.decode()


def test_the_page_says_what_is_missing_and_knows_nobody_elses_token(cast, client):
    token, _ = make(cast.amina)
    cast.sign_in(client, "tom")
    client.post("/account/again", {"password": PASSWORD})

    assert client.post("/me/tokens", {"name": ""}).status_code == 422
    assert "No tokens" in client.get("/me/tokens").content.decode()
    assert client.post(f"/me/tokens/{token.pk}/end").status_code == 404
    cast.sign_in(client, "nobody")
    assert client.get("/me/tokens").status_code == 302
