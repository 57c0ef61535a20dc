"""A planned trial, from a draft to its answer: fixed, drawn, run, compared."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.factories.people import HomeFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import ParticipationFactory, TrialFactory

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.practices.domain.trial import (
    abandon,
    agree,
    begin,
    draw,
    join,
    leave,
    plan_trial,
    power_of,
    read_off,
)
from weald.practices.domain.trial_result import answer_of, close, signed
from weald.practices.domain.trial_words import course_of, power_said
from weald.practices.enums import Stage, TrialState, Wave
from weald.practices.models import Adoption, Participation, Trial
from weald.practices.queries.line import protected_until
from weald.practices.queries.trials import first_wave, readings_due, trials_of, whole

pytestmark = pytest.mark.django_db
GAINS = {Wave.FIRST: 6.0, Wave.LATER: 1.0}


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def trial(cast):
    """Amina's plan, with four schools that want her practice."""
    practice = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, stage=Stage.NURTURED)
    made = TrialFactory(practice=practice, proposed_by=cast.amina.user, proposed_from=cast.alder_vale)
    for place in (cast.fenwick, cast.larkrise, HomeFactory(), HomeFactory()):
        ParticipationFactory(trial=made, organisation=place)
    return made


def drawn(trial, cast):
    agree(trial, by=cast.amina.actor)
    return draw(trial, by=cast.amina.actor, drawer=lambda below: 11)


def running(trial, cast):
    drawn(trial, cast)
    Participation.objects.update(before=10.0)
    return begin(trial, by=cast.amina.actor)


def later(trial, monkeypatch):
    """Let the day come on which the later schools start."""
    monkeypatch.setattr(timezone, "localdate", lambda: trial.later_on)


def finished(trial, cast, monkeypatch, gains=GAINS, skip=0):
    trial = running(trial, cast)
    later(trial, monkeypatch)
    # A little noise that is the same in both waves.
    for index, one in enumerate(trial.participations.order_by("wave", "place")):
        if index >= skip:
            one.after = one.before + gains[one.wave] + (0.5 if index % 2 else -0.5)
            one.save()
    return close(trial, words="Twenty-two of twenty-seven would go on.", by=cast.amina.actor)


def test_a_trial_is_planned_before_anybody_starts(cast):
    practice = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user)
    plan = {
        "title": "Now or after Easter",
        "outcome": "Mean of thirty facts.",
        "unit": "facts",
        "smallest": 2.0,
        "spread": 3.0,
        "spread_because": "Last year.",
        "hardest": "Who supervises.",
        "first_on": in_days(10),
        "later_on": in_days(100),
    }

    made = plan_trial(practice, place=cast.alder_vale, by=cast.amina.actor, **plan)

    assert (made.state, str(made)) == (TrialState.DRAFT, "Now or after Easter")
    with pytest.raises(WealdError, match="in that order"):
        plan_trial(practice, place=cast.alder_vale, by=cast.amina.actor, **plan | {"later_on": in_days(5)})
    practice.stage, practice.stage_when_retired = Stage.RETIRED, Stage.IDEA
    practice.retired_at, practice.retired_because = timezone.now(), "Over."
    practice.save()
    with pytest.raises(WealdError, match="This practice is retired"):
        plan_trial(practice, place=cast.alder_vale, by=cast.amina.actor, **plan)


def test_schools_that_want_it_join_and_may_leave_while_nothing_is_fixed(trial, cast):
    joined = join(trial, place=cast.quarry_bank, by=cast.owen.actor)

    assert str(joined) == f"{cast.quarry_bank.pk} in {trial.pk}"
    with pytest.raises(Conflict, match="takes part once"):
        join(trial, place=cast.quarry_bank, by=cast.owen.actor)
    with pytest.raises(Refused, match="You do not lead Quarry Bank"):
        leave(trial, place=cast.quarry_bank, by=cast.dev.actor)
    leave(trial, place=cast.quarry_bank, by=cast.owen.actor)
    leave(trial, place=cast.quarry_bank, by=cast.owen.actor)
    assert trial.participations.count() == 4
    assert Entry.objects.filter(verb=Verb.LEFT).count() == 1
    AdoptionFactory(practice=trial.practice, organisation=cast.quarry_bank)
    with pytest.raises(WealdError, match="uses the practice already"):
        join(trial, place=cast.quarry_bank, by=cast.owen.actor)


