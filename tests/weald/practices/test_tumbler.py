"""Moving from stage to stage, the protected window, retiring and reopening."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.factories.people import HomeFactory, UserFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import (
    AccountFactory,
    ContestFactory,
    EndorsementFactory,
    MeasuredEffectFactory,
    MoveFactory,
    ObjectionFactory,
    ProtectedWindowFactory,
    ThresholdFactory,
    whole_practice,
)
from tests.factories.schools import SchoolDetailsFactory

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.practices.domain.tumbler import (
    protect,
    reopen,
    retire_practice,
    rise,
    set_threshold,
)
from weald.practices.enums import PracticeKind, Stage
from weald.practices.models import Move, Threshold
from weald.practices.queries.facts import facts_of, missing_parts, strata_of, thresholds
from weald.practices.queries.line import line_of, protected_until

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def in_days(days):
    return TODAY() + timedelta(days=days)


@pytest.fixture
def practice(cast):
    """Amina's practice: whole, and in use at home."""
    made = whole_practice(home=cast.alder_vale, made_by=cast.amina.user)
    AdoptionFactory(practice=made, organisation=cast.alder_vale)
    return made


def adopted_and_told(practice, schools=3):
    for _ in range(schools):
        AccountFactory(adoption=AdoptionFactory(practice=practice))


def test_a_whole_practice_in_use_at_home_is_nurtured(practice, cast):
    move = rise(practice, expected=Stage.IDEA, by=cast.amina.actor)

    practice.refresh_from_db()
    assert practice.stage == Stage.NURTURED
    assert [one["code"] for one in move.findings] == ["complete", "subject", "home"]
    entry = Entry.objects.get(verb=Verb.MOVED)
    assert entry.payload == {"from": "idea", "to": "nurtured"}
    assert entry.place_id == cast.alder_vale.pk
    assert str(move) == f"{practice.pk}: idea to nurtured"


def test_what_is_missing_is_said_in_words(cast):
    idea = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user)

    with pytest.raises(WealdError, match=r"Not yet said: the problem.*has not adopted") as refused:
        rise(idea, expected=Stage.IDEA, by=cast.amina.actor)

    assert "Adopt it at home" in refused.value.refusal.remedy
    assert not Move.objects.exists()


def test_a_practice_moved_meanwhile_is_looked_at_again(practice, cast):
    rise(practice, expected=Stage.IDEA, by=cast.amina.actor)

    with pytest.raises(Conflict, match="it is now nurtured"):
        rise(practice, expected=Stage.IDEA, by=cast.tom.actor)


def test_schools_that_told_how_it_went_make_it_tested(practice, cast):
    rise(practice, expected=Stage.IDEA, by=cast.amina.actor)
    adopted_and_told(practice)

    rise(practice, expected=Stage.NURTURED, by=cast.tom.actor)

    assert line_of(practice.__class__.objects.get(pk=practice.pk)).stage == Stage.TESTED


def test_a_protected_practice_is_not_called_contested(practice, cast):
    practice.stage = Stage.TESTED
    practice.save()
    window = ProtectedWindowFactory(practice=practice)

    with pytest.raises(WealdError, match=f"Nobody judges it before {window.until_on:%-d %B %Y}"):
        rise(practice, expected=Stage.TESTED, by=cast.amina.actor)


def formed_but_for_the_effect(practice):
    practice.stage = Stage.CONTESTED
    practice.phases = ["primary"]
    practice.save()
    ContestFactory(practice=practice, closed_at=timezone.now())
    for _ in range(3):
        place = HomeFactory()
        EndorsementFactory.create_batch(2, practice=practice, organisation=place, is_independent=True)


def test_nobody_calls_formed_what_they_wrote(practice, cast):
    formed_but_for_the_effect(practice)
    MeasuredEffectFactory(practice=practice)

    with pytest.raises(Refused, match="one of the authors"):
        rise(practice, expected=Stage.CONTESTED, by=cast.amina.actor)
    rise(practice, expected=Stage.CONTESTED, by=cast.tom.actor)

    practice.refresh_from_db()
    assert practice.stage == Stage.FORMED
    with pytest.raises(WealdError, match="This one is formed"):
        rise(practice, expected=Stage.FORMED, by=cast.tom.actor)


def test_formed_asks_for_the_effect(practice, cast):
    formed_but_for_the_effect(practice)

    with pytest.raises(WealdError, match="Nobody has asked what it changed"):
        rise(practice, expected=Stage.CONTESTED, by=cast.tom.actor)


def test_any_stage_can_be_reopened_with_a_reason(practice, cast):
    practice.stage = Stage.CONTESTED
    practice.save()

    with pytest.raises(WealdError, match="No reason is given"):
        reopen(practice, to=Stage.NURTURED, reason=" ", by=cast.tom.actor)
    reopen(practice, to=Stage.NURTURED, reason="Two schools stopped.", by=cast.tom.actor)

    practice.refresh_from_db()
    assert practice.stage == Stage.NURTURED
    with pytest.raises(WealdError, match="Choose one of: idea"):
        reopen(practice, to=Stage.FORMED, reason="Upwards", by=cast.tom.actor)


