"""Comparing all schools: what is planted is found, what is not is not, and equal data are left alone."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.core import JobFactory
from tests.factories.measures import (
    ComparisonFactory,
    LikenessFactory,
    MeasureFactory,
    ResidualFactory,
    VariationRunFactory,
)
from tests.factories.people import HomeFactory
from tests.weald.measures.sector import make_sector

from weald.core.enums import JobState, Verb
from weald.core.errors import Refused, WealdError
from weald.core.models import Entry, Job
from weald.core.permissions import SYSTEM, visible
from weald.measures.domain.deviants import look_for_deviants
from weald.measures.domain.intake import sector_intake
from weald.measures.domain.likeness import NEIGHBOURS, compare
from weald.measures.domain.refresh import TASK, ask_for_refresh, refresh, telling_measures
from weald.measures.enums import Direction, Unit
from weald.measures.models import Comparison, Likeness, Observation, Residual, VariationRun
from weald.measures.tasks import compare_nightly, compare_schools
from weald.schools.models import SchoolDetails

pytestmark = pytest.mark.django_db


def look(sector):
    return look_for_deviants(sector.measure, "all", sector_intake(), by=SYSTEM)


def named(run):
    return set(run.residuals.filter(is_deviant=True).values_list("organisation__name", flat=True))


def test_schools_are_compared_with_the_nearest_by_intake():
    sector = make_sector(30)

    comparison = compare(sector_intake(), by=SYSTEM)

    middle = Likeness.objects.get(organisation=sector.schools[15])
    near = {one["school"] for one in middle.neighbours}
    assert comparison.schools == 30
    assert len(near) == NEIGHBOURS
    assert near <= {school.pk for school in sector.schools[5:26]} - {sector.schools[15].pk}
    assert middle.intake["fsm"] == pytest.approx(30.86)
    assert all(0 < share <= 1 for one in middle.neighbours for share in one["reasons"].values())


def test_a_school_is_compared_only_within_its_phase_and_kind():
    sector = make_sector(12, phase=("primary", "secondary"))
    SchoolDetails.objects.filter(organisation=sector.schools[0]).update(type_group="Special schools")

    compare(sector_intake(), by=SYSTEM)

    assert Likeness.objects.get(organisation=sector.schools[0]).neighbours == []
    primary = Likeness.objects.get(organisation=sector.schools[2]).neighbours
    assert {one["school"] for one in primary} == {school.pk for school in sector.schools[4::2]}


def test_the_same_data_are_not_compared_again_and_other_data_replace_them():
    sector = make_sector(8)
    first = compare(sector_intake(), by=SYSTEM)

    assert compare(sector_intake(), by=SYSTEM) == first

    SchoolDetails.objects.filter(organisation=sector.schools[0]).update(fsm_percent=80)
    second = compare(sector_intake(), by=SYSTEM)
    assert second.data_hash != first.data_hash
    assert Comparison.objects.get() == second
    assert Likeness.objects.count() == 8
    assert Entry.objects.filter(verb=Verb.ESTIMATED).count() == 2


@pytest.mark.parametrize("count", [0, 1, 3])
def test_schools_that_cannot_be_told_apart_are_not_compared(count):
    HomeFactory.create_batch(count)

    with pytest.raises(WealdError):
        compare(sector_intake(), by=SYSTEM)


def test_only_those_who_keep_the_figures_have_schools_compared(cast):
    sector = make_sector(3)
    for act in (
        lambda by: compare(sector_intake(), by=by),
        lambda by: look_for_deviants(sector.measure, "all", sector_intake(), by=by),
        lambda by: refresh(by=by),
    ):
        with pytest.raises(Refused):
            act(cast.graham.actor)


def test_a_school_far_beyond_its_intake_is_found_and_hardly_another():
    sector = make_sector(40, beyond={9: 20.0})

    run = look(sector)

    assert named(run) == {"Hazel 009 School"}
    assert (run.first_year, run.last_year, run.schools, run.body["found"]) == (2017, 2019, 40, 1)
    assert run.body["coefficients"]["fsm"] == pytest.approx(-0.4, abs=0.1)
    assert run.body["sources"] == ["Orchard tables"]
    assert [one["year"] for one in run.body["spread"]] == [2017, 2018, 2019]
    planted = run.residuals.get(organisation=sector.schools[9])
    assert planted.value - planted.expected > planted.residual > 10


def test_a_school_that_is_only_well_off_is_not_found():
    run = look(make_sector(40))

    assert named(run) == set()


def test_where_lower_is_better_those_below_are_found():
    measure = MeasureFactory(direction=Direction.LOWER, floor=None)

    run = look(make_sector(40, beyond={9: -25.0, 20: 25.0}, measure=measure))

    assert named(run) == {"Hazel 009 School"}
    assert run.floor == 0


def test_one_lucky_year_is_not_enough():
    sector = make_sector(40)
    Observation.objects.filter(organisation=sector.schools[9], year=2018).update(value=95.0)

    assert named(look(sector)) == set()


def test_phases_are_predicted_apart_and_rare_ones_left_out():
    sector = make_sector(
        66, phase=("primary", "secondary", "primary"), beyond=dict.fromkeys(range(1, 66, 3), 15)
    )
    SchoolDetails.objects.filter(organisation=sector.schools[0]).update(phase="post_16")

    run = look(sector)

    assert run.body["coefficients"]["phase secondary"] == pytest.approx(15, abs=3)
    assert run.schools == 65
    assert named(run) == set()


def test_special_schools_and_schools_without_intake_are_left_out_not_filled_in():
    sector = make_sector(40)
    SchoolDetails.objects.filter(organisation=sector.schools[0]).update(type_group="Special schools")
    SchoolDetails.objects.filter(organisation=sector.schools[1]).update(fsm_percent=None)

    run = look(sector)

    assert run.schools == 38
    assert not run.residuals.filter(organisation__in=sector.schools[:2]).exists()
    assert run.body["left_out"] == 1


def test_where_intake_is_hardly_known_schools_are_only_held_to_their_mean():
    sector = make_sector(40)
    SchoolDetails.objects.update(fsm_percent=None)

    assert set(look(sector).body["coefficients"]) == {"intercept"}


def test_from_few_schools_nothing_is_predicted_and_what_was_is_taken_back():
    sector = make_sector(25)
    assert look(sector) is not None

    Observation.objects.filter(organisation__in=sector.schools[:10]).delete()

    assert look(sector) is None
    assert not VariationRun.objects.exists()


def test_without_open_schools_nothing_is_predicted():
    sector = make_sector(3)
    for school in sector.schools:
        school.status = "closed"
        school.save()

    assert look(sector) is None


def test_the_same_figures_are_not_looked_through_again_and_others_replace_them():
    sector = make_sector(40)
    first = look(sector)

    assert look(sector) == first

    Observation.objects.filter(organisation=sector.schools[0], year=2019).update(value=1.0)
    second = look(sector)
    assert second.pk != first.pk
    assert VariationRun.objects.count() == 1
    assert Residual.objects.count() == 40


def test_own_figures_move_nothing_that_others_read():
    sector = make_sector(40)
    first = look(sector)
    own = sector.release
    own.pk, own.is_public, own.file_hash = None, False, "own"
    own.save()
    Observation.objects.create(
        organisation=sector.schools[0], measure=sector.measure, release=own, year=2020, value=5.0, cohort=3
    )

    assert look(sector) == first


def test_a_refresh_compares_everything_and_says_how_much_is_known(cast):
    sector = make_sector(40, beyond={9: 20.0})
    steps = []

    made = refresh(by=cast.priya.actor, progress=lambda done, total, what: steps.append((done, total)))

    assert (made.schools, made.measures, made.deviants) == (40 + 4, 1, 1)
    assert Likeness.objects.filter(organisation=sector.schools[0]).exists()
    assert steps[-1][0] == steps[-1][1]


def test_a_refresh_of_nothing_is_nothing():
    made = refresh(by=SYSTEM)

    assert (made.schools, made.measures, made.deviants) == (0, 0, 0)


def test_measures_without_a_direction_or_known_noise_tell_nothing():
    MeasureFactory(code="neither", direction=Direction.NEITHER)
    MeasureFactory(code="noise_not_known", unit=Unit.SCORE, spread=None)
    MeasureFactory(code="scaled", unit=Unit.SCORE, spread=8.0)

    codes = {measure.code for measure in telling_measures()}

    assert "scaled" in codes
    assert not codes & {"neither", "noise_not_known", "pupils_fsm"}


def test_it_is_asked_for_once_however_many_files_come_in():
    ask_for_refresh(SYSTEM)
    ask_for_refresh(SYSTEM)

    assert Job.objects.filter(kind=TASK).count() == 1
    assert ProcrastinateJob.objects.filter(task_name=TASK).count() == 1


def test_the_queue_and_the_night_do_it():
    make_sector(25)
    job = JobFactory(kind=TASK)

    compare_schools.func(FakeContext(), job_id=job.pk)
    job.refresh_from_db()

    assert (job.state, job.result_url) == (JobState.DONE, "/measures/")
    assert Comparison.objects.count() == 1
    Comparison.objects.all().delete()
    compare_nightly(timestamp=0)
    assert Comparison.objects.count() == 1


class FakeContext:
    """What the queue hands to a task: which attempt this is."""

    class job:
        attempts = 0


def test_likenesses_are_everyone_s_and_residuals_the_sector_s(cast):
    LikenessFactory()
    ResidualFactory()

    def counts(actor):
        models = (Comparison, Likeness, VariationRun, Residual)
        return [visible(model.objects.all(), actor).count() for model in models]

    assert counts(cast.tom.actor) == counts(SYSTEM) == [1, 1, 1, 1]
    assert counts(cast.helen.actor) == counts(cast.nobody.actor) == [1, 1, 0, 0]


def test_stored_comparisons_name_themselves():
    likeness, residual = LikenessFactory(), ResidualFactory(residual=-1.5)

    assert str(likeness) == f"schools like {likeness.organisation_id}"
    assert str(ComparisonFactory()) == "40 schools, 01234567"
    assert str(residual) == f"{residual.organisation_id}: -1.50"
    assert str(VariationRunFactory(group="girls")).endswith("girls 2017 to 2019")
