"""Who plays the story and what has been made in it so far; and the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from weald.communities.models import Community
from weald.core.permissions import Actor
from weald.people.enums import LEADING
from weald.people.models import Role, User
from weald.people.queries.actor import actor_for
from weald.practices.models import Adoption, Practice, Version
from weald.schools.models import Organisation
from weald.simulate.cast import CAST
from weald.simulate.story.clock import clock_at, moment_of

Act = Callable[[], object]


@dataclass(slots=True)
class Company:
    """People by their first name and places by theirs, with what the acts leave for each other."""

    today: date
    people: dict[str, User]
    places: dict[str, Organisation]
    practices: dict[str, Practice] = field(default_factory=dict)
    versions: dict[tuple[str, int], Version] = field(default_factory=dict)
    adoptions: dict[tuple[str, str], Adoption] = field(default_factory=dict)
    communities: dict[str, Community] = field(default_factory=dict)
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def on(self, day: str, act: Act, at: str = "16:10") -> None:
        """Put an act on its day; those of one moment keep the order in which they were put there."""
        self.acts.append((moment_of(day, self.today, at), len(self.acts), act))

    def play(self) -> int:
        """Let everything happen in its order, each act at its own time. Gives how many there were."""
        for moment, _, act in sorted(self.acts, key=lambda one: one[:2]):
            with clock_at(moment):
                act()
        return len(self.acts)

    def actor(self, name: str) -> Actor:
        """Give somebody of the cast; nobody's roles change while the story is played."""
        return self.actor_of(self.people[name])

    def actor_of(self, user: User) -> Actor:
        if user.pk not in self._actors:
            self._actors[user.pk] = actor_for(user)
        return self._actors[user.pk]

    def forget_actors(self) -> None:
        """Work everybody out anew, after somebody has taken up a role."""
        self._actors.clear()

    def leader(self, place: str) -> Actor:
        """Give whoever leads a place, those of the cast first."""
        held = Role.objects.filter(organisation=self.places[place], kind__in=LEADING, person__is_active=True)
        return self.actor_of(held.select_related("person").order_by("person_id")[0].person)

    def elsewhere(self, number: int, phase: str) -> list[str]:
        """Name schools that the story does not, far from each other in the list, always the same."""
        others = Organisation.objects.filter(kind="school", details__phase=phase).exclude(
            pk__in=[place.pk for place in self.places.values()]
        )
        schools = list(others.order_by("pk"))
        found = schools[:: max(1, len(schools) // number)][:number]
        names = []
        for school in found:
            self.places[school.name] = school
            names.append(school.name)
        return names


def gather(today: date) -> Company:
    """Call the cast and the places they work at."""
    emails = {person.email: person.email.partition("@")[0] for person in CAST}
    people = {emails[user.email]: user for user in User.objects.filter(email__in=emails)}
    names = {role.organisation for person in CAST for role in person.roles}
    places = {place.name: place for place in Organisation.objects.filter(name__in=names)}
    return Company(today, people, places)
