"""The demo's school year, played into a sector without results."""

from datetime import date

import numpy as np
import pytest
from django.db import transaction
from django.utils import timezone

from weald.communities.models import Attendance, Community, Enrolment, Mention, Output, Post, Visit
from weald.core.domain.verify import verify_ledger
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.measures.domain.catalogue import load_catalogue
from weald.people.enums import InterestKind, Standing
from weald.people.models import Interest
from weald.people.queries.interests import academic_year, standings
from weald.practices.enums import ReturnState, Stage
from weald.practices.models import Credit, MeasuredEffect, Objection, Practice, Return, Trial, Version
from weald.schools.domain.vocabulary import load_vocabulary
from weald.schools.models import Organisation, Term
from weald.simulate.cast import CAST, STORY_BODIES
from weald.simulate.sector import draw_sector
from weald.simulate.sizes import SIZES
from weald.simulate.story.clock import clock_at, day_of, first_september, moment_of
from weald.simulate.story.company import gather
from weald.simulate.story.pages import told_practice, told_practices
from weald.simulate.story.play import play_story, since_september
from weald.simulate.write import write_organisations, write_people


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    """Play the story once for all these tests, and take it back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue()
        load_vocabulary()
        rng = np.random.default_rng(7)
        sector = draw_sector(SIZES["demo"], rng)
        written = write_organisations(sector, STORY_BODIES)
        write_people(CAST, 300, written, rng)
        play_story()
        yield gather(timezone.localdate())
        transaction.set_rollback(True)


def practice(title):
    return Practice.objects.get(title=title)


def test_thirty_practices_are_there_over_three_generations(played):
    assert Practice.objects.count() == len(told_practices()) >= 30
    mixed = practice("Ten minutes of fluency in a mixed-age class")
    assert mixed.origin.title == "Ten minutes of fluency, in pairs"
    assert mixed.origin.origin.title == "Ten minutes of fluency"
    owed = Credit.objects.filter(version=mixed.head, ancestor__practice=mixed.origin.origin)
    assert sum(owed.values_list("words", flat=True)) > 50


def test_all_places_are_words_of_the_vocabulary(played):
    known = {(term.kind, term.code) for term in Term.objects.all()}

    for one in Practice.objects.all():
        assert ("subject", one.subject) in known
        assert not one.concept or ("concept", one.concept) in known
        assert not one.area or ("area", one.area) in known
        assert {("phase", code) for code in one.phases} <= known
        assert {("key_stage", code) for code in one.key_stages} <= known


def test_the_first_practice_took_two_of_three_and_is_formed_with_its_dissent(played):
    fluency = practice("Ten minutes of fluency")
    back = Return.objects.get(from_version__practice__title="Ten minutes of fluency, in pairs")

    assert fluency.stage == Stage.FORMED
    assert fluency.head.number == 4
    assert "Two children agree" in fluency.head.core
    assert "picks its own" not in fluency.head.flex
    assert (back.state, back.result) == (ReturnState.IN_PART, fluency.head)
    assert "Come and watch" in back.thanks
    stands = Objection.objects.get(contest__practice=fluency, standing="stands")
    assert "anxious pupils" in stands.text
    assert stands.dissent
    assert MeasuredEffect.objects.get(practice=fluency).missing


def test_returns_stand_in_every_way(played):
    states = sorted(Return.objects.values_list("state", flat=True))

    assert states == ["in_part", "standing", "variant", "waiting"]
    assert practice("Counting together in Reception").stands_alone
    assert practice("A named adult at the gate").variant_of.title == "Attendance mentors"


def test_an_alloy_credits_both(played):
    alloy = practice("Talk, then calculate")

    ancestors = Credit.objects.filter(version=alloy.head).values_list("ancestor__practice__title", flat=True)
    assert {"Ten minutes of fluency", "Talk before you write"} <= set(ancestors)


def test_stages_are_spread_and_one_is_retired_with_thanks(played):
    stages = set(Practice.objects.values_list("stage", flat=True))
    retired = Practice.objects.get(stage=Stage.RETIRED)

    assert stages == set(Stage.values)
    assert retired.title == "Reading logs with a weekly raffle"
    assert "Thank you to Kamal" in retired.adoptions.get().stopping.thanks


def test_the_planned_trial_says_what_it_does_not_know(played):
    trial = Trial.objects.get()

    assert trial.state == "closed"
    assert trial.participations.filter(after__isnull=False).count() == 4


def test_everyone_with_a_subject_is_in_its_network_and_the_group_spans_trusts(played):
    maths = Community.objects.get(name="Mathematics")
    group = Community.objects.get(name__startswith="Year 8 girls")

    leads = Enrolment.objects.filter(community=maths, is_lead=True).values_list("person__name", flat=True)
    assert list(leads) == ["Amina Rahman"]
    assert Enrolment.objects.filter(community=maths).count() >= 10
    assert Enrolment.objects.filter(community=group).count() == 10
    assert Attendance.objects.filter(came_at__isnull=False).count() >= 10
    assert Post.objects.count() >= 10
    assert Mention.objects.exists()
    assert Output.objects.count() == 2
    assert Visit.objects.get().state == "watched"
    assert Organisation.objects.filter(kind="partnership", name="Every child seen by ten").exists()


def test_nothing_happens_after_today_and_the_ledger_is_sound(played):
    now = timezone.now()

    assert Version.objects.filter(made_at__gt=now).count() == 0
    assert Entry.objects.filter(at__gt=now).count() == 0
    assert Entry.objects.filter(verb="adopted").count() > 30
    assert verify_ledger().is_sound


def test_amina_sees_what_waits_for_her_and_only_what_is_shared(played):
    seen = visible(Practice.objects.all(), played.actor("amina"))
    from_afar = visible(Practice.objects.all(), played.actor("dev"))

    assert seen.filter(title="Start again after lunch").exists()
    assert not from_afar.filter(title="Start again after lunch").exists()
    assert Return.objects.filter(state="waiting", to_practice__authors=played.people["amina"]).count() == 1


def test_the_cast_has_declared_its_interests(played):
    told = standings([person.pk for person in played.people.values()], academic_year())

    late = {
        person.name: told[person.pk] for person in played.people.values() if told[person.pk] != "declared"
    }
    assert late == {"Helen Strand": Standing.NEVER, "Kamal Iqbal": Standing.DUE}
    assert Interest.objects.exclude(kind=InterestKind.NOTHING).count() == 4


@pytest.mark.parametrize(
    ("today", "told"),
    [(date(2026, 11, 22), "-30"), (date(2026, 9, 4), "-3"), (date(2026, 9, 1), "-0")],
)
def test_interests_are_declared_for_the_year_that_runs(today, told):
    assert since_september(today) == told


@pytest.mark.parametrize(
    ("today", "september"),
    [
        (date(2026, 11, 22), date(2025, 9, 1)),
        (date(2026, 9, 1), date(2025, 9, 1)),
        (date(2026, 8, 31), date(2024, 9, 1)),
        (date(2027, 3, 1), date(2025, 9, 1)),
    ],
)
def test_the_story_is_told_of_the_last_year_that_is_over(today, september):
    assert first_september(today) == september
    assert day_of("10-06", today) == date(september.year, 10, 6)
    assert day_of("02-10", today) == date(september.year + 1, 2, 10)
    assert (today - day_of("-12", today)).days == 12


def test_the_clock_stands_and_goes_on_again():
    moment = moment_of("10-06", date(2026, 11, 22), "08:15")

    with clock_at(moment):
        assert timezone.now() == moment
        assert timezone.localdate() == date(2025, 10, 6)
    assert timezone.now() > moment


def test_a_page_with_a_part_nobody_knows_is_refused():
    head = 'title = "x"\nhome = "y"\nauthor = "z"\naudience = "sector"\n'
    page = f"+++\n{head}+++\n# 1 | 10-01 | First.\n## sumary\nx\n"

    with pytest.raises(ValueError, match="no part of a practice is called sumary"):
        told_practice("x", page)
