"""Objection, answer, settled or standing; and who agrees, from where."""

import pytest
from django.db import DatabaseError, transaction
from tests.factories.people import UserFactory
from tests.factories.practices_evidence import (
    AnswerFactory,
    ContestFactory,
    ObjectionFactory,
    ProtectedWindowFactory,
    whole_practice,
)

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.practices.domain.contest import (
    answer,
    ask_third_person,
    close_contest,
    decide,
    endorse,
    keep_dissent,
    open_contest,
    raise_objection,
)
from weald.practices.domain.tumbler import reopen
from weald.practices.enums import Stage, Stance, Standing
from weald.practices.models import Endorsement, Objection

pytestmark = pytest.mark.django_db
WRONG = "Timed recall makes anxious pupils worse."
SETTLES = "Two classes without the clock."


@pytest.fixture
def practice(cast):
    return whole_practice(home=cast.alder_vale, made_by=cast.amina.user, stage=Stage.TESTED)


@pytest.fixture
def contest(practice, cast):
    return open_contest(practice, by=cast.dev.actor)


@pytest.fixture
def objection(contest, cast):
    return raise_objection(contest, text=WRONG, would_settle=SETTLES, place=cast.fenwick, by=cast.dev.actor)


def answered(objection, cast):
    answer(objection, text="The clock is gone from the core.", by=cast.amina.actor)
    return objection


