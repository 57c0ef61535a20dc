"""Organisations of every kind, their numbers, spells and links, and what the register told of them."""

from datetime import date

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from weald.schools.enums import Kind, LinkKind, Phase, Scheme, SpellReason, TermKind, TrustType
from weald.schools.models import (
    Identifier,
    Link,
    Organisation,
    Provenance,
    SchoolDetails,
    SearchEntry,
    Sighting,
    Snapshot,
    Spell,
    Term,
    Word,
)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = Kind.SCHOOL
    name = factory.Sequence(lambda n: f"Beech Lane School {n}")
    town = "Wealdham"

    @factory.post_generation
    def urn(self, create, extracted, **_):
        if extracted:
            IdentifierFactory(organisation=self, scheme=Scheme.URN, value=extracted)

    @factory.post_generation
    def uid(self, create, extracted, **_):
        if extracted:
            IdentifierFactory(organisation=self, scheme=Scheme.UID, value=extracted)


class TrustFactory(OrganisationFactory):
    kind = Kind.TRUST
    trust_type = TrustType.MULTI
    name = factory.Sequence(lambda n: f"Coppice Trust {n}")


class IdentifierFactory(DjangoModelFactory):
    class Meta:
        model = Identifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = Scheme.URN
    value = factory.Sequence(lambda n: str(200_000 + n))


class SchoolDetailsFactory(DjangoModelFactory):
    class Meta:
        model = SchoolDetails

    organisation = factory.SubFactory(OrganisationFactory)
    phase = Phase.PRIMARY
    low_age = 4
    high_age = 11


class SpellFactory(DjangoModelFactory):
    class Meta:
        model = Spell

    child = factory.SubFactory(OrganisationFactory)
    parent = factory.SubFactory(TrustFactory)
    kind = factory.SelfAttribute("parent.kind")
    period = DateRange(date(2015, 9, 1), None)
    reason = SpellReason.CONVERTED


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link

    earlier = factory.SubFactory(OrganisationFactory)
    later = factory.SubFactory(OrganisationFactory)
    kind = LinkKind.SUCCESSOR


class ProvenanceFactory(DjangoModelFactory):
    class Meta:
        model = Provenance

    organisation = factory.SubFactory(OrganisationFactory)
    known_on = factory.LazyFunction(lambda: {"name": "2024-09-01"})


class SightingFactory(DjangoModelFactory):
    class Meta:
        model = Sighting

    child = factory.SubFactory(OrganisationFactory)
    parent = factory.SubFactory(TrustFactory)
    kind = factory.SelfAttribute("parent.kind")
    joined_on = date(2015, 9, 1)
    first_seen_on = date(2017, 4, 3)
    last_seen_on = date(2018, 5, 1)


class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = Snapshot

    kind = Kind.TRUST
    as_of = date(2018, 5, 1)


class SearchEntryFactory(DjangoModelFactory):
    """The database has written the entry when the organisation was stored; this one gives it other words."""

    class Meta:
        model = SearchEntry
        django_get_or_create = ("organisation",)

    organisation = factory.SubFactory(OrganisationFactory)
    words = factory.LazyFunction(lambda: ["beech", "lane"])


class WordFactory(DjangoModelFactory):
    class Meta:
        model = Word
        django_get_or_create = ("word",)

    word = "hornbeam"
    trigrams = factory.LazyFunction(lambda: ["  h", " ho", "hor", "orn", "rnb", "nbe", "bea", "eam", "am "])


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term
        django_get_or_create = ("kind", "code")

    kind = TermKind.SUBJECT
    code = factory.Sequence(lambda n: f"woodcraft_{n}")
    name = factory.Sequence(lambda n: f"Woodcraft {n}")
    position = factory.Sequence(lambda n: 1000 + n)


def school(urn, name="Beech Lane School", **facts):
    """A school with its URN, and details where a phase is given."""
    phase = facts.pop("phase", None)
    made = OrganisationFactory(name=name, urn=urn, **facts)
    if phase:
        SchoolDetailsFactory(organisation=made, phase=phase)
    return made


def stay(child, parent, since=date(2015, 9, 1), until=None, **facts):
    return SpellFactory(child=child, parent=parent, period=DateRange(since, until), **facts)
