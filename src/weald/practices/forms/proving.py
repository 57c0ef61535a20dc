"""What a page about stages, contests, evidence, trials and focus asks."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.people.forms.me import capitalised
from weald.people.models import User
from weald.people.queries.people import person_with
from weald.practices.enums import Bearing, GoingOn, Stage, Stance, Standing, StopReason
from weald.practices.forms.writing import Line, Words
from weald.practices.models import Adoption
from weald.schools.models import Organisation

Choices = list[tuple[Any, str]]


def day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}))


def places_of(ids: Collection[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).order_by("name", "pk")


class PlaceForm(forms.Form):
    """For what somebody says from where they work; with one place it is not asked."""

    place = forms.ModelChoiceField(
        Organisation.objects.none(), label="From where you speak", empty_label=None
    )

    def __init__(self, *args: Any, places: Collection[int], **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        field: Any = self.fields["place"]
        field.queryset = places_of(places)
        if len(places) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(places))


class ReasonForm(forms.Form):
    reason = Words(label="Why", rows=4, is_required=True)

    def __init__(self, *args: Any, label: str = "Why", **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.fields["reason"].label = label


class ProtectForm(forms.Form):
    until = day("Until", "Nobody contests, measures or judges it before. It cannot be made shorter.")
    because = Line(label="What for", max_length=300, help_text="Such as: two terms to try it in peace.")


class ReopenForm(forms.Form):
    to = forms.ChoiceField(label="Back to")
    reason = Words(label="Why", rows=4, is_required=True)

    def __init__(self, *args: Any, stages: Iterable[Stage], **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.fields["to"].choices = [(stage, stage.label.capitalize()) for stage in stages]  # type: ignore[attr-defined]  # a field of choices


class ThresholdForm(forms.Form):
    value = forms.IntegerField(label="Number", min_value=1, max_value=1000)
    because = Line(label="Why", max_length=300)


class ObjectionForm(PlaceForm):
    text = Words(label="What is wrong", rows=5, is_required=True)
    would_settle = Words(
        label="What would settle it",
        help_text="Something that could be found out or changed. It is how this ends.",
        rows=3,
        is_required=True,
    )
    field_order = ("text", "would_settle", "place")


class AnswerForm(forms.Form):
    text = Words(
        label="Your answer",
        help_text="To what is said, not to who says it. What was changed, found out, or why it holds.",
        rows=6,
        is_required=True,
    )


class ThirdPersonForm(forms.Form):
    person = forms.EmailField(
        label="Their e-mail address", help_text="Somebody with no part in the practice."
    )

    def clean_person(self) -> User:
        found = person_with(self.cleaned_data["person"])
        if found is None:
            msg = "Nobody here is known by this address."
            raise forms.ValidationError(msg)
        return found


class DecideForm(forms.Form):
    standing = forms.ChoiceField(
        label="After the answer, the objection",
        choices=[(Standing.SETTLED, "Is settled"), (Standing.STANDS, "Stands")],
        widget=forms.RadioSelect,
    )
    decision = Words(label="What you rest that on", rows=4, is_required=True)

    def __init__(self, *args: Any, is_objector: bool, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        if is_objector:
            self.fields["dissent"] = Words(
                label="What remains, if it stands",
                help_text="In your own words. It stays with the practice through every stage.",
                rows=3,
            )


class DissentForm(forms.Form):
    words = Words(label="What remains", rows=4, is_required=True)


class EndorseForm(PlaceForm):
    stance = forms.ChoiceField(
        label="Would you agree to it?", choices=capitalised(Stance), widget=forms.RadioSelect
    )
    words = Words(label="Why", help_text="Needed where you would not agree.", rows=3)
    field_order = ("stance", "words", "place")


class ReferenceForm(forms.Form):
    citation = Line(label="Citation", max_length=600, help_text="Authors, year, title, where it appeared.")
    doi = Line(label="DOI", max_length=240, required=False, help_text="Begins with 10. and has a slash.")
    url = Line(label="Address", max_length=500, required=False, help_text="Where there is no DOI.")
    year = forms.IntegerField(label="Year", min_value=1800, max_value=2100, required=False)
    bearing = forms.ChoiceField(
        label="Which way it speaks", choices=capitalised(Bearing), widget=forms.RadioSelect
    )
    says = Words(label="What it says about this practice", rows=4, is_required=True)


class EstimateForm(forms.Form):
    measure = forms.ModelChoiceField(
        Measure.objects.order_by("order", "name"), label="Measure", empty_label=None, to_field_name="code"
    )
    group = forms.ChoiceField(label="Pupils", choices=capitalised(Group))


class TellForm(forms.Form):
    text = Words(
        label="What happened",
        help_text="What you saw, what was hard, what you would do differently. Please name no pupils.",
        rows=7,
        is_required=True,
    )
    would_go_on = forms.ChoiceField(
        label="Would you go on?", choices=capitalised(GoingOn), widget=forms.RadioSelect
    )
    hours = forms.DecimalField(
        label="Staff hours it really cost so far",
        min_value=0,
        max_value=9999,
        decimal_places=1,
        required=False,
        help_text="An estimate will do. Leave blank where nobody counted.",
    )


class StopForm(forms.Form):
    reason = forms.ChoiceField(label="Because", choices=capitalised(StopReason), widget=forms.RadioSelect)
    because = Words(
        label="In your own words",
        help_text="So that the next school need not find out.",
        rows=4,
        is_required=True,
    )
    replaced_by = forms.ModelChoiceField(
        Adoption.objects.none(), label="What takes its place", required=False, empty_label="Nothing"
    )
    thanked = forms.ModelMultipleChoiceField(
        User.objects.none(), label="Thank", required=False, widget=forms.CheckboxSelectMultiple
    )
    thanks = Words(label="Thanks to those who carried it", rows=3)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        others: Sequence[Adoption],
        carriers: QuerySet[User],
        **given: Any,  # noqa: ANN401 -- as above
    ) -> None:
        super().__init__(*args, **given)
        replaced: Any = self.fields["replaced_by"]
        replaced.queryset = Adoption.objects.filter(pk__in=[one.pk for one in others]).select_related(
            "practice"
        )
        replaced.label_from_instance = lambda adoption: adoption.practice.title
        thanked: Any = self.fields["thanked"]
        thanked.queryset = carriers
        if not carriers:
            del self.fields["thanked"]

    def clean_thanked(self) -> list[int]:
        return [person.pk for person in self.cleaned_data["thanked"]]

    def clean_replaced_by(self) -> Any:  # noqa: ANN401 -- a practice or nothing
        adoption = self.cleaned_data["replaced_by"]
        return adoption.practice if adoption else None


class RoomForm(forms.Form):
    stopped = forms.ModelChoiceField(
        Adoption.objects.none(), label="What stops", required=False, empty_label="Something else, or nothing"
    )
    words = Line(
        label="Or in words",
        max_length=300,
        required=False,
        help_text="What else stops, or why nothing has to.",
    )

    def __init__(self, *args: Any, over: QuerySet[Adoption], **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        field: Any = self.fields["stopped"]
        field.queryset = over
        field.label_from_instance = lambda adoption: adoption.practice.title


class TrialForm(PlaceForm):
    title = Line(label="Name", max_length=160)
    outcome = Words(
        label="The outcome, as a school reads it off",
        help_text="What, of whom, how, by whom. One number for each school; no pupil’s.",
        rows=3,
        is_required=True,
    )
    unit = Line(label="Its unit", max_length=40, help_text="Such as: facts, points, per cent.")
    smallest = forms.FloatField(
        label="The smallest difference worth the work", min_value=0.0001, help_text="In that unit."
    )
    spread = forms.FloatField(
        label="How far schools’ changes differ anyway",
        min_value=0.0001,
        help_text="Standard deviation of their changes, in that unit.",
    )
    spread_because = Line(label="Where that number is from", max_length=300)
    hardest = Words(
        label="The hardest things, settled now",
        help_text="What would be argued about afterwards: who counts, who supervises, if a class is away.",
        rows=4,
        is_required=True,
    )
    first_on = day("The first schools start on")
    later_on = day("The others start on", "Everybody reads off again on that day. Until then nobody judges.")
    field_order = (
        *(
            "title",
            "outcome",
            "unit",
            "smallest",
            "spread",
            "spread_because",
            "hardest",
            "first_on",
            "later_on",
        ),
        "place",
    )


class ReadingForm(forms.Form):
    value = forms.FloatField(label="What you read off")

    def __init__(self, *args: Any, unit: str, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.fields["value"].help_text = f"In {unit}. One number for the school."
