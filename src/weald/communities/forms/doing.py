"""Gatherings, threads, visits and what partners answer for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from weald.communities.domain.gatherings import When
from weald.communities.domain.partnerships import Aim
from weald.communities.domain.threads import LONGEST_POST
from weald.communities.forms.fields import ColleagueField, OrganisationField
from weald.communities.models import Gathering
from weald.schools.models import Organisation

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MARKDOWN = "You can use Markdown. Name no pupils."


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class GatheringForm(forms.Form):
    title = forms.CharField(label="What is it about?", max_length=160)
    day = forms.DateField(label="Day", widget=DATE)
    begins = forms.TimeField(label="Begins", widget=clock())
    ends = forms.TimeField(label="Ends", widget=clock())
    host = OrganisationField(
        label="At which school or trust",
        required=False,
        max_length=200,
        help_text="Its name or URN; travel is reckoned to it. Leave blank if you only meet by link.",
    )
    place = forms.CharField(label="Room, or another place", max_length=200, required=False)
    link = forms.URLField(label="Link", required=False, assume_scheme="https")
    agenda = forms.CharField(
        label="Agenda",
        required=False,
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=MARKDOWN,
    )
    in_school_time = forms.BooleanField(
        label="In school time", required=False, help_text="Whoever teaches is then counted as needing cover."
    )

    def __init__(self, *args: Any, gathering: Gathering | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        if gathering is not None:
            begins, ends = timezone.localtime(gathering.begins_at), timezone.localtime(gathering.ends_at)
            host: Organisation | None = gathering.host
            kwargs["initial"] = {
                "title": gathering.title,
                "day": begins.date(),
                "begins": begins.time(),
                "ends": ends.time(),
                "host": host.name if host else "",
                "place": gathering.place,
                "link": gathering.link,
                "agenda": gathering.agenda,
                "in_school_time": gathering.in_school_time,
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "ends" in given and "begins" in given and given["ends"] <= given["begins"]:
            self.add_error("ends", "Give a later time than that at which it begins.")
        if not self.errors and not (given["host"] or given["place"] or given["link"]):
            self.add_error("place", "Say where: a school, a place or a link.")
        return given

    def when(self) -> When:
        given = self.cleaned_data
        zone = timezone.get_current_timezone()
        names = ("title", "agenda", "place", "host", "link", "in_school_time")
        return When(
            begins_at=datetime.combine(given["day"], given["begins"], zone),
            ends_at=datetime.combine(given["day"], given["ends"], zone),
            **{name: given[name] for name in names},
        )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your reply",
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"Write @ and a member’s name to ask them. {MARKDOWN}",
    )


class ThreadForm(ReplyForm):
    title = forms.CharField(label="What is it about?", max_length=160)
    field_order = ("title", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "What do you want to say or ask?"


class VisitForm(forms.Form):
    guest = ColleagueField(
        label="Whom do you invite?",
        max_length=200,
        help_text="The name or e-mail address of somebody in your trust or in one of your communities.",
    )
    focus = forms.CharField(
        label="The one thing you are working on",
        max_length=300,
        help_text="They will watch for this, and for nothing else.",
    )
    lesson_at = forms.DateTimeField(
        label="When is the lesson?",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    where = forms.CharField(label="Where?", max_length=200, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Say something to each other",
        max_length=LONGEST_POST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only the two of you read this. Name no pupils.",
    )


class PartnershipForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    purpose = forms.CharField(
        label="What do you want to achieve together?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class GoalForm(forms.Form):
    text = forms.CharField(label="What shall be", max_length=300)
    sign = forms.CharField(label="How anybody will see it", max_length=300, required=False)
    due_on = forms.DateField(label="By when", widget=DATE)

    def aim(self) -> Aim:
        return Aim(**self.cleaned_data)


class TellForm(forms.Form):
    is_reached = forms.TypedChoiceField(
        label="Was it reached?",
        choices=[("yes", "Yes"), ("no", "Not yet, or not so")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    told = forms.CharField(
        label="What became of it", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
