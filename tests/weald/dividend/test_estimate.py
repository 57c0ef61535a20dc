"""Estimating from stored results, and keeping the run."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.factories.dividend import ResultFactory, RunFactory
from tests.factories.measures import MeasureFactory, ObservationFactory, ReleaseFactory
from tests.factories.schools import (
    OrganisationFactory,
    SchoolDetailsFactory,
    SpellFactory,
    TrustFactory,
)

from weald.core.errors import Refused, WealdError
from weald.core.jobs import run_worker
from weald.core.models import Entry, Job
from weald.core.permissions import SYSTEM
from weald.dividend.domain.body import dividend_body, plain, sector_body, shrunken_bodies
from weald.dividend.domain.estimate import estimate, rule_for
from weald.dividend.domain.panel import aligned, sector_joins, sector_panel
from weald.dividend.domain.report import result_words, run_report
from weald.dividend.forms.estimate import EstimateForm
from weald.dividend.models import Result, Run
from weald.dividend.queries.cohorts import strata, trust_joinings
from weald.measures.domain.catalogue import load_catalogue
from weald.measures.domain.panel import LongPanel
from weald.measures.models import Measure
from weald.schools.models import Organisation
from wealdstats.dividend.rule import Rule
from wealdstats.dividend.sector import estimate_sector
from wealdstats.errors import InputError
from wealdstats.simulate import World, simulate

pytestmark = pytest.mark.django_db

RULE = Rule(donors=8, min_donors=4, floor=2.0, min_schools=3)
YEARS = (2014, 2015, 2016, 2017, 2018, 2019)


def a_school(authority, **details):
    school = OrganisationFactory(region="south_west", northing=100_000, easting=300_000)
    # Ten kilometres apart, so that nobody is a neighbour.
    Organisation.objects.filter(pk=school.pk).update(easting=200_000 + 10_000 * (school.pk % 60))
    SchoolDetailsFactory(organisation=school, phase="primary", **details)
    SpellFactory(child=school, parent=authority, kind="local_authority", period=(date(1990, 9, 1), None))
    return school


@pytest.fixture
def sector():
    """Three schools that joined a trust in September 2016 and rose by ten points; twenty that did not."""
    load_catalogue()
    measure = Measure.objects.get(code="ks2_rwm_expected")
    release = ReleaseFactory(name="Orchard results 2019")
    authorities = [OrganisationFactory(kind="local_authority") for _ in range(4)]
    trust = TrustFactory(name="Hazel Trust", uid="4711")
    rng = np.random.default_rng(1)
    for index in range(23):
        school = a_school(authorities[index % 4])
        has_joined = index < 3
        if has_joined:
            SpellFactory(
                child=school, parent=trust, kind="trust", period=(date(2016, 9, 1), None), reason="converted"
            )
        for year in YEARS:
            rise = 10 if has_joined and year >= 2017 else 0
            value = 60 + rise + rng.normal(0, 0.7)
            ObservationFactory(organisation=school, measure=measure, year=year, value=value, release=release)
    return measure


def test_a_planted_rise_is_found_and_kept(sector):
    told = []

    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200, seed=7, progress=lambda *at: told.append(at))

    result = Result.objects.get()
    assert result.run == run
    assert result.organisation.name == "Hazel Trust"
    assert result.att == pytest.approx(10, abs=1)
    assert result.lower > 5
    assert result.schools == 3
    assert run.sector["sources"] == ["Orchard results 2019"]
    assert (run.seed, run.draws) == (7, 200)
    assert told[-1] == (1, 1)
    assert Entry.objects.get(verb="estimated").payload["data"] == run.data_hash


def test_the_same_data_and_seed_give_the_same_result(sector):
    estimate(sector, by=SYSTEM, rule=RULE, draws=200, seed=7)
    estimate(sector, by=SYSTEM, rule=RULE, draws=200, seed=7)

    first, second = Result.objects.order_by("pk")
    assert first.body == second.body
    assert first.run.data_hash == second.run.data_hash
    assert list(Run.objects.filter(is_current=True)) == [second.run]


def test_two_processes_give_the_same_result_as_one(sector):
    estimate(sector, by=SYSTEM, rule=RULE, draws=200, seed=7)
    estimate(sector, by=SYSTEM, rule=RULE, draws=200, seed=7, workers=2)

    first, second = Result.objects.order_by("pk")
    assert first.body == second.body


def test_processes_here_and_a_cluster_at_once_are_refused(sector):
    with pytest.raises(InputError, match="both"):
        estimate(sector, by=SYSTEM, rule=RULE, workers=2, scheduler="tcp://127.0.0.1:8786")


def test_a_run_is_reported_for_a_program(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)

    short = run_report(run, run.results.all())
    whole = run_report(run, run.results.all(), whole=True)

    assert short["trusts"][0]["trust"] == "4711"
    assert short["trusts"][0]["name"] == "Hazel Trust"
    assert {"checks", "verdict", "conf_int", "mde"} <= short["trusts"][0].keys()
    assert "schools" not in short["trusts"][0]
    assert len(whole["trusts"][0]["schools"]) == 3


def test_a_report_says_what_stands_beside_the_estimate(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)
    other = MeasureFactory(code="another", name="Another measure")
    twin = RunFactory(measure=other)
    result = run.results.get()
    ResultFactory(run=twin, organisation=result.organisation, body=result.body)

    whole = run_report(run, run.results.all(), whole=True)["trusts"][0]
    said = result_words(result)

    assert whole["together"]["measures"] == ["Another measure", sector.name]
    assert whole["antifragility"]["reason"] == "no years were declared hard"
    assert whole["event"]["sup_lower"] is not None
    assert {"variation", "shrunken", "may_be_named"} <= whole.keys()
    assert said["What do its measures say together?"].startswith("Over its 2 measures together")
    assert said["Held up in hard years?"].startswith("Not testable. No years were declared hard.")
    assert said["The whole path"].startswith("The inner band holds 95 %")


def test_a_claim_of_all_measures_is_said_first(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)
    result = run.results.get()
    ends = {"lower": -0.1, "upper": 0.3, "level": 0.95}
    small = result.body | {"att": 0.1, "se": 0.05, "conf_int": ends, "checks": []}
    Result.objects.filter(pk=result.pk).update(body=small)
    result.refresh_from_db()
    twin = RunFactory(measure=MeasureFactory(code="another", name="Another measure"))
    ResultFactory(run=twin, organisation=result.organisation, body=small)

    assert result_words(result)["What do its measures say together?"].startswith("No sign. Over its 2")


def test_a_report_names_who_may_be_named_by_official_number(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)
    trust = run.results.get().organisation
    run.sector["may_be_named"] = [str(trust.pk)]

    report = run_report(run, run.results.all())

    assert report["sector"]["may_be_named"] == ["4711"]
    assert report["trusts"][0]["may_be_named"] is True
    assert "together" not in report["trusts"][0]


def test_a_report_of_an_earlier_versions_run_names_nobody(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)
    del run.sector["may_be_named"]

    report = run_report(run, run.results.all())

    assert report["sector"]["may_be_named"] is None
    assert report["trusts"][0]["may_be_named"] is None


def test_what_belongs_to_all_trusts_is_kept_with_the_run():
    world = simulate(World(), seed=1)
    found = estimate_sector(world.panel, world.joins, draws=100, seed=1)

    kept, each = sector_body(found, 1.0), shrunken_bodies(found)

    assert kept["may_be_named"] == list(found.may_be_named())
    assert kept["shrunken"]["lower"] < kept["shrunken"]["mean"] < kept["shrunken"]["upper"]
    assert kept["shrunken"]["tau_lower"] <= kept["shrunken"]["tau"] <= kept["shrunken"]["tau_upper"]
    assert [one["effect"] for one in each] == found.shrunken.effect.tolist()
    assert set(each[0]) == {"effect", "se", "lower", "upper", "wrong_sign"}
    body = dividend_body(found.dividends[0], each[0])
    assert body["shrunken"]["effect"] == pytest.approx(each[0]["effect"], abs=1e-6)


def test_a_single_trust_is_not_drawn_towards_others(sector):
    run = estimate(sector, by=SYSTEM, rule=RULE, draws=200)

    assert run.sector["shrunken"] is None
    assert run.sector["may_be_named"] == []
    assert run.results.get().body["shrunken"] is None


def test_hard_years_are_kept_with_their_reason(sector):
    rule = replace(RULE, hard_years=(2018, 2023))

    run = estimate(sector, by=SYSTEM, rule=rule, draws=200)

    assert run.rule["hard_years"] == [2018, 2023]
    assert list(run.sector["hard_years"]) == ["2023"]
    assert run.results.get().body["antifragility"]["n_schools"] == 3


def test_the_house_rule_takes_the_measures_hard_years_or_those_given():
    measure = MeasureFactory.build(code="ks2_rwm_expected")

    assert rule_for(measure).hard_years == (2023,)
    assert rule_for(measure, [2019, 2018, 2019]).hard_years == (2018, 2019)
    assert rule_for(MeasureFactory.build(code="another")).hard_years == ()


def test_estimating_is_for_analysts_stewards_and_the_server(sector, cast):
    with pytest.raises(Refused, match="neither an analyst nor a steward"):
        estimate(sector, by=cast.graham.actor, rule=RULE, draws=200)

    assert estimate(sector, by=cast.priya.actor, rule=RULE, draws=200).requested_by_id == cast.priya.user.pk


def test_a_measure_without_results_is_refused_with_what_to_do():
    load_catalogue()

    with pytest.raises(WealdError, match="Import results first"):
        estimate(Measure.objects.get(code="ks2_rwm_expected"), by=SYSTEM)


def test_the_house_rule_takes_the_measures_own_floor():
    assert rule_for(MeasureFactory.build(floor=2.5)).floor == 2.5


def test_the_panel_knows_what_a_school_is_compared_within(sector):
    panel = sector_panel(sector, "all")

    assert panel.shape == (23, 6)
    assert set(panel.phase) == {"primary"}
    assert set(panel.region) == {"south_west"}
    assert len(set(panel.local_authority)) == 4
    assert np.isfinite(panel.easting).all()


def test_intake_follows_its_school_and_year(sector):
    fsm = Measure.objects.get(code="pupils_fsm")
    school = next(trust_joinings()).school
    ObservationFactory(organisation_id=school, measure=fsm, year=2016, value=31.5)

    covariates = sector_panel(sector, "all").covariates

    (values,) = covariates.values()
    assert np.nansum(values) == 31.5
    assert np.isfinite(values).sum() == 1


def test_alignment_leaves_gaps_where_nothing_is_known():
    rows = LongPanel(np.array([1, 1, 2]), np.array([2016, 2017, 2016]), np.zeros(3), np.zeros(3))
    series = LongPanel(np.array([2, 1]), np.array([2016, 2017]), np.array([5.0, 7.0]), np.zeros(2))

    values = aligned(rows, series)

    np.testing.assert_array_equal(values, [np.nan, 7.0, 5.0])


def test_joinings_follow_a_schools_identity_and_leave_single_trusts_out():
    single = TrustFactory(trust_type="single")
    multi = TrustFactory()
    later = OrganisationFactory()
    earlier = OrganisationFactory(identity=later)
    SpellFactory(child=earlier, parent=multi, kind="trust", period=(date(2015, 9, 1), date(2017, 9, 1)))
    SpellFactory(child=OrganisationFactory(), parent=single, kind="trust", period=(date(2015, 9, 1), None))

    (joining,) = trust_joinings()

    assert (joining.school, joining.trust) == (later.pk, multi.pk)
    assert (joining.joined_on, joining.left_on) == (date(2015, 9, 1), date(2017, 9, 1))
    assert [join.first_year for join in sector_joins().records] == [2016]


def test_strata_are_of_schools_that_stand_for_their_chain():
    later = a_school(OrganisationFactory(kind="local_authority"))
    OrganisationFactory(identity=later)

    (stratum,) = strata()

    assert stratum.school == later.pk
    assert (stratum.phase, stratum.region) == ("primary", "south_west")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (np.float64(1.23456789), 1.234568),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([1.0, np.nan]), [1.0, None]),
        (("a", 1), ["a", 1]),
        ({"k": np.float64(2)}, {"k": 2.0}),
        (None, None),
    ],
)
def test_results_become_plain_values_and_missing_becomes_none(value, said):
    assert plain(value) == said


@pytest.mark.django_db(transaction=True)
def test_an_analyst_has_dividends_estimated_by_the_queue(client, cast, sector):
    cast.sign_in(client, "priya")
    assert "Which dividends shall be estimated?" in client.get("/dividend/estimate").content.decode()

    wanted = {"measure": sector.code, "group": "all", "draws": 200, "seed": 3, "hard_years": "2018"}
    response = client.post("/dividend/estimate", wanted)

    job = Job.objects.get()
    assert response.url == f"/jobs/{job.pk}/"
    assert job.title == f"Dividends: {sector.name}"
    run_worker(wait=False)
    job.refresh_from_db()
    assert (job.state, job.result_url) == ("done", f"/dividend/sector/{sector.code}/all")
    assert (Run.objects.get().seed, Run.objects.get().draws) == (3, 200)
    assert Run.objects.get().rule["hard_years"] == [2018]


def test_what_cannot_be_estimated_is_sent_back_with_the_reason(client, cast, sector):
    cast.sign_in(client, "jo")

    page = client.post("/dividend/estimate", {"measure": sector.code, "group": "all", "draws": 3, "seed": 1})

    assert "Ensure this value is greater than or equal to 200." in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("given", "years"), [("", None), ("2022, 2023", [2022, 2023]), ("2018;2019 2022", [2018, 2019, 2022])]
)
def test_hard_years_are_written_as_anybody_would(sector, given, years):
    form = EstimateForm(
        {"measure": sector.code, "group": "all", "draws": 200, "seed": 1, "hard_years": given}
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data["hard_years"] == years


@pytest.mark.parametrize("given", ["2022/23", "last year", "1066"])
def test_what_is_not_a_year_is_refused(sector, given):
    form = EstimateForm(
        {"measure": sector.code, "group": "all", "draws": 200, "seed": 1, "hard_years": given}
    )

    assert form.errors["hard_years"] == ["Write years, such as 2022, 2023."]
