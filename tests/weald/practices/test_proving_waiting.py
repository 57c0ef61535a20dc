"""What needs a person about how practices prove themselves, what moved, and what was given."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import (
    AccountFactory,
    AnswerFactory,
    EndorsementFactory,
    MoveFactory,
    ObjectionFactory,
    ParticipationFactory,
    StoppingFactory,
    TrialFactory,
)

from weald.core.registry import EXPORTERS, Contributor
from weald.practices.enums import Round, Stage, Standing, TrialState
from weald.practices.queries.waiting_evidence import news, tallies, waiting

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


@pytest.fixture
def practice(cast):
    return PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user, title="Fluency", stage=Stage.TESTED)


def said(cast, key):
    return [one.text for one in waiting(getattr(cast, key).actor)]


def test_adopters_are_asked_until_they_have_told(practice, cast):
    adoption = AdoptionFactory(
        practice=practice,
        organisation=cast.fenwick,
        adopted_by=cast.dev.user,
        began_on=timezone.localdate() - timedelta(days=60),
    )

    (asked,) = waiting(cast.dev.actor)

    assert (asked.text, asked.place) == ("Tell how “Fluency” went", "Fenwick Academy")
    assert asked.since.date() <= timezone.localdate()
    AccountFactory(adoption=adoption)
    assert said(cast, "dev") == said(cast, "nobody") == []


def test_objections_wait_for_an_answer_and_then_for_a_decision(practice, cast):
    objection = ObjectionFactory(
        contest__practice=practice, raised_by=cast.dev.user, third_person=cast.sian.user
    )

    assert said(cast, "amina") == ["Answer an objection to “Fluency”"]
    assert said(cast, "dev") == said(cast, "sian") == []
    objection.standing = Standing.ANSWERED
    objection.save()
    assert said(cast, "amina") == []
    assert said(cast, "dev") == said(cast, "sian") == ["Say whether an objection to “Fluency” is settled"]


def test_readings_wait_for_those_who_lead_the_school(practice, cast):
    trial = TrialFactory(practice=practice)
    joined = ParticipationFactory(trial=trial, organisation=cast.fenwick)
    trial.state, trial.agreed_at, trial.fingerprint, trial.detectable = TrialState.AGREED, LONG_AGO, "0", 1.0
    trial.save()

    (reading,) = waiting(cast.marian.actor)

    assert reading.text == "Read off the outcome of the trial “Now or after Christmas”"
    assert reading.due_on == trial.first_on
    assert said(cast, "dev") == []
    joined.before = 10.0
    joined.save()
    trial.state, trial.seed, trial.drawn_at = TrialState.RUNNING, 1, LONG_AGO
    trial.save()
    assert said(cast, "marian") == []


def test_moves_and_thanks_are_told_to_those_they_concern(practice, cast):
    MoveFactory(practice=practice, to_stage=Stage.TESTED, reason="Three told.", moved_by=cast.tom.user)
    AdoptionFactory(practice=practice, organisation=cast.fenwick, began_on=timezone.localdate())
    stopping = StoppingFactory(adoption__practice=practice, thanks="Well carried.")
    stopping.thanked.add(cast.dev.user)

    told = {
        key: [one.title for one in news(getattr(cast, key).actor, LONG_AGO)]
        for key in ("amina", "dev", "tom")
    }

    assert told == {
        "amina": ["“Fluency” is now tested"],
        "dev": ["“Fluency” is now tested", "Thank you for carrying “Fluency”"],
        "tom": [],
    }
    assert [one.kind for one in news(cast.dev.actor, LONG_AGO)] == ["moved", "thanks"]
    assert list(news(cast.nobody.actor, LONG_AGO)) == []
    assert list(news(cast.dev.actor, timezone.now() + timedelta(days=1))) == []


def test_the_evidence_asks_to_tell_only_what_nobody_has_told_of_these_weeks_or_this_year(
    practice, cast, client
):
    adoption = AdoptionFactory(practice=practice, organisation=cast.fenwick, adopted_by=cast.dev.user)
    address = reverse("practices:evidence", args=[practice.pk])
    cast.sign_in(client, "dev")

    def asks():
        return "Tell how it went at Fenwick Academy" in client.get(address).content.decode()

    before = asks()
    AccountFactory(adoption=adoption)
    told = asks()
    adoption.began_on = timezone.localdate() - timedelta(days=366)
    adoption.save()
    after_a_year = asks()
    AccountFactory(adoption=adoption, round=Round.YEAR)

    assert (before, told, after_a_year, asks()) == (True, False, True, False)


def test_authors_hear_how_it_went_from_others(practice, cast):
    adoption = AdoptionFactory(practice=practice, organisation=cast.fenwick, adopted_by=cast.dev.user)
    account = AccountFactory(adoption=adoption, told_by=cast.dev.user, text="Nine **calm** weeks.")

    told = {key: list(news(getattr(cast, key).actor, LONG_AGO)) for key in ("amina", "dev", "tom")}

    assert told["dev"] == told["tom"] == []
    (one,) = told["amina"]
    assert (one.title, one.text) == ("Fenwick Academy told how “Fluency” went", "Nine calm weeks.")
    assert one.key == f"practices.account:{account.pk}:told"
    assert list(news(cast.amina.actor, timezone.now() + timedelta(days=1))) == []


def test_what_somebody_said_is_given_to_them(practice, cast):
    AccountFactory(
        adoption=AdoptionFactory(practice=practice, adopted_by=cast.dev.user), hours=Decimal("2.5")
    )
    objection = ObjectionFactory(contest__practice=practice, raised_by=cast.dev.user)
    AnswerFactory(objection=objection, answered_by=cast.amina.user)
    EndorsementFactory(practice=practice, person=cast.dev.user, words="Yes.")

    (account,) = EXPORTERS["accounts_of_practices"](cast.dev.user.pk)
    assert (account["practice"], account["hours"]) == ("Fluency", Decimal("2.5"))
    assert EXPORTERS["objections"](cast.dev.user.pk)[0]["stands"] == "open"
    assert EXPORTERS["endorsements"](cast.dev.user.pk)[0]["words"] == "Yes."
    assert (
        EXPORTERS["answers_to_objections"](cast.amina.user.pk)[0]["text"]
        == "The clock is gone from the core."
    )
    assert EXPORTERS["answers_to_objections"](cast.dev.user.pk) == []


def test_accounts_are_given_and_received(practice, cast):
    AccountFactory(
        adoption=AdoptionFactory(practice=practice, organisation=cast.fenwick, adopted_by=cast.dev.user)
    )

    def counted(label, thing):
        found = tallies(cast.dev.actor, Contributor(label, thing.pk), LONG_AGO)
        return {tally.direction: tally.count for tally in found}

    assert counted("people.user", cast.dev.user) == {"given": 1}
    assert counted("people.user", cast.amina.user) == {"received": 1}
    assert counted("schools.organisation", cast.fenwick) == {"given": 1}
    assert counted("schools.organisation", cast.alder_vale) == {"received": 1}