def test_a_retired_practice_comes_back_to_where_it_was_or_earlier(practice, cast):
    practice.stage = Stage.TESTED
    practice.save()

    retire_practice(practice, reason="The cards became a burden.", by=cast.amina.actor)

    practice.refresh_from_db()
    assert (practice.stage, practice.stage_when_retired) == (Stage.RETIRED, Stage.TESTED)
    assert practice.retired_because == "The cards became a burden."
    assert Entry.objects.filter(verb=Verb.RETIRED).count() == 1
    with pytest.raises(WealdError, match="retired already"):
        retire_practice(practice, reason="Again", by=cast.amina.actor)
    with pytest.raises(WealdError, match="a stage it has had"):
        reopen(practice, to=Stage.FORMED, reason="Best of all", by=cast.tom.actor)
    reopen(practice, to=Stage.TESTED, reason="A school made it lighter.", by=cast.amina.actor)
    practice.refresh_from_db()
    assert (practice.stage, practice.retired_at, practice.retired_because) == (Stage.TESTED, None, "")


def test_a_move_is_kept_as_it_was():
    move = MoveFactory(reason="So it was.")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(reason="So it was not.")
    with pytest.raises(DatabaseError, match="what was written is kept"), transaction.atomic():
        Move.objects.filter(pk=move.pk).delete()
    assert Move.objects.filter(pk=move.pk).update(moved_by=None) == 1


def test_a_window_is_agreed_for_a_while(practice, cast):
    window = protect(practice, until=in_days(90), because="Two terms in peace.", by=cast.tom.actor)

    assert protected_until(practice.pk) == in_days(90)
    assert line_of(practice).protected_until == in_days(90)
    assert str(window) == f"{practice.pk} until {in_days(90)}"
    assert Entry.objects.get(verb=Verb.CHANGED).payload["until"] == in_days(90).isoformat()


@pytest.mark.parametrize("days", [0, -3, 401])
def test_a_window_lies_ahead_and_ends(practice, cast, days):
    with pytest.raises(WealdError, match="within a year or so"):
        protect(practice, until=in_days(days), because="In peace.", by=cast.tom.actor)


def test_what_is_contested_is_no_longer_protected(practice, cast):
    practice.stage = Stage.CONTESTED
    practice.save()

    with pytest.raises(WealdError, match="while it is nurtured and tested"):
        protect(practice, until=in_days(5), because="In peace.", by=cast.tom.actor)


def test_a_window_that_is_over_protects_nothing(practice):
    ProtectedWindowFactory(practice=practice, from_on=in_days(-90), until_on=TODAY())

    assert protected_until(practice.pk) is None


def test_stewards_change_what_the_gates_ask_for(practice, cast):
    changed = set_threshold("schools", value=2, because="The hub is small.", by=cast.jo.actor)

    assert thresholds()["schools"] == 2
    assert str(changed) == "schools: 2"
    set_threshold("schools", value=4, because="It has grown.", by=cast.jo.actor)
    assert Threshold.objects.get().value == 4
    with pytest.raises(WealdError, match="one of its own numbers"):
        set_threshold("leaves", value=2, because="Why not.", by=cast.jo.actor)
    with pytest.raises(Refused, match="not a steward"):
        set_threshold("schools", value=1, because="For us.", by=cast.tom.actor)


def test_facts_are_gathered_in_a_constant_number_of_queries(practice, cast, django_assert_num_queries):
    ThresholdFactory(code="schools", value=1)
    adopted_and_told(practice, 1)
    contest = ContestFactory(practice=practice)
    ObjectionFactory(contest=contest, raised_from=cast.fenwick)
    EndorsementFactory(practice=practice, trust=cast.ridgeway, organisation=cast.fenwick)
    with django_assert_num_queries(14):
        few = facts_of(practice)

    adopted_and_told(practice, 2)
    ObjectionFactory.create_batch(2, contest=contest)
    EndorsementFactory.create_batch(2, practice=practice)
    with django_assert_num_queries(14):
        many = facts_of(practice)

    assert (few.adopters, few.told, few.outside_voices, few.contest_days) == (1, 1, 2, 20)
    assert (many.adopters, many.told, many.outside_voices) == (3, 3, 6)
    assert many.contest_is_open
    assert few.voices[0].trust == "Ridgeway Trust"


def test_a_sequence_names_its_units(cast):
    sequence = whole_practice(kind=PracticeKind.SEQUENCE)

    assert missing_parts(sequence) == ("its units",)


def test_a_voice_stands_where_it_was_given(practice, cast):
    SchoolDetailsFactory(organisation=cast.fenwick, phase="secondary")
    AdoptionFactory(practice=practice, organisation=cast.larkrise)

    assert strata_of(practice, cast.fenwick) == (cast.ridgeway, "secondary", True)
    assert strata_of(practice, cast.quarry_bank) == (cast.hartwood, "", False)
    assert strata_of(practice, cast.larkrise) == (None, "", False)
    assert strata_of(practice, cast.ridgeway) == (cast.ridgeway, "", True)


def test_whose_name_was_erased_is_no_author(cast):
    practice = PracticeFactory(home=cast.alder_vale, made_by=None, authors=[UserFactory()])

    assert None not in line_of(practice).authors
