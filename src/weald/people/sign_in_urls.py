"""The sign-in library's pages, under the names it uses, each with its rule.

What a person changes about their account is done in one transaction with its ledger entry; signing in is
not, or everybody behind a school's one address would wait for each other's passwords to be checked.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.usersessions import views as sessions
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from weald.core.permissions import ruled
from weald.people.views import openid, sign_in

View = Callable[..., HttpResponse]


def open_to_all(route: str, view: View, name: str) -> URLPattern:
    return path(route, ruled("core.anyone")(view), name=name)


def changes(route: str, view: View, name: str, *, rule: str = "people.own") -> URLPattern:
    return path(route, ruled(rule)(_kept_whole(view)), name=name)


def _kept_whole(view: View) -> View:
    wrapped: Any = transaction.atomic(view)
    return wrapped  # type: ignore[no-any-return]  # atomic keeps the signature


urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("with-passkey", ruled("core.anyone")(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-up", sign_in.sign_up, name="account_signup"),
    path("with/<str:provider_id>", openid.begin, name="openid_connect_login"),
    path("with/<str:provider_id>/back", openid.finish, name="openid_connect_callback"),
    open_to_all("sign-out", account.logout, "account_logout"),
    open_to_all("inactive", account.account_inactive, "account_inactive"),
    open_to_all("confirm", account.email_verification_sent, "account_email_verification_sent"),
    open_to_all("password/forgotten", account.password_reset, "account_reset_password"),
    open_to_all("password/forgotten/sent", account.password_reset_done, "account_reset_password_done"),
    open_to_all(
        "password/forgotten/done",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    # The key has a hyphen of its own, so where the person ends must be said.
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        ruled("core.anyone")(_kept_whole(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    open_to_all("second-factor", factor.authenticate, "mfa_authenticate"),
    open_to_all("with-error", social.login_error, "socialaccount_login_error"),
    open_to_all("with-cancelled", social.login_cancelled, "socialaccount_login_cancelled"),
    open_to_all("with-unknown", social.signup, "socialaccount_signup"),
    changes("again", account.reauthenticate, "account_reauthenticate"),
    changes("again/second-factor", factor.reauthenticate, "mfa_reauthenticate"),
    changes("again/security-key", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    changes("e-mail", account.email, "account_email"),
    changes("e-mail/confirm/<str:key>", account.confirm_email, "account_confirm_email", rule="core.anyone"),
    changes("password", account.password_change, "account_change_password"),
    changes("password/first", account.password_set, "account_set_password"),
    changes("second-factors", factor.index, "mfa_index"),
    changes("second-factors/app", totp.activate_totp, "mfa_activate_totp"),
    changes("second-factors/app/remove", totp.deactivate_totp, "mfa_deactivate_totp"),
    changes("second-factors/codes", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    changes("second-factors/codes/new", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    changes("second-factors/codes/file", codes.download_recovery_codes, "mfa_download_recovery_codes"),
    changes("second-factors/keys", webauthn.list_webauthn, "mfa_list_webauthn"),
    changes("second-factors/keys/add", webauthn.add_webauthn, "mfa_add_webauthn"),
    changes("second-factors/keys/<int:pk>/remove", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    changes("second-factors/keys/<int:pk>/rename", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    changes("linked", social.connections, "socialaccount_connections"),
    changes("sessions", sessions.list_usersessions, "usersessions_list"),
]
