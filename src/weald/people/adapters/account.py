"""How allauth behaves here: accounts come by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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
