"""Giving a results file, and saying what its columns are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from weald.measures.domain.cells import EARLIEST, LATEST
from weald.measures.domain.mapping import shipped_mappings
from weald.measures.models import Measure

MOST_BYTES = 200_000_000
RECOGNISE = "Tell by its columns (ask me where they say nothing)"


def year_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Year the results are of",
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        help_text="2025 for 2024/25. Only if neither the file’s name nor a column says it.",
    )


class ResultsUpload(forms.Form):
    """A file of results; only those who keep what everyone sees may say that it is published."""

    file = forms.FileField(label="The file: CSV, .xlsx or JSON, packed or not")
    mapping = forms.ChoiceField(label="What kind of file it is", required=False)
    year = year_field()
    is_public = forms.BooleanField(
        label="These are published figures",
        required=False,
        help_text="Published figures are shown to everyone as they are. Your own stay with your school and "
        "trust; others see them with small numbers hidden.",
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own
        super().__init__(*args, **kwargs)
        known = [(mapping.code, mapping.name) for mapping in shipped_mappings()]
        self.fields["mapping"].choices = [("", RECOGNISE), *known]  # type: ignore[attr-defined]  # a choice
        if not may_publish:
            del self.fields["is_public"]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            msg = "The file is larger than 200 MB. Import it on the command line: ./weald import results FILE"
            raise forms.ValidationError(msg)
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        return given | {"is_public": bool(given.get("is_public"))}


class Columns(forms.Form):
    """What each column of a tidy table is: one figure in a row."""

    school = forms.ChoiceField(label="Column that names the school")
    scheme = forms.ChoiceField(label="… by its", choices=[("urn", "URN"), ("laestab", "LAESTAB")])
    year_column = forms.ChoiceField(label="Column with the year", required=False)
    year = year_field()
    measure_column = forms.ChoiceField(label="Column with the measure (its code or name)", required=False)
    measure = forms.ChoiceField(label="… or the one measure the file is of", required=False)
    group_column = forms.ChoiceField(label="Column with the group of pupils", required=False)
    value = forms.ChoiceField(label="Column with the figure")
    cohort = forms.ChoiceField(label="Column with the number of pupils", required=False)
    is_fraction = forms.BooleanField(
        label="Percentages are written as fractions", required=False, help_text="0.63 for 63 per cent."
    )

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own
        super().__init__(*args, **kwargs)
        named = [(column, column) for column in dict.fromkeys(columns) if column]
        for name in ("school", "value"):
            self.fields[name].choices = named  # type: ignore[attr-defined]  # a choice
        for name in ("year_column", "measure_column", "group_column", "cohort"):
            self.fields[name].choices = [("", "None"), *named]  # type: ignore[attr-defined]  # a choice
        measures = Measure.objects.values_list("code", "name")
        self.fields["measure"].choices = [("", "The column says it"), *measures]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("measure_column")) == bool(given.get("measure")):
            self.add_error("measure", "Choose either a column with the measure or one measure.")
        return given

    def as_mapping(self) -> dict[str, Any]:
        """Give the mapping as `docs/reference/mappings.md` writes it."""
        given = self.cleaned_data
        tidy = {
            "value_column": given["value"],
            "measure_column": given["measure_column"],
            "measure": given["measure"],
            "group_column": given["group_column"],
            "cohort_column": given["cohort"],
            "scale": 100.0 if given["is_fraction"] else 1.0,
        }
        content: dict[str, Any] = {
            "code": "own_columns",
            "name": "A table explained column by column",
            "school": {"column": given["school"], "scheme": given["scheme"]},
            "tidy": {key: value for key, value in tidy.items() if value},
        }
        if given["year_column"]:
            content["year"] = {"column": given["year_column"]}
        return content
