"""Inviting, accepting, asking to join."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.files.uploadedfile import UploadedFile

from weald.people.enums import RoleKind
from weald.people.models import User
from weald.schools.enums import TermKind
from weald.schools.queries.vocabulary import in_use

MOST_BYTES = 2_000_000
# Of practices, not of people.
GENERIC = "generic"


def role_choices(kinds: Sequence[str]) -> list[tuple[str, str]]:
    return [(kind, RoleKind(kind).label.capitalize()) for kind in kinds]


class RoleField(forms.ChoiceField):
    """One of the roles that the inviter may give there."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 -- Django's own arguments
        super().__init__(label="Role", **given)


class SubjectField(forms.ChoiceField):
    """What somebody teaches or leads: a subject of the vocabulary, or none in particular."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(
            label="Subject",
            choices=subject_choices,
            required=False,
            help_text="What they teach or lead, so that nobody is left out of its network.",
            **given,
        )


def subject_choices() -> list[tuple[str, str]]:
    known = in_use(TermKind.SUBJECT).exclude(code=GENERIC).values_list("code", "name")
    return [("", "None in particular"), *known]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="The invitation goes there, and only whoever reads it can accept.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="Name", max_length=120, required=False)
    role = RoleField()
    subject = SubjectField()

    def __init__(self, *args: Any, kinds: Sequence[str], **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.fields["role"].choices = role_choices(kinds)  # type: ignore[attr-defined] # a field of choices


class SubjectForm(forms.Form):
    subject = SubjectField()


class InviteManyForm(forms.Form):
    file = forms.FileField(label="File of people")
    is_trial = forms.BooleanField(
        label="Only try it: say what would happen, and invite nobody", required=False
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            msg = "A list of 500 people is small; this file is larger than 2 MB. Send the list alone."
            raise forms.ValidationError(msg)
        return file


class AgreeForm(forms.Form):
    role = RoleField()

    def __init__(self, *args: Any, kinds: Sequence[str], **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.fields["role"].choices = role_choices(kinds)  # type: ignore[attr-defined] # a field of choices


class DomainForm(forms.Form):
    domain = forms.CharField(
        label="E-mail domain",
        max_length=253,
        help_text="The part behind the @ of its own addresses, such as aldervale.example.",
    )


class NewcomerForm(forms.Form):
    """A name and a password, for somebody who holds an invitation."""

    name = forms.CharField(
        label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **given: Any) -> None:  # noqa: ANN401 -- as above
        super().__init__(*args, **given)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class JoinForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="E-mail address at work",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
