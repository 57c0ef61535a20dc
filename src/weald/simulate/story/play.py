"""The whole school year, in the order in which it happened."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from weald.people.domain.interests import declare, declare_nothing
from weald.people.enums import InterestKind
from weald.people.models import User
from weald.simulate.cast import QUARRY_BANK
from weald.simulate.story.company import Company, gather
from weald.simulate.story.given_back import give_back_all
from weald.simulate.story.met import meet_all
from weald.simulate.story.pages import told_practices
from weald.simulate.story.proved import prove_all
from weald.simulate.story.sharing import share_all
from weald.simulate.story.taken_up import take_up_all

# Who has something to declare; everybody else of the cast has nothing. Helen alone has not yet said.
INTERESTS = {
    "marian": (InterestKind.EMPLOYMENT, QUARRY_BANK, "taught there until 2017"),
    "owen": (InterestKind.FAMILY, "", "my sister leads a school in another area"),
}
UNDECLARED = {"helen"}


def play_story(today: date | None = None) -> int:
    """Play the demo's story into a written sector. Gives how many acts it has."""
    company = gather(today or timezone.localdate())
    told = told_practices()
    meet_all(company)
    share_all(company, told)
    take_up_all(company)
    give_back_all(company, {one.slug: one for one in told})
    prove_all(company)
    company.on("-30", lambda: declare_interests(company), at="12:00")
    return company.play()


def declare_interests(company: Company) -> None:
    for name, person in company.people.items():
        if name in INTERESTS:
            kind, place, detail = INTERESTS[name]
            where = company.places[place] if place else None
            declare(person, kind=kind, organisation=where, detail=detail, by=company.actor(name))
        elif name not in UNDECLARED:
            declare_nothing(User.objects.get(pk=person.pk), by=company.actor(name))
