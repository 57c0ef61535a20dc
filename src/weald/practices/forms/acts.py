"""Forms of taking up, alloying and returning."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from weald.core.enums import Audience
from weald.core.permissions import Actor
from weald.practices.forms.writing import AUDIENCES, FIELDS, Line, Words, homes_of
from weald.practices.models import Practice
from weald.schools.forms.partners import NamesPartners
from weald.schools.models import Organisation


class Named(forms.ModelChoiceField):
    """One of a few things, by name."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- Django's own
        return str(obj)


class AdoptForm(forms.Form):
    organisation = Named(queryset=Organisation.objects.none(), label="Where", empty_label=None)
    began_on = forms.DateField(
        label="From which day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=timezone.localdate,
    )
    pupils = Line(
        label="For which pupils",
        required=False,
        max_length=200,
        help_text="Year groups or classes, such as “Years 4 and 5”. Never names.",
    )

    def __init__(self, *args: Any, places: QuerySet[Organisation], **given: Any) -> None:  # noqa: ANN401 -- Django's
        super().__init__(*args, **given)
        self.fields["organisation"].queryset = places  # type: ignore[attr-defined]  # a model choice


class ReturnForm(forms.Form):
    to_practice = Named(queryset=Practice.objects.none(), label="Return it to", empty_label=None)
    message = Words(
        label="What did you change, and why?",
        rows=5,
        is_required=True,
        help_text="They see every changed paragraph beside their own; say here what it is about.",
    )
    happened = Words(
        label="What happened?",
        rows=5,
        is_required=True,
        help_text="What you saw, good and bad, with how many classes and for how long. No pupils’ names.",
    )
    tried_at = Named(queryset=Organisation.objects.none(), label="Where was it tried?", empty_label=None)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        origins: QuerySet[Practice],
        places: QuerySet[Organisation],
        **given: Any,  # noqa: ANN401 -- as above
    ) -> None:
        super().__init__(*args, **given)
        self.fields["to_practice"].queryset = origins  # type: ignore[attr-defined]  # a model choice
        self.fields["tried_at"].queryset = places  # type: ignore[attr-defined]  # as above


class AlloyForm(NamesPartners):
    """What an alloy takes from each of its parents, part by part, and what it is called."""

    title = FIELDS["title"]()
    summary = Words(label="In one paragraph", rows=6, is_required=True)
    home = FIELDS["home"]()
    audience = forms.ChoiceField(
        label="Who may see it", choices=AUDIENCES, initial=Audience.SECTOR, widget=forms.RadioSelect
    )
    partners = FIELDS["partners"]()

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **given)
        self.fields["home"].choices = homes_of(actor)  # type: ignore[attr-defined]  # a field of its own kind


class WhyForm(forms.Form):
    reason = Words(label="Why", rows=3, is_required=True, help_text="They read it, and whoever comes after.")


class ThanksForm(forms.Form):
    thanks = Words(label="A word of thanks", rows=2, help_text="They find it under Today.")
