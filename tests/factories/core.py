"""Jobs, imports and shares. Entries of the ledger are written by `append` alone; here they come from it."""

from datetime import UTC, datetime

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from weald.core.domain.ledger import append
from weald.core.enums import Audience, ImportMode, Verb
from weald.core.models import Entry, Head, Identity, ImportRejection, ImportRun, Job, Share
from weald.core.permissions import Actor


class JobFactory(DjangoModelFactory):
    class Meta:
        model = Job

    kind = "test.import"
    title = factory.Sequence(lambda n: f"Import of file {n}")


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = ImportRun

    kind = "test.register"
    file_name = factory.Sequence(lambda n: f"register-{n}.csv")
    file_hash = factory.Sequence(lambda n: f"{n:064x}")
    mode = ImportMode.GOOD_ROWS
    started_at = datetime(2026, 11, 21, 9, tzinfo=UTC)


class ImportRejectionFactory(DjangoModelFactory):
    class Meta:
        model = ImportRejection

    run = factory.SubFactory(ImportRunFactory)
    line = factory.Sequence(lambda n: n + 2)
    column = "URN"
    value = "none"
    reason = "a URN is a number of six digits"


class ShareFactory(DjangoModelFactory):
    class Meta:
        model = Share

    target_label = "test.thing"
    target_id = factory.Sequence(str)
    organisation_id = 1
    shared_by_id = 1


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    verb = Verb.SHARED
    target = ("test.thing", "1")
    by = Actor(person_id=1)
    place_id = None
    audience = Audience.TRUST
    payload = factory.LazyFunction(dict)

    @classmethod
    def _create(cls, model_class, verb, target, **told):
        with transaction.atomic():
            return append(verb, target, **told)


class IdentityFactory(DjangoModelFactory):
    """Who acted, beside an entry of their own."""

    class Meta:
        model = Identity

    person_id = 1

    @classmethod
    def _create(cls, model_class, person_id):
        return model_class.objects.get(pk=EntryFactory(by=Actor(person_id=person_id)).pk)


class HeadFactory(DjangoModelFactory):
    """The ends of chains are planted by a migration; one is only ever looked up."""

    class Meta:
        model = Head

    shard = 0

    @classmethod
    def _create(cls, model_class, shard):
        return model_class.objects.get(pk=shard)
