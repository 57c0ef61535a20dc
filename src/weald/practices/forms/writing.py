"""The guided form: a field for each part of a practice, put together step by step."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict

from weald.core.enums import Audience
from weald.core.permissions import Actor
from weald.practices.enums import Licence, PracticeKind
from weald.practices.queries.colleagues import colleagues_by_address
from weald.practices.rules.line import WATCHING
from weald.practices.steps import ONLY_NEW, STEPS, Step
from weald.schools.enums import TermKind
from weald.schools.forms.partners import NamesPartners, PartnersField
from weald.schools.queries.vocabulary import in_use
from weald.texts.limits import TooLong, cleaned

GENERIC = "generic"
LISTS = frozenset({"phases", "key_stages"})
# Whoever pastes more than a field takes must not find it cut off: no `maxlength`, but a sentence.
AUDIENCES = [
    (Audience.TEAM, "Only those who work where it was written"),
    (Audience.SCHOOL, "The school, with its teams"),
    (Audience.TRUST, "Everyone in the trust"),
    (Audience.PARTNERS, "Those who work where it was written, and partners you name"),
    (Audience.SECTOR, "Everyone who works in the sector"),
    (Audience.PUBLIC, "Everyone, signed in or not"),
]


class Words(forms.CharField):
    """Markdown, of any length somebody could read."""

    def __init__(self, *, label: str, help_text: str = "", rows: int = 8, is_required: bool = False) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(label=label, help_text=help_text, required=is_required, widget=widget)

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- as posted
        try:
            return cleaned(super().clean(value))
        except TooLong as error:
            raise forms.ValidationError(str(error)) from error


class Line(forms.CharField):
    """A few words in one line, without marks that only mislead."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- as posted
        return cleaned(super().clean(value))


class TermField(forms.ChoiceField):
    """One term of the vocabulary, or none."""

    def __init__(self, *, kind: TermKind, label: str, nothing: str, help_text: str = "") -> None:
        def choices() -> list[Any]:
            return [("", nothing), *_terms(kind)]

        super().__init__(label=label, required=False, help_text=help_text, choices=choices)


class TermsField(forms.MultipleChoiceField):
    def __init__(self, *, kind: TermKind, label: str) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(label=label, required=False, widget=widget, choices=lambda: _terms(kind))


def _terms(kind: TermKind) -> list[Any]:
    """List a kind's terms; concepts under their subject."""
    terms = in_use(kind)
    if kind != TermKind.CONCEPT:
        return [(term.code, term.name) for term in terms]
    groups: dict[str, list[tuple[str, str]]] = {}
    for term in terms.select_related("parent").order_by("parent__position", "position"):
        groups.setdefault(term.parent.name if term.parent else "", []).append((term.code, term.name))
    return list(groups.items())


