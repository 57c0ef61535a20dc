"""What the database refuses to hold about practices, and to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from tests.factories.people import UserFactory
from tests.factories.practices import (
    AdoptionFactory,
    AskFactory,
    AttachmentFactory,
    CreditFactory,
    ParentageFactory,
    PracticeFactory,
    ReturnFactory,
    VersionFactory,
    WordingFactory,
    next_version,
)

from weald.practices.enums import Descent, Part, ReturnState, Stage
from weald.practices.models import Attachment, Parentage, Practice, Version

pytestmark = pytest.mark.django_db


@contextmanager
def checked_keys() -> Iterator[None]:
    """Ask at the end what the database would ask at the end of the transaction."""
    with transaction.atomic():
        yield
        check_keys()


def check_keys() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_practice_and_its_first_version_are_stored_together():
    practice = PracticeFactory(version__core="Every day.")

    check_keys()
    assert (practice.head.number, practice.head.core, practice.head.practice) == (1, "Every day.", practice)


def test_a_head_is_a_version_of_its_own_line():
    practice, other = PracticeFactory(), PracticeFactory()

    with pytest.raises(IntegrityError, match="practice_head_of_its_own"), checked_keys():
        Practice.objects.filter(pk=practice.pk).update(head=other.head)


def test_an_adoption_is_of_a_version_of_the_practice():
    version = PracticeFactory().head

    with pytest.raises(IntegrityError, match="adoption_version_of_its_practice"), checked_keys():
        AdoptionFactory(version=version)


@pytest.mark.parametrize("changed", [{"summary": "Better."}, {"number": 7}, {"cost_hours": 3}])
def test_a_version_is_never_changed(changed):
    version = VersionFactory()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**changed)


def test_nothing_written_is_deleted():
    version = next_version(PracticeFactory())
    attachment, credit = (
        AttachmentFactory(version=version),
        CreditFactory(version=version, ancestor=version.parents.get()),
    )

    for made in (version, Parentage.objects.get(child=version), attachment, credit):
        with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
            type(made).objects.filter(pk=made.pk)._raw_delete("default")


def test_the_name_of_a_version_s_maker_can_go_but_not_be_exchanged():
    version = VersionFactory()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(made_by=UserFactory())
    Version.objects.filter(pk=version.pk).update(made_by=None)

    version.refresh_from_db()
    assert version.made_by is None


def test_texts_are_taken_down_whole_or_not_at_all():
    version = AttachmentFactory(version__core="Ben reads to Ada.").version
    nothing = dict.fromkeys([*Part.values, "title", "note"], "")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(core="", taken_down_at=timezone.now())
    Version.objects.filter(pk=version.pk).update(**nothing, taken_down_at=timezone.now())
    Attachment.objects.filter(version=version).delete()

    version.refresh_from_db()
    assert not any(version.texts.values())
    assert not version.attachments.exists()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("practice_retired_says_why", lambda: PracticeFactory(stage=Stage.RETIRED)),
        ("practice_retired_says_why", lambda: PracticeFactory(retired_because="Worn out.")),
        ("practice_generic_says_why", lambda: PracticeFactory(subject="generic")),
        ("practice_withdrawn_stays_at_home", lambda: PracticeFactory(withdrawn_at=timezone.now())),
        (
            "practice_variant_or_alone",
            lambda: PracticeFactory(variant_of=PracticeFactory(), stands_alone=True),
        ),
        ("version_has_title_and_summary", lambda: VersionFactory(summary="")),
        ("adoption_stopped_says_why", lambda: AdoptionFactory(ended_on=date(2026, 12, 1))),
        ("return_answered_or_waiting", lambda: ReturnFactory(state=ReturnState.VARIANT)),
        ("return_declined_says_why", lambda: ReturnFactory(state="declined", answered_at=timezone.now())),
        ("return_taken_has_a_result", lambda: ReturnFactory(state="merged", answered_at=timezone.now())),
        ("ask_answered_with_something", lambda: AskFactory(answered_at=timezone.now())),
    ],
)
def test_what_cannot_be_is_refused(name, make):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_nothing_descends_from_what_came_later():
    first, second = VersionFactory(), VersionFactory()

    with pytest.raises(IntegrityError, match="parentage_older_first"), transaction.atomic():
        ParentageFactory(child=first, parent=second)


def test_a_school_adopts_a_practice_once_at_a_time():
    adoption = AdoptionFactory()

    with pytest.raises(IntegrityError, match="adoption_live_once"), transaction.atomic():
        AdoptionFactory(practice=adoption.practice, organisation=adoption.organisation)


def test_a_return_goes_to_the_line_it_was_adapted_from():
    back = ReturnFactory()

    check_keys()
    assert back.is_waiting
    assert list(back.from_version.parents.all()) == [back.base]
    assert back.from_version.parentage.get().how == Descent.ADAPTED


def test_things_say_in_a_line_what_they_are():
    credit, ask, wording = CreditFactory(), AskFactory(), WordingFactory()

    for made in (credit, ask, wording, ReturnFactory(), AdoptionFactory(), AttachmentFactory()):
        assert str(made)
    practice = PracticeFactory(title="Talk before you write")
    assert str(practice) == "Talk before you write"
    assert str(practice.head) == "Talk before you write (1)"
    assert not practice.is_retired
    assert not practice.is_withdrawn
