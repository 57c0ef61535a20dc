"""The whole school year, in the order in which it happened."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from weald.people.domain.interests import declare, declare_nothing
from weald.people.enums import InterestKind
from weald.people.models import User
from weald.people.queries.interests import FIRST_MONTH, academic_year
from weald.simulate.cast import MILLBROOK, QUARRY_BANK
from weald.simulate.story.company import Company, gather
from weald.simulate.story.given_back import give_back_all
from weald.simulate.story.met import meet_all
from weald.simulate.story.pages import told_practices
from weald.simulate.story.proved import prove_all
from weald.simulate.story.sharing import share_all
from weald.simulate.story.taken_up import take_up_all

# Who has something to declare; everybody else of the cast has nothing.
INTERESTS = {
    "marian": (InterestKind.EMPLOYMENT, QUARRY_BANK, "taught there until 2017"),
    "owen": (InterestKind.FAMILY, "", "my sister leads a school in another area"),
    "hester": (InterestKind.EMPLOYMENT, MILLBROOK, "acting head there for two terms, until I came here"),
}
# Helen has never said; Kamal said last year and has not confirmed it since.
UNDECLARED = {"helen", "kamal"}
LAST_YEAR = ("kamal", InterestKind.FAMILY, "my wife teaches at a school in the next town")


def play_story(today: date | None = None) -> int:
    """Play the demo's story into a written sector. Gives how many acts it has."""
    company = gather(today or timezone.localdate())
    told = told_practices()
    meet_all(company)
    share_all(company, told)
    take_up_all(company)
    give_back_all(company, {one.slug: one for one in told})
    prove_all(company)
    company.on("10-01", lambda: declare_last_year(company), at="12:00")
    company.on(since_september(company.today), lambda: declare_interests(company), at="07:30")
    return company.play()


def since_september(today: date) -> str:
    """Give a day of this academic year, which may have begun yesterday: at most thirty days ago."""
    began = date(academic_year(today), FIRST_MONTH, 1)
    return f"-{min(30, (today - began).days)}"


def declare_last_year(company: Company) -> None:
    name, kind, detail = LAST_YEAR
    declare(company.people[name], kind=kind, detail=detail, by=company.actor(name))


def declare_interests(company: Company) -> None:
    for name, person in company.people.items():
        if name in INTERESTS:
            kind, place, detail = INTERESTS[name]
            where = company.places[place] if place else None
            declare(person, kind=kind, organisation=where, detail=detail, by=company.actor(name))
        elif name not in UNDECLARED:
            declare_nothing(User.objects.get(pk=person.pk), by=company.actor(name))
