"""Choosing schools and trusts from a list, and files to import."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from weald.core.enums import ImportMode
from weald.schools.enums import Phase, Region

MOST_BYTES = 200_000_000
SORTS = ("name", "-name", "town", "-town", "pupils", "-pupils", "phase", "-phase")


class SchoolChoice(forms.Form):
    """What a list of schools is narrowed to. What cannot be understood is left out, never an error page."""

    q = forms.CharField(label="Name, town, postcode or number", required=False, max_length=100)
    phase = forms.ChoiceField(
        required=False,
        choices=[("", "Every phase"), *((value, label.capitalize()) for value, label in Phase.choices)],
    )
    region = forms.ChoiceField(required=False, choices=[("", "Every region"), *Region.choices])
    authority = forms.ChoiceField(label="Local authority", required=False)
    status = forms.ChoiceField(
        required=False, choices=[("", "Open"), ("closed", "Closed"), ("all", "Open and closed")]
    )
    trust = forms.SlugField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        required=False, choices=[(sort, sort) for sort in SORTS], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, authorities: list[tuple[str, str]], **given: Any) -> None:  # noqa: ANN401 -- Form's
        super().__init__(*args, **given)
        field = self.fields["authority"]
        field.choices = [("", "Every authority"), *authorities]  # type: ignore[attr-defined] # it has

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class TrustChoice(forms.Form):
    q = forms.CharField(label="Name, town or number", required=False, max_length=100)
    sort = forms.ChoiceField(
        required=False,
        choices=[(sort, sort) for sort in ("name", "-name", "schools", "-schools")],
        widget=forms.HiddenInput,
    )

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class Upload(forms.Form):
    """A file of the register."""

    file = forms.FileField(label="The file, as you downloaded it")
    as_of = forms.DateField(
        label="The day it was downloaded",
        required=False,
        help_text="Only if the file’s name does not say it.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    is_part = forms.BooleanField(
        label="This is only a part of a file",
        required=False,
        help_text="Schools it leaves out are then not taken to have left their trust.",
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            msg = "The file is larger than 200 MB. Import it on the command line: ./weald import FILE"
            raise forms.ValidationError(msg)
        return file


class Apply(forms.Form):
    """What to do with a file that has been looked at."""

    mode = forms.ChoiceField(
        label="If some rows are rejected",
        choices=[
            (ImportMode.GOOD_ROWS, "Apply the good rows; I mend the others later"),
            (ImportMode.ALL_OR_NOTHING, "Apply nothing unless every row is good"),
        ],
        initial=ImportMode.GOOD_ROWS,
        widget=forms.RadioSelect,
    )
