"""The named people of the story, for every test about who may do what.

cast = make_cast()               # all of them, with the organisations they work at
cast.graham.actor                # as the permissions know him
cast.sign_in(client, "graham")   # as his browser does
cast.alder_vale, cast.hartwood   # where they work
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.test import Client
from django.utils import timezone
from tests.factories.people import RoleFactory, UserFactory

from weald.core.permissions import NOBODY, Actor
from weald.people.demo import DEMO_PEOPLE, DemoPerson
from weald.people.enums import RoleKind
from weald.people.models import Role, User
from weald.people.queries.actor import actor_for
from weald.schools.enums import Kind, SpellReason
from weald.schools.models import Organisation, Spell

# Sian heads a school that belongs to nobody; Dev works beside Marian; Kit has left; Bo holds no role.
EXTRAS = ("sian", "dev", "kit", "bo")
NAMES = (*(person.email.partition("@")[0] for person in DEMO_PEOPLE), *EXTRAS, "nobody")
BEGAN = 800


def address(key: str) -> str:
    """Where one of the extras reads letters: the demo's story has a Dev and a Sian of its own."""
    return f"{key}@cast.weald.example"


def long_ago(days: int = BEGAN):
    return timezone.localdate() - timedelta(days=days)


@dataclass
class Persona:
    """A person of the cast. `actor` is worked out afresh after `forget()`."""

    key: str
    user: User | None

    @cached_property
    def actor(self) -> Actor:
        return actor_for(self.user) if self.user else NOBODY

    def forget(self) -> "Persona":
        self.__dict__.pop("actor", None)
        return self


class Cast:
    """Everybody, and the places they work at, as attributes."""

    hartwood: Organisation
    alder_vale: Organisation
    quarry_bank: Organisation
    ridgeway: Organisation
    fenwick: Organisation
    larkrise: Organisation
    inspectorate: Organisation
    wealdshire: Organisation
    southern_hub: Organisation

    def __init__(self) -> None:
        self._made: dict[Callable[[Cast], object], object] = {}
        self._people: dict[str, Persona] = {"nobody": Persona("nobody", None)}
        self._make_places()
        for person in DEMO_PEOPLE:
            self._join(person)
        self._add("sian", "Sian Bevan", RoleKind.HEADTEACHER, self.larkrise)
        self._add("dev", "Dev Malik", RoleKind.SUBJECT_LEAD, self.fenwick)
        left = self._add("kit", "Kit Orme", RoleKind.HEADTEACHER, self.alder_vale)
        Role.objects.filter(person=left.user).update(period=(long_ago(), long_ago(30)))
        self._people["bo"] = Persona("bo", UserFactory(name="Bo Lind", email=address("bo")))

    def __getattr__(self, key: str) -> Persona:
        try:
            return self.__dict__["_people"][key]
        except KeyError:
            raise AttributeError(key) from None

    def __iter__(self) -> Iterator[Persona]:
        return iter(self._people.values())

    def once(self, make: Callable[["Cast"], object]) -> object:
        """Make something for this cast the first time, and give the same afterwards."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def sign_in(self, client: Client, key: str) -> Client:
        """Sign the client in, or out for `nobody`."""
        user = self._people[key].user
        if user:
            client.force_login(user)
        else:
            client.logout()
        return client

    def _make_places(self) -> None:
        for key, name, kind in (
            ("hartwood", "Hartwood Trust", Kind.TRUST),
            ("alder_vale", "Alder Vale Primary", Kind.SCHOOL),
            ("quarry_bank", "Quarry Bank High", Kind.SCHOOL),
            ("ridgeway", "Ridgeway Trust", Kind.TRUST),
            ("fenwick", "Fenwick Academy", Kind.SCHOOL),
            ("larkrise", "Larkrise Infants", Kind.SCHOOL),
            ("inspectorate", "Inspectorate", Kind.OTHER),
            ("wealdshire", "Wealdshire", Kind.LOCAL_AUTHORITY),
            ("southern_hub", "Southern Hub", Kind.HUB),
        ):
            setattr(self, key, Organisation.objects.create(name=name, kind=kind))
        for child, parent in (
            (self.alder_vale, self.hartwood),
            (self.quarry_bank, self.hartwood),
            (self.fenwick, self.ridgeway),
            (self.alder_vale, self.wealdshire),
            (self.quarry_bank, self.wealdshire),
            (self.larkrise, self.wealdshire),
        ):
            Spell.objects.create(
                child=child,
                parent=parent,
                kind=parent.kind,
                period=(long_ago(), None),
                reason=SpellReason.JOINED,
            )

    def _join(self, person: DemoPerson) -> None:
        places = {place.name: place for place in Organisation.objects.all()}
        user = UserFactory(name=person.name, email=person.email)
        for role in person.roles:
            RoleFactory(
                person=user,
                organisation=places[role.organisation],
                kind=role.kind,
                subject=role.subject,
                period=(long_ago(), None),
            )
        self._people[person.email.partition("@")[0]] = Persona(person.email.partition("@")[0], user)

    def _add(self, key: str, name: str, kind: RoleKind, place: Organisation) -> Persona:
        user = UserFactory(name=name, email=address(key))
        RoleFactory(person=user, organisation=place, kind=kind, period=(long_ago(), None))
        self._people[key] = Persona(key, user)
        return self._people[key]


def make_cast() -> Cast:
    return Cast()