def test_agreeing_fixes_all_of_it_and_protects_the_practice(trial, cast):
    agreed = agree(trial, by=cast.amina.actor)

    assert agreed.detectable == pytest.approx(power_of(trial, 4).detectable)
    assert agreed.detectable > 10
    assert len(agreed.fingerprint) == 64
    assert protected_until(trial.practice_id) == trial.later_on
    with (
        pytest.raises(DatabaseError, match="smallest of practices_trial is never changed"),
        transaction.atomic(),
    ):
        Trial.objects.update(smallest=0.1)
    with pytest.raises(DatabaseError, match="the schools of an agreed trial"), transaction.atomic():
        ParticipationFactory(trial=agreed)
    with pytest.raises(DatabaseError, match="the schools of an agreed trial"), transaction.atomic():
        Participation.objects.all().delete()
    with pytest.raises(Conflict, match="It is agreed and fixed"):
        join(trial, place=cast.quarry_bank, by=cast.owen.actor)


def test_a_trial_of_three_schools_is_refused_in_words(trial, cast):
    trial.participations.last().delete()

    with pytest.raises(WealdError, match="3 take part"):
        agree(trial, by=cast.amina.actor)


def test_the_order_is_drawn_once_and_anybody_can_repeat_it(trial, cast):
    found = drawn(trial, cast)

    by_hand = sorted(
        (str(one.organisation_id) for one in found.participations.all()),
        key=lambda name: sha256(f"11:{name}".encode()).hexdigest(),
    )
    order = found.participations.order_by("place")
    assert [str(one.organisation_id) for one in order] == by_hand
    assert [one.wave for one in order] == [Wave.FIRST] * 2 + [Wave.LATER] * 2
    assert len(first_wave(list(order))) == 2
    assert Entry.objects.get(verb=Verb.SETTLED).payload["seed"] == 11
    with pytest.raises(Conflict, match="It is order drawn"):
        draw(trial, by=cast.amina.actor)
    with pytest.raises(DatabaseError, match="seed of practices_trial"), transaction.atomic():
        Trial.objects.update(seed=12)
    with pytest.raises(DatabaseError, match="wave of practices_participation"), transaction.atomic():
        Participation.objects.filter(wave=Wave.LATER).update(wave=Wave.FIRST)


def test_what_was_tampered_with_is_not_drawn(trial, cast):
    trial = agree(trial, by=cast.amina.actor)
    # Only somebody with the database in their hands could do this.
    Participation.objects.filter(organisation=cast.fenwick).update(organisation=cast.quarry_bank)

    with pytest.raises(WealdError, match="fingerprint does not fit"):
        draw(trial, by=cast.amina.actor)


def test_start_dates_become_adoptions(trial, cast):
    drawn(trial, cast)
    with pytest.raises(WealdError, match="4 have not"):
        begin(trial, by=cast.amina.actor)
    for one in trial.participations.all():
        one.before = 12.0
        one.save()

    begin(trial, by=cast.amina.actor)

    days = {one.wave: one.adoption.began_on for one in trial.participations.select_related("adoption")}
    assert days == {Wave.FIRST: trial.first_on, Wave.LATER: trial.later_on}
    assert Adoption.objects.filter(practice=trial.practice, version=trial.version).count() == 4
    assert Entry.objects.filter(verb=Verb.ADOPTED).count() == 4


def test_readings_are_asked_for_and_taken_at_their_time(trial, cast, monkeypatch):
    drawn(trial, cast)
    ours = trial.participations.get(organisation=cast.fenwick)
    assert list(readings_due({cast.fenwick.pk})) == [ours]
    with pytest.raises(Refused, match="You do not lead Fenwick"):
        read_off(ours, value=3.0, by=cast.tom.actor)

    read_off(ours, value=11.0, by=cast.marian.actor)
    read_off(ours, value=12.0, by=cast.marian.actor)

    assert not readings_due({cast.fenwick.pk}).exists()
    Participation.objects.filter(before=None).update(before=9.0)
    begin(trial, by=cast.amina.actor)
    with pytest.raises(WealdError, match="on the day agreed"):
        read_off(ours, value=14.0, by=cast.marian.actor)
    later(trial, monkeypatch)
    assert readings_due({cast.fenwick.pk}).exists()
    read_off(ours, value=14.0, by=cast.marian.actor)
    with pytest.raises(Conflict, match="taken once"):
        read_off(ours, value=20.0, by=cast.marian.actor)
    ours.refresh_from_db()
    assert (ours.before, ours.after) == (12.0, 14.0)


