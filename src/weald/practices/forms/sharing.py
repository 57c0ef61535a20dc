"""Sharing in two minutes: one paragraph, one file, who may see it."""

from typing import Any

from django import forms

from weald.core.enums import Audience
from weald.core.permissions import Actor
from weald.files.enums import ENDINGS
from weald.files.models.stored_file import MOST_BYTES
from weald.practices.enums import Licence, Part
from weald.practices.forms.writing import AUDIENCES, FIELDS, Words, homes_of
from weald.schools.forms.partners import NamesPartners

ACCEPTED = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
LIMIT = f"{MOST_BYTES // 1_000_000} MB"
CHOOSING = {"accept": ACCEPTED, "data-most": MOST_BYTES, "data-limit": LIMIT}
PUPILS = (
    "Please name no pupils, and nothing by which one could be recognised: what is shared is read far from "
    "your school, and copies of it stay."
)


def pupils_note() -> str:
    return PUPILS


def licence_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Licence.choices,
        initial=Licence.CC_BY,
        help_text="Each lets others use and change it. Share only what is yours: not a bought scheme.",
    )


class AttachForm(forms.Form):
    file = forms.FileField(label="File", widget=forms.FileInput(attrs=CHOOSING))
    licence = licence_field("Under which licence")


class ShareForm(NamesPartners):
    title = FIELDS["title"]()
    summary = Words(label="What you do, in one paragraph", rows=6, is_required=True)
    file = forms.FileField(label="A file that helps", required=False, widget=forms.FileInput(attrs=CHOOSING))
    licence = licence_field("What others may do with it")
    home = FIELDS["home"]()
    audience = forms.ChoiceField(
        label="Who may see it", choices=AUDIENCES, initial=Audience.SECTOR, widget=forms.RadioSelect
    )
    partners = FIELDS["partners"]()

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        homes = homes_of(actor)
        self.fields["home"].choices = homes  # type: ignore[attr-defined]  # a field of its own kind
        if len(homes) == 1:
            self.fields["home"].widget = forms.HiddenInput()
            self.fields["home"].initial = homes[0][0]


class AskForm(forms.Form):
    about = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Something else"), *((part.value, part.label) for part in Part)],
    )
    text = Words(label="What would you like to know?", rows=4, is_required=True)
    place = forms.ChoiceField(label="You ask for")

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.fields["place"].choices = homes_of(actor)  # type: ignore[attr-defined]  # a field of choices


class ReplyForm(forms.Form):
    text = Words(label="Your answer", rows=4, is_required=True)