def capitalised(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return [(value, label[:1].upper() + label[1:]) for value, label in choices.choices]


FIELDS: dict[str, Callable[[], forms.Field]] = {
    "title": lambda: Line(
        label="What you call it", max_length=160, help_text="As you would in the staff room."
    ),
    "kind": lambda: forms.ChoiceField(
        label="What it is", choices=capitalised(PracticeKind), initial=PracticeKind.PRACTICE
    ),
    "summary": lambda: Words(label="In one paragraph", rows=6, is_required=True),
    "problem": lambda: Words(label="The problem"),
    "for_whom": lambda: Words(label="For whom", rows=4, help_text="Which colleagues, which classes."),
    "phases": lambda: TermsField(kind=TermKind.PHASE, label="Phases"),
    "key_stages": lambda: TermsField(kind=TermKind.KEY_STAGE, label="Key stages"),
    "subject": lambda: TermField(kind=TermKind.SUBJECT, label="Subject", nothing="Not said yet"),
    "generic_because": lambda: Line(
        label="If it is generic: why no subject?",
        max_length=300,
        required=False,
        help_text="Most practices work differently in each subject. Say why this one does not.",
    ),
    "concept": lambda: TermField(kind=TermKind.CONCEPT, label="Concept", nothing="None in particular"),
    "area": lambda: TermField(kind=TermKind.AREA, label="Area of provision", nothing="None in particular"),
    "outcome": lambda: Words(label="What it should move", rows=4),
    "pupils": lambda: Words(
        label="For which pupils", rows=3, help_text="A group, such as “new to English in Year 4”."
    ),
    "by_when": lambda: Words(label="By when", rows=2, help_text="When would you expect to see it?"),
    "steps": lambda: Words(label="Steps", rows=12),
    "units": lambda: Words(
        label="Units, in order",
        rows=12,
        help_text="For a curriculum sequence. Begin each unit with a line such as “# Fractions on a line”.",
    ),
    "core": lambda: Words(label="What must not change"),
    "flex": lambda: Words(label="What may flex"),
    "cost_hours": lambda: forms.DecimalField(
        label="Staff hours to begin",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99_999),
        decimal_places=1,
        help_text="All staff together, until it runs.",
    ),
    "cost_note": lambda: Words(label="What it costs from then on", rows=4),
    "saves": lambda: Words(label="What it saves", rows=4, help_text="What you stopped doing because of it."),
    "needs": lambda: Words(label="What it needs", rows=4),
    "watch": lambda: Words(label="What to watch", help_text="What tells you early that it goes wrong."),
    "home": lambda: forms.ChoiceField(label="Where it is at home"),
    "audience": lambda: forms.ChoiceField(
        label="Who may see it", choices=AUDIENCES, initial=Audience.SECTOR, widget=forms.RadioSelect
    ),
    "partners": PartnersField,
    "authors": lambda: forms.CharField(
        label="Who wrote it with you",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="E-mail addresses of colleagues in your trust, one a line.",
    ),
    "licence": lambda: forms.ChoiceField(
        label="What others may do with the text", choices=Licence.choices, initial=Licence.CC_BY
    ),
    "note": lambda: Words(label="What changed, and why", rows=3, help_text="One sentence for its history."),
}


class StepForm(NamesPartners):
    """The fields of one step. Its own check: a generic practice says why."""

    def __init__(self, data: Any = None, *, step: Step, actor: Actor, is_new: bool, initial: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(data, initial=initial)
        self.actor = actor
        for name in step.fields:
            if is_new or name not in ONLY_NEW:
                self.fields[name] = FIELDS[name]()
        if home := self.fields.get("home"):
            home.choices = homes_of(actor)  # type: ignore[attr-defined]  # a field of its own kind

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("subject") == GENERIC and not found.get("generic_because"):
            self.add_error("generic_because", "Say why it belongs to no subject, or choose one.")
        return found

    def clean_authors(self) -> str:
        """Find everybody named, or say who is not a colleague; of others nothing is told."""
        addresses = self.cleaned_data["authors"].split()
        known = colleagues_by_address(addresses, self.actor)
        if strangers := [one for one in addresses if one.strip().lower() not in known]:
            msg = f"Nobody in your trust is known here as {', '.join(strangers)}."
            raise forms.ValidationError(msg)
        return "\n".join(addresses)


def homes_of(actor: Actor) -> list[tuple[str, str]]:
    """Give the places an actor may share from: where they work, the first role's first."""
    places = {
        str(role.organisation_id): role.organisation_name
        for role in actor.roles
        if role.organisation_id in actor.own and role.kind not in WATCHING
    }
    return list(places.items())


def raw(step: Step, posted: QueryDict, prefix: str = "") -> dict[str, Any]:
    """Give what was posted for a step as it stands: a draft may be unfinished, wrong or empty."""
    return {
        name: posted.getlist(prefix + name) if name in LISTS else cleaned(posted.get(prefix + name, ""))
        for name in step.fields
        if prefix + name in posted or name in LISTS
    }


def problems_in(
    fields: Mapping[str, Any], *, actor: Actor, is_new: bool
) -> list[tuple[Step, str, list[str]]]:
    """Check every step as it will be published: (step, field's label, what to mend)."""
    found = []
    for step in STEPS:
        form = StepForm(fields, step=step, actor=actor, is_new=is_new, initial={})
        found += [(step, form[name].label, list(errors)) for name, errors in form.errors.items()]
    return found
