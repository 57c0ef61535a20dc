"""Writing a practice down: from any number of windows, with others, and nothing lost."""

import io

import pytest
from tests.factories.drafts import DraftFactory, DraftFileFactory
from tests.factories.practices import AttachmentFactory, PracticeFactory, next_version
from tests.personas import make_cast
from tests.weald.files.samples import PDF

from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.practices.domain import drafting, publishing
from weald.practices.domain.saving import EditedMeanwhile
from weald.practices.domain.units import units_as_text, units_in
from weald.practices.models import Draft, DraftFile, Practice
from weald.texts.together import both

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def save(draft, changes, *, by, revision, was=None):
    return drafting.save_draft(draft, changes, was=was or {}, revision=revision, by=by)


def test_a_second_window_is_merged_and_nothing_is_lost(cast):
    amina = cast.amina.actor
    draft = drafting.begin_draft(by=amina)
    save(draft, {"core": "One.\n\nTwo."}, by=amina, revision=0)
    was = {"core": "One.\n\nTwo."}

    first = save(draft, {"core": "One, daily.\n\nTwo."}, by=amina, revision=1, was=was)
    second = save(draft, {"core": "One.\n\nTwo.\n\nThree."}, by=amina, revision=1, was=was)

    assert first.merged == []
    assert second.merged == ["core"]
    assert second.revision == 3
    assert Draft.objects.get().fields["core"] == "One, daily.\n\nTwo.\n\nThree."


def test_of_a_choice_the_later_stands_unless_it_was_not_touched(cast):
    amina = cast.amina.actor
    draft = DraftFactory(person=cast.amina.user, fields={"kind": "policy", "phases": ["primary"]}, revision=5)

    untouched = save(draft, {"kind": "practice"}, by=amina, revision=4, was={"kind": "practice"})
    touched = save(draft, {"phases": ["secondary"]}, by=amina, revision=4, was={"phases": []})

    assert untouched.fields == {"kind": "policy"}
    assert touched.fields == {"phases": ["secondary"]}


@pytest.mark.parametrize(
    ("base", "saved", "late", "kept"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        ("", "mine", "other", "other\n\nmine"),
        ("a\n\nb", "a\n\nB", "a\n\nb!", "a\n\nb!\n\nB"),
        ("a\n\nb", "b", "a\n\nb\n\nc", "b\n\nc"),
    ],
)
def test_two_windows_are_put_together_by_paragraph(base, saved, late, kept):
    assert both(base, saved, late) == kept


def test_a_draft_is_known_to_nobody_but_its_writer(cast):
    draft = DraftFactory(person=cast.amina.user)
    DraftFileFactory(draft=draft)

    assert visible(Draft.objects.all(), cast.amina.actor).count() == 1
    assert visible(DraftFile.objects.all(), cast.amina.actor).count() == 1
    for other in (cast.tom, cast.ruth, cast.jo, cast.nobody):
        assert not visible(Draft.objects.all(), other.actor).exists()
        assert not visible(DraftFile.objects.all(), other.actor).exists()
    assert str(draft) == f"draft {draft.pk} of {draft.person_id}"
    assert str(draft.files.get()) == draft.files.get().name


def test_begun_again_the_next_version_of_a_practice_is_the_same_draft(cast):
    practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale, version__core="Daily.")
    AttachmentFactory(version=practice.head, name="grid.pdf")

    first = drafting.begin_draft(practice=practice, by=cast.amina.actor)
    again = drafting.begin_draft(practice=practice, by=cast.amina.actor)

    assert first == again
    assert first.fields["core"] == "Daily."
    assert [file.name for file in first.files.all()] == ["grid.pdf"]
    with pytest.raises(Refused, match="Adapt it"):
        drafting.begin_draft(practice=practice, by=cast.dev.actor)
    with pytest.raises(Refused, match="invite"):
        drafting.begin_draft(by=cast.bo.actor)


def test_there_is_an_end_to_drafts_and_to_files(cast, monkeypatch):
    monkeypatch.setattr(drafting, "MOST_DRAFTS", 1)
    monkeypatch.setattr(drafting, "MOST_FILES", 1)
    draft = drafting.begin_draft(by=cast.amina.actor)
    DraftFileFactory(draft=draft, name="one.txt")

    with pytest.raises(Conflict, match="drafts at most"):
        drafting.begin_draft(by=cast.amina.actor)
    with pytest.raises(Conflict, match="files at most"):
        drafting.attach(draft, io.BytesIO(PDF), "two.pdf", licence="cc0-1.0", by=cast.amina.actor)


def test_the_same_name_again_replaces_the_file(cast):
    draft = drafting.begin_draft(by=cast.amina.actor)
    for content in (PDF, PDF + b"%"):
        drafting.attach(draft, io.BytesIO(content), "a.pdf", licence="ogl-3.0", by=cast.amina.actor)

    file = draft.files.get()
    assert (file.file.size, file.licence) == (len(PDF) + 1, "ogl-3.0")
    drafting.detach(file, by=cast.amina.actor)
    assert not draft.files.exists()


