"""The sign-in library's forms in our words: labels above the fields instead of hints inside them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "remember": "Keep me signed in on this computer",
    "oldpassword": "Password now",
    "password1": "New password",
    "password2": "New password again",
    "code": "Code",
}
CODE_HELP = "Six figures from your app, or one of your recovery codes."


class InOurWords(forms.Form):
    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- each form's own arguments
        super().__init__(*args, **given)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        if "password" in self.fields:
            # The library's link to a forgotten password stands below the form instead.
            self.fields["password"].help_text = ""


class SignInForm(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class ForgottenForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]  # as above
    pass


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]  # as above
    pass


class FirstPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]  # as above
    pass


class ChangeEmailForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]  # as above
    pass


class AgainForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]  # as above
    pass


class CodeForm(InOurWords, factor.AuthenticateForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.fields["code"].help_text = CODE_HELP


class CodeAgainForm(InOurWords, factor.ReauthenticateForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.fields["code"].help_text = CODE_HELP


class AddAppForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]  # as above
    pass