def test_an_objection_is_answered_and_settled_by_whoever_raised_it(objection, cast):
    said = answer(
        objection, text="The clock is gone.", version=objection.contest.version, by=cast.amina.actor
    )

    settled = decide(objection, standing=Standing.SETTLED, decision="It is gone.", by=cast.dev.actor)

    assert settled.is_decided
    assert (settled.decided_by, said.objection) == (cast.dev.user, objection)
    verbs = list(Entry.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == [Verb.OBJECTED, Verb.OBJECTED, Verb.REPLIED, Verb.SETTLED]
    assert str(said) == f"answer to {objection.pk}"
    assert str(settled) == f"objection {objection.pk} to {objection.contest_id}"


def test_the_author_never_decides(objection, cast):
    answered(objection, cast)

    with pytest.raises(Refused, match="You are neither"):
        decide(objection, standing=Standing.SETTLED, decision="I say so.", by=cast.amina.actor)
    with pytest.raises(Refused, match="You proposed one of them"):
        ask_third_person(objection, person=cast.amina.user, by=cast.tom.actor)


def test_a_third_person_who_became_an_author_does_not_decide_either(objection, practice, cast):
    answered(objection, cast)
    ask_third_person(objection, person=cast.sian.user, by=cast.dev.actor)
    practice.authors.add(cast.sian.user)

    with pytest.raises(Refused, match="Both are you"):
        decide(objection, standing=Standing.SETTLED, decision="I say so.", by=cast.sian.actor)


def test_a_third_person_on_record_decides(objection, cast):
    answered(objection, cast)
    ask_third_person(objection, person=cast.sian.user, by=cast.amina.actor)

    decide(objection, standing=Standing.STANDS, decision="Nobody tried it without.", by=cast.sian.actor)

    objection.refresh_from_db()
    assert (objection.standing, objection.third_person) == (Standing.STANDS, cast.sian.user)
    with pytest.raises(Conflict, match="it stands"):
        ask_third_person(objection, person=cast.ruth.user, by=cast.amina.actor)


def test_the_third_person_is_asked_once(objection, cast):
    ask_third_person(objection, person=cast.sian.user, by=cast.dev.actor)
    ask_third_person(objection, person=cast.sian.user, by=cast.dev.actor)

    with pytest.raises(Conflict, match="been asked already"):
        ask_third_person(objection, person=cast.ruth.user, by=cast.tom.actor)
    with pytest.raises(Refused, match="neither wrote"):
        ask_third_person(objection, person=cast.ruth.user, by=cast.owen.actor.__class__(person_id=1))


def test_an_objection_is_answered_before_it_is_decided(objection, cast):
    with pytest.raises(WealdError, match="Nobody has answered"):
        decide(objection, standing=Standing.SETTLED, decision="Gone.", by=cast.dev.actor)
    answered(objection, cast)
    with pytest.raises(WealdError, match="is neither"):
        decide(objection, standing=Standing.OPEN, decision="Hm.", by=cast.dev.actor)
    decide(objection, standing=Standing.SETTLED, decision="Gone.", by=cast.dev.actor)
    with pytest.raises(Conflict, match="it is settled"):
        answer(objection, text="And another thing.", by=cast.amina.actor)
    with pytest.raises(Conflict, match="decided once"):
        decide(objection, standing=Standing.STANDS, decision="No.", by=cast.dev.actor)


def test_nobody_answers_their_own_objection(objection, cast):
    with pytest.raises(Refused, match="It is yours"):
        answer(objection, text="Never mind.", by=cast.dev.actor)


def test_dissent_stays_in_its_own_words_through_every_stage(objection, practice, cast):
    answered(objection, cast)
    decide(
        objection,
        standing=Standing.STANDS,
        decision="The clock is optional, not gone.",
        dissent="Optional clocks tick too.",
        by=cast.dev.actor,
    )
    close_contest(objection.contest, words="Much was learnt.", by=cast.dev.actor)

    reopen(practice, to=Stage.IDEA, reason="Start again.", by=cast.tom.actor)

    objection.refresh_from_db()
    assert objection.dissent == "Optional clocks tick too."
    keep_dissent(objection, words="They tick, and pupils hear them.", by=cast.dev.actor)
    assert Objection.objects.get().dissent == "They tick, and pupils hear them."
    with pytest.raises(Refused, match="somebody else’s"):
        keep_dissent(objection, words="It is fine.", by=cast.amina.actor)


def test_what_is_settled_leaves_no_dissent(objection, cast):
    with pytest.raises(WealdError, match="not yet answered"):
        keep_dissent(objection, words="Still.", by=cast.dev.actor)


def test_objections_are_kept_as_they_were_raised():
    objection = AnswerFactory().objection

    with pytest.raises(DatabaseError, match="text of practices_objection"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(text="It is perfect.")


def test_while_protected_nobody_contests(practice, cast):
    contest = ContestFactory(practice=practice)
    window = ProtectedWindowFactory(practice=practice)
    said = f"Nobody judges “{practice.title}” before {window.until_on:%-d %B %Y}"

    with pytest.raises(Refused, match=said):
        open_contest(practice, by=cast.dev.actor)
    with pytest.raises(Refused, match=said):
        raise_objection(contest, text=WRONG, would_settle=SETTLES, place=cast.fenwick, by=cast.dev.actor)
    with pytest.raises(Refused, match=said):
        endorse(practice, stance=Stance.FOR, place=cast.fenwick, by=cast.dev.actor)


@pytest.mark.parametrize(("stage", "words"), [(Stage.IDEA, "an idea"), (Stage.RETIRED, "retired")])
def test_what_nobody_uses_is_not_contested(practice, cast, stage, words):
    practice.stage = stage
    if stage == Stage.RETIRED:
        practice.retired_at, practice.retired_because = practice.shared_at, "Over."
        practice.stage_when_retired = Stage.TESTED
    practice.save()

    with pytest.raises(WealdError, match=words):
        open_contest(practice, by=cast.dev.actor)


def test_one_contest_at_a_time(contest, cast):
    with pytest.raises(WealdError, match="One contest is open"):
        open_contest(contest.practice, by=cast.sian.actor)


def test_a_contest_closes_when_nothing_waits(objection, cast):
    contest = objection.contest
    with pytest.raises(WealdError, match="1 still waits"):
        close_contest(contest, words="Enough.", by=cast.dev.actor)
    answered(objection, cast)
    decide(objection, standing=Standing.SETTLED, decision="Gone.", by=cast.dev.actor)

    closed = close_contest(contest, words="Two children, no clock.", by=cast.amina.actor)

    assert closed.closed_by == cast.amina.user
    assert str(closed) == f"contest of {contest.practice_id}"
    with pytest.raises(WealdError, match="closed on"):
        raise_objection(closed, text=WRONG, would_settle=SETTLES, place=cast.fenwick, by=cast.dev.actor)
    with pytest.raises(Refused, match="neither wrote"):
        close_contest(ContestFactory(practice=whole_practice()), words="", by=cast.dev.actor)


def test_everybody_speaks_from_where_they_work(contest, cast):
    with pytest.raises(Refused, match="no role at Alder Vale"):
        raise_objection(contest, text=WRONG, would_settle=SETTLES, place=cast.alder_vale, by=cast.dev.actor)
    with pytest.raises(WealdError, match="what would settle it"):
        raise_objection(contest, text=WRONG, would_settle="  ", place=cast.fenwick, by=cast.dev.actor)


def test_the_last_word_of_a_person_counts(practice, cast):
    first = endorse(practice, stance=Stance.UNSURE, place=cast.fenwick, by=cast.dev.actor)
    with pytest.raises(WealdError, match="says why"):
        endorse(practice, stance=Stance.AGAINST, place=cast.fenwick, by=cast.dev.actor)

    last = endorse(practice, stance=Stance.FOR, words="It works.", place=cast.fenwick, by=cast.dev.actor)

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert list(Endorsement.objects.filter(replaced_at=None)) == [last]
    assert (last.trust, last.is_independent) == (cast.ridgeway, True)
    assert str(last) == f"for {practice.pk} from {cast.fenwick.pk}"


def test_who_wrote_it_does_not_endorse_it(practice, cast):
    with pytest.raises(Refused, match="did not write"):
        endorse(practice, stance=Stance.FOR, place=cast.alder_vale, by=cast.amina.actor)


def test_an_objection_to_another_cannot_name_its_own_author_as_third(cast):
    objection = ObjectionFactory(raised_by=cast.dev.user)

    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(third_person=cast.dev.user)
    assert UserFactory().pk != objection.raised_by_id
