"""What `weald check` says about signing in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 -- Django's name


@register(Tags.security)
def openid_is_whole(app_configs: Any, **_: Any) -> Iterable[CheckMessage]:  # noqa: ANN401 -- Django's signature
    """Name every provider's missing or unsafe setting; such a provider has no button until it is mended."""
    return [
        Error(problem, hint="See docs/how-to/sign-in-with-google-or-microsoft.md.", id="people.E001")
        for provider in settings.WEALD_OIDC
        for problem in provider.problems
    ]


@register(Tags.security, deploy=True)
def letters_can_be_sent(app_configs: Any, **_: Any) -> Iterable[CheckMessage]:  # noqa: ANN401 -- as above
    if settings.EMAIL_HOST or settings.WEALD_MODE != "production":
        return []
    return [
        Warning(
            "WEALD_EMAIL_HOST is not set: invitations and password resets are printed, not sent.",
            hint="Give the address of a mail server, and WEALD_EMAIL_FROM.",
            id="people.W001",
        )
    ]
