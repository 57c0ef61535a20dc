"""Asking the API as one of the cast: `asked("amina")` is a function of method, path and what is sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

API = "/api/v1"
Ask = Callable[..., object]


@pytest.fixture(autouse=True)
def _uncounted(db):
    cache.clear()


@pytest.fixture
def secret_of(cast):
    """Give a token's secret for one of the cast, in all of their roles unless some are named."""
    from weald.people.domain.tokens import make_token  # noqa: PLC0415 -- app ready
    from weald.people.models import Role  # noqa: PLC0415 -- app ready

    def secret(key, *, may_write=True, kinds=None):
        person = cast.__getattr__(key)
        roles = Role.objects.filter(person=person.user, period__contains=timezone.localdate())
        chosen = [role for role in roles if kinds is None or role.kind in kinds]
        return make_token(
            person.user,
            name="test",
            roles=chosen,
            may_write=may_write,
            lasts=timedelta(days=1),
            by=person.actor,
        )[1]

    return secret


@pytest.fixture
def asked(secret_of):
    """Ask as somebody; "nobody" sends no token. Headers are named as keyword arguments of the client."""
    client = Client()
    secrets = {}

    def by(key, **how):
        if key != "nobody" and (key, str(how)) not in secrets:
            secrets[key, str(how)] = secret_of(key, **how)
        header = {} if key == "nobody" else {"Authorization": f"Bearer {secrets[key, str(how)]}"}

        def ask(method, path, data=None, headers=None):
            path = path if path.startswith("/") else f"{API}/{path}"
            body = {"data": data, "content_type": "application/json"} if data is not None else {}
            return getattr(client, method.lower())(path, headers=header | (headers or {}), **body)

        return ask

    return by
