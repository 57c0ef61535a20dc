"""Practices with their versions, what they come from, who uses them and what came back.

A practice is made with its first version; `next_version(practice, …)` writes one more and moves the head.
These skip the domain (no ledger, no credit): tests of lineage and credit write through `practices.domain`.
"""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from tests.factories.files import StoredFileFactory
from tests.factories.people import HomeFactory, UserFactory

from weald.core.enums import Audience
from weald.practices.enums import CreditKind, Descent
from weald.practices.models import (
    Adoption,
    Ask,
    Attachment,
    BroughtIn,
    Credit,
    ForeignCredit,
    Parentage,
    Practice,
    Return,
    Version,
    Wording,
    next_version_id,
)

SUMMARY = "Ten minutes of mixed recall at the start of every lesson, checked by the pupils themselves."


class PracticeFactory(DjangoModelFactory):
    """A practice and its first version: texts of the version are given as `version__summary="…"`."""

    class Meta:
        model = Practice
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Ten minutes of fluency {n}")
    home = factory.SubFactory(HomeFactory)
    made_by = factory.SubFactory(UserFactory)
    audience = Audience.SECTOR
    subject = "mathematics"
    shared_at = factory.LazyFunction(timezone.now)
    changed_at = factory.SelfAttribute("shared_at")
    head_id = factory.LazyFunction(next_version_id)

    @factory.post_generation
    def version(self, create, extracted, **texts):
        if create:
            VersionFactory(id=self.head_id, practice=self, **texts)

    @factory.post_generation
    def authors(self, create, extracted, **_):
        if create:
            self.authors.add(*(extracted or [self.made_by] if self.made_by else []))


class VersionFactory(DjangoModelFactory):
    class Meta:
        model = Version

    practice = factory.SubFactory(PracticeFactory)
    number = factory.LazyAttribute(lambda made: made.practice.versions.count() + 1)
    title = factory.SelfAttribute("practice.title")
    summary = SUMMARY
    made_by = factory.SelfAttribute("practice.made_by")
    made_at = factory.LazyFunction(timezone.now)
    made_at_school = factory.SelfAttribute("practice.home")


def next_version(practice, **texts):
    """Write one more version of the practice, descended from its head, and make it the head."""
    version = VersionFactory(practice=practice, **texts)
    ParentageFactory(child=version, parent_id=practice.head_id)
    practice.head = version
    practice.changed_at = max(practice.changed_at, version.made_at)
    practice.save(update_fields=["head", "changed_at"])
    return version


class ParentageFactory(DjangoModelFactory):
    class Meta:
        model = Parentage

    parent = factory.SubFactory(VersionFactory)
    child = factory.SubFactory(VersionFactory)
    position = 0
    how = Descent.CONTINUED


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    version = factory.SubFactory(VersionFactory)
    file = factory.SubFactory(StoredFileFactory)
    name = factory.Sequence(lambda n: f"question bank {n}.pdf")


class WordingFactory(DjangoModelFactory):
    class Meta:
        model = Wording

    version = factory.SubFactory(VersionFactory)
    runs = factory.LazyAttribute(lambda made: {"summary": [[[made.version.pk, 15]]]})


class CreditFactory(DjangoModelFactory):
    class Meta:
        model = Credit

    ancestor = factory.SubFactory(VersionFactory)
    version = factory.SubFactory(VersionFactory)
    kind = CreditKind.DECLARED


class AdoptionFactory(DjangoModelFactory):
    class Meta:
        model = Adoption

    practice = factory.SubFactory(PracticeFactory)
    version = factory.SelfAttribute("practice.head")
    organisation = factory.SubFactory(HomeFactory)
    pupils = "Year 4"
    began_on = date(2026, 9, 7)
    adopted_by = factory.SubFactory(UserFactory)
    adopted_at = factory.LazyFunction(timezone.now)


class AskFactory(DjangoModelFactory):
    class Meta:
        model = Ask

    practice = factory.SubFactory(PracticeFactory)
    text = "What does it cost?"
    about = "cost_note"
    asked_by = factory.SubFactory(UserFactory)
    asked_for = factory.SubFactory(HomeFactory)
    asked_at = factory.LazyFunction(timezone.now)


class ReturnFactory(DjangoModelFactory):
    """An adaptation of `to_practice` that came back to it."""

    class Meta:
        model = Return
        exclude = ("descent",)

    to_practice = factory.SubFactory(PracticeFactory)
    base = factory.SelfAttribute("to_practice.head")
    from_version = factory.LazyAttribute(lambda made: PracticeFactory(origin=made.to_practice).head)
    descent = factory.LazyAttribute(
        lambda made: ParentageFactory(child=made.from_version, parent=made.base, how=Descent.ADAPTED)
    )
    message = "We cut the marking: pupils check in pairs."
    tried_at = factory.SelfAttribute("from_version.made_at_school")
    happened = "Eight weeks in three classes; nobody took books home."
    sent_by = factory.SelfAttribute("from_version.made_by")
    sent_at = factory.LazyFunction(timezone.now)


class BroughtInFactory(DjangoModelFactory):
    class Meta:
        model = BroughtIn

    practice = factory.SubFactory(PracticeFactory)
    version = factory.LazyAttribute(lambda made: Version.objects.get(pk=made.practice.head_id))
    digest = factory.Sequence(lambda n: f"{n:064x}")
    address = "https://oak.example"
    key = "0" * 64
    is_verified = False
    brought_at = factory.LazyFunction(timezone.now)


class ForeignCreditFactory(DjangoModelFactory):
    class Meta:
        model = ForeignCredit

    version = factory.SubFactory(VersionFactory)
    title = "Ten minutes of fluency"
    school = "Oak Lane Primary"
    address = "https://oak.example"
    is_verified = False
    position = factory.Sequence(lambda n: n)
