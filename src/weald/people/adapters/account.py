"""How allauth behaves here: accounts come by invitation, and a silent mail server gives nothing away."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

log = structlog.get_logger("weald.people")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "This is not your password now.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, or reset the password.",
        "rate_limited": "That was tried too often. Wait a few minutes.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or note that it could not be sent: the page says the same either way."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.warning("letter not sent", letter=template_prefix, problem=type(error).__name__)