def test_saving_what_was_published_or_discarded_meanwhile_is_said(cast):
    draft = drafting.begin_draft(by=cast.amina.actor)
    drafting.discard_draft(Draft.objects.get(pk=draft.pk), by=cast.amina.actor)

    with pytest.raises(Conflict, match="another window"):
        save(draft, {"core": "x"}, by=cast.amina.actor, revision=0)


def whole(cast):
    return {
        "title": "Ten minutes of fluency",
        "summary": "Every day, ten minutes.",
        "kind": "sequence",
        "subject": "mathematics",
        "phases": ["primary"],
        "cost_hours": "2.5",
        "units": "# Fractions\nHalves first.\n\n# Decimals",
        "home": str(cast.alder_vale.pk),
        "audience": "sector",
        "authors": "tom@demo.weald.example",
        "licence": "ogl-3.0",
    }


def test_publishing_makes_a_practice_with_everything_that_was_written(cast):
    amina = cast.amina.actor
    draft = DraftFactory(person=cast.amina.user, fields=whole(cast))
    drafting.attach(draft, io.BytesIO(PDF), "grid.pdf", licence="cc-by-4.0", by=amina)

    version = publishing.publish(draft, by=amina)

    practice = Practice.objects.get()
    assert (practice.kind, practice.subject, practice.phases) == ("sequence", "mathematics", ["primary"])
    assert (practice.home, practice.audience) == (cast.alder_vale, Audience.SECTOR)
    assert set(practice.authors.all()) == {cast.amina.user, cast.tom.user}
    assert version == practice.head
    assert version.units == ["Fractions\nHalves first.", "Decimals"]
    assert (float(version.cost_hours), version.licence) == (2.5, "ogl-3.0")
    assert [one.name for one in version.attachments.all()] == ["grid.pdf"]
    assert not Draft.objects.exists()
    assert Entry.objects.get(verb=Verb.SHARED).target_id == str(practice.pk)


def test_what_was_published_meanwhile_is_refused_then_taken_in_and_published(cast):
    amina = cast.amina.actor
    practice = PracticeFactory(
        made_by=cast.amina.user, home=cast.alder_vale, version__core="One.\n\nTwo.", version__watch="Time."
    )
    draft = drafting.begin_draft(practice=practice, by=amina)
    save(draft, {"core": "One.\n\nTwo.\n\nThree.", "title": "Mine"}, by=amina, revision=0)
    newer = next_version(
        practice, core="One, daily.\n\nTwo.", watch="The clock.", summary=practice.head.summary
    )
    AttachmentFactory(version=newer, name="new.pdf")
    draft = Draft.objects.get()

    assert publishing.is_behind(draft)
    with pytest.raises(EditedMeanwhile):
        publishing.publish(draft, by=amina)
    caught = publishing.catch_up(draft, by=amina)
    version = publishing.publish(caught, note="Both.", by=amina)

    assert version.number == 3
    assert version.core == "One, daily.\n\nTwo.\n\nThree."
    assert (version.watch, version.title, version.note) == ("The clock.", "Mine", "Both.")
    assert [one.name for one in version.attachments.all()] == ["new.pdf"]


def test_catching_up_with_nothing_changes_nothing(cast):
    draft = DraftFactory(person=cast.amina.user, fields={"core": "x"})

    assert publishing.catch_up(draft, by=cast.amina.actor).revision == 0
    assert not publishing.is_behind(draft)


def test_an_adaptation_becomes_a_line_of_its_own(cast):
    origin = PracticeFactory(home=cast.alder_vale, subject="mathematics")
    draft = drafting.begin_draft(base=origin.head, by=cast.dev.actor)
    draft.fields |= {"title": "For Year 7", "home": str(cast.fenwick.pk), "audience": "sector"}
    draft.save()

    version = publishing.publish(draft, by=cast.dev.actor)

    assert version.practice.origin == origin
    assert version.practice.home == cast.fenwick
    assert [parent.pk for parent in version.parents.all()] == [origin.head_id]


def test_a_home_that_is_gone_is_said(cast):
    draft = DraftFactory(person=cast.amina.user, fields=whole(cast) | {"home": "999999999"})

    with pytest.raises(WealdError, match="at home somewhere"):
        publishing.publish(draft, by=cast.amina.actor)


def test_units_begin_where_a_line_has_one_mark():
    text = "Before.\r\n# One\ntext\n## part of one\n#2 no heading\n# Two"

    assert units_in(text) == ["Before.", "One\ntext\n## part of one\n#2 no heading", "Two"]
    assert units_in(units_as_text(units_in(text))) == units_in(text)
    assert units_in("") == []
