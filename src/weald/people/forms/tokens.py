"""A token to be: what it is for, in which roles it acts, for how long."""

from datetime import timedelta

from django import forms

from weald.people.models import Role, User
from weald.people.queries.roles import held_on, roles_of

LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "A year"))


class RoleChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, role: Role) -> str:
        return f"{role.get_kind_display().capitalize()}, {role.organisation}"


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What will use it",
        max_length=80,
        help_text="So that you know it again. For example: our website, or my spreadsheet.",
    )
    roles = RoleChoices(
        queryset=Role.objects.none(),
        label="In which of your roles",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="It sees and does no more than these let you. Without any it sees what is public.",
    )
    may_write = forms.BooleanField(
        label="It may also write: share, adopt, adapt, return and answer in your name", required=False
    )
    lasts = forms.ChoiceField(label="For how long", choices=LASTS, widget=forms.RadioSelect, initial="90")

    def __init__(self, data: object, *, person: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # passed on as given
        self.fields["roles"].queryset = held_on(roles_of(person.pk))  # type: ignore[attr-defined]  # a model choice

    def clean_lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["lasts"]))
