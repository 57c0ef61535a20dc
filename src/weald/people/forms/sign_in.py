"""The sign-in library's forms in our words: labels above the fields instead of hints inside them."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
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
    "name": "Name",
    "passwordless": "Let me sign in with it alone, without a password (a passkey)",
}
NOT_YOURS = "That is no passkey or key we can read. Try it once more."
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
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


class Legible(forms.Form):
    """The library breaks over a credential that is none; here it is one that does not fit."""

    def clean_credential(self) -> Any:  # noqa: ANN401 -- the library's
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the library's form beside this one
        except UNREADABLE as error:
            raise forms.ValidationError(NOT_YOURS) from error


class PasskeySignInForm(Legible, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # as above
    pass


class KeyForm(Legible, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    pass


class KeyAgainForm(Legible, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    pass


class AddKeyForm(InOurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.fields["name"].help_text = "Such as: my laptop, or the key on my ring."
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "Your computer or phone asks for your finger, face or PIN instead. "
            "Take the tick away for a plain key that comes after the password."
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except UNREADABLE as error:
            raise forms.ValidationError(NOT_YOURS) from error
        return cleaned