def test_what_was_planted_is_found(trial, cast, monkeypatch):
    closed = finished(trial, cast, monkeypatch)

    assert closed.result["effect"] == pytest.approx(5.0)
    assert closed.result["as_fixed"]
    assert (closed.result["ways"], closed.result["p"]) == (6, pytest.approx(2 / 6))
    assert answer_of(closed).word == "It helped"
    assert Entry.objects.get(verb=Verb.ESTIMATED).payload["fixed"] == closed.fingerprint
    assert closed.is_over


@pytest.mark.parametrize(
    ("gains", "word"),
    [
        ({Wave.FIRST: 1.0, Wave.LATER: 6.0}, "It harmed"),
        ({Wave.FIRST: 1.0, Wave.LATER: 3.0}, "No sign that it is worth it"),
        ({Wave.FIRST: 3.0, Wave.LATER: 2.0}, "Not yet known"),
    ],
)
def test_the_answer_is_told_against_what_was_fixed(trial, cast, monkeypatch, gains, word):
    closed = finished(trial, cast, monkeypatch, gains=gains)

    assert answer_of(closed).word == word


def test_a_missing_reading_is_said_and_never_guessed(trial, cast, monkeypatch):
    closed = finished(trial, cast, monkeypatch, skip=1)

    assert closed.result["without_reading"] == 1
    assert closed.result["effect"] is None
    answer = answer_of(closed)
    assert (answer.word, answer.tone) == ("Not yet known", "open")
    assert "Needed: 2 in each wave" in answer.sentence


def test_nobody_looks_early(trial, cast):
    running(trial, cast)

    with pytest.raises(WealdError, match="looking early"):
        close(trial, words="It works!", by=cast.amina.actor)
    assert answer_of(trial) is None


def test_a_trial_is_abandoned_with_a_reason_that_stays(trial, cast):
    with pytest.raises(Refused, match="neither wrote"):
        abandon(trial, because="Why not.", by=cast.dev.actor)
    with pytest.raises(WealdError, match="says why"):
        abandon(trial, because="", by=cast.tom.actor)

    abandon(trial, because="Two heads moved on.", by=cast.tom.actor)

    assert trials_of(trial.practice).get().ending == "Two heads moved on."
    with pytest.raises(Conflict, match="ends once"):
        abandon(trial, because="Again.", by=cast.tom.actor)


def test_trials_are_read_in_a_constant_number_of_queries(trial, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(whole(Trial.objects.all()))
    ParticipationFactory.create_batch(2, trial=TrialFactory())
    with django_assert_num_queries(2):
        list(whole(Trial.objects.all()))


@pytest.mark.parametrize(("goes", "reached"), [(0, 0), (1, 1), (2, 2)])
def test_an_abandoned_trial_stops_where_it_was(trial, cast, goes, reached):
    for step in (agree, draw)[:goes]:
        step(trial, by=cast.amina.actor)

    trial = abandon(trial, because="Two heads moved on.", by=cast.amina.actor)

    states = [state for _, state, _ in course_of(trial)]
    assert states == ["done"] * (reached + 1) + ["ahead"] * (4 - reached)


def test_power_is_told_against_what_would_be_worth_the_work(trial):
    assert "It may well say “not yet known”" in power_said(trial, 4)
    assert "It can answer the question." in power_said(trial, 60)
    assert power_said(trial, 1) == "1 takes part. Ask more schools that want the practice."
    assert [state for _, state, _ in course_of(trial)] == ["now"] + ["ahead"] * 4


def test_minus_signs_are_written_as_such():
    assert (signed(-0.24), signed(0.6)) == ("−0.2", "+0.6")
