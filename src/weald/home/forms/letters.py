"""How often, when never, and what about single communities."""

from collections.abc import Iterable

from django import forms

from weald.communities.enums import DigestChoice
from weald.communities.models import Enrolment
from weald.home.models import QuietTime
from weald.people.enums import Digest
from weald.people.forms.me import capitalised

# What stands in the form for no choice of one's own.
USUAL = "usual"
HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class LettersForm(forms.ModelForm):
    digest = forms.ChoiceField(
        choices=capitalised(Digest),
        widget=forms.RadioSelect,
        label="Write to me about what moved",
        help_text="Invitations and security letters always come at once.",
    )
    begins = forms.TypedChoiceField(choices=HOURS, coerce=int, label="Not from")
    ends = forms.TypedChoiceField(
        choices=HOURS, coerce=int, label="Until", help_text="The same hour twice: at any hour."
    )
    at_weekends = forms.BooleanField(required=False, label="Not at weekends")
    in_holidays = forms.BooleanField(
        required=False,
        label="Not in school holidays",
        help_text="The usual weeks in England. Take the tick away if yours are others.",
    )

    class Meta:
        model = QuietTime
        fields = ("begins", "ends", "at_weekends", "in_holidays")


class CommunityForm(forms.Form):
    """One choice for each community somebody is in."""

    def __init__(self, *args: object, enrolments: Iterable[Enrolment], **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # passed on as given
        for one in enrolments:
            self.fields[f"community_{one.community_id}"] = forms.ChoiceField(
                choices=[(value or USUAL, label) for value, label in capitalised(DigestChoice)],
                label=one.community.name,
                initial=one.digest or USUAL,
            )

    @property
    def chosen(self) -> dict[int, str]:
        """Give the choices by the id of the community."""
        return {
            int(name.removeprefix("community_")): "" if value == USUAL else value
            for name, value in self.cleaned_data.items()
        }
