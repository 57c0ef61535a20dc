"""The measured effect: what was planted is found, where nothing was nothing is, and few is not yet known."""

from datetime import date

import numpy as np
import pytest
from django.urls import reverse
from tests.factories.measures import ObservationFactory, ReleaseFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import ProtectedWindowFactory
from tests.factories.schools import OrganisationFactory, SchoolDetailsFactory, SpellFactory, TrustFactory

from weald.core.enums import Verb
from weald.core.errors import Refused
from weald.core.models import Entry
from weald.dividend.domain.adopters import CohortEffect, Minimum, TakenUp, estimate_taken_up
from weald.measures.domain.catalogue import load_catalogue
from weald.measures.models import Measure, Observation
from weald.practices.domain.effect import estimate_effect, missing_from
from weald.practices.domain.effect_words import effect_page, said_of
from weald.practices.domain.practice_words import of_a_practice
from weald.practices.models import MeasuredEffect
from weald.practices.queries.taken_up import school_adoptions
from weald.schools.models import Organisation
from wealdstats.dividend.rule import Rule

pytestmark = pytest.mark.django_db

RULE = Rule(donors=6, min_donors=4, floor=2.0)
FEW = Minimum(adopters=6, sites=3)
YEARS = (2014, 2015, 2016, 2017, 2018, 2019)
ADOPTED = date(2016, 9, 1)


def a_school(authority, index):
    # Ten kilometres apart, so that nobody is a neighbour.
    school = OrganisationFactory(region="south_west", northing=100_000, easting=200_000 + 10_000 * index)
    SchoolDetailsFactory(organisation=school, phase="primary")
    SpellFactory(child=school, parent=authority, kind="local_authority", period=(date(1990, 9, 1), None))
    return school


def a_sector(rise, adopters=6):
    """Six schools in three trusts that adopted in September 2016, and forty that did not, at five levels."""
    load_catalogue()
    measure = Measure.objects.get(code="ks2_rwm_expected")
    release = ReleaseFactory(name="Orchard results 2019")
    authorities = [OrganisationFactory(kind="local_authority") for _ in range(4)]
    trusts = [TrustFactory() for _ in range(3)]
    practice = PracticeFactory()
    rng = np.random.default_rng(1)
    rows = []
    for index in range(40 + adopters):
        school = a_school(authorities[index % 4], index)
        has_adopted = index < adopters
        if has_adopted:
            SpellFactory(child=school, parent=trusts[index % 3], period=(date(2010, 9, 1), None))
            AdoptionFactory(practice=practice, organisation=school, began_on=ADOPTED)
        rows += [
            Observation(
                organisation=school,
                measure=measure,
                year=year,
                value=50
                + 4 * (index % 5)
                + (rise if has_adopted and year >= 2017 else 0)
                + rng.normal(0, 0.5),
                release=release,
                cohort=40,
            )
            for year in YEARS
        ]
    Observation.objects.bulk_create(rows)
    return practice, measure


def estimated(practice, measure, cast, **changed):
    given = {"rule": RULE, "minimum": FEW, "draws": 200, "seed": 7} | changed
    return estimate_effect(practice, measure, by=cast.priya.actor, **given)


def test_a_planted_effect_is_found_with_all_its_checks(client, cast):
    practice, measure = a_sector(rise=8)

    found = estimated(practice, measure, cast)

    assert found.is_known
    assert found.effect == pytest.approx(8, abs=1.5)
    assert found.lower > 3
    assert (found.adopters, found.usable, found.sites) == (6, 6, 3)
    # So few may drift a little before adopting: then a gate says so, and the path is found all the same.
    assert found.verdict in {"dividend", "cannot_tell"}
    assert found.body["reasons"][0].startswith("from event year 0 on the gap stays above the band")
    assert {"planted_zero", "pre_fit", "leave_one_school_out"} <= {
        one["name"] for one in found.body["checks"]
    }
    assert found.body["schools"] == 6
    assert found.body["pooled"]["conf_int"]["level"] == 0.95
    entry = Entry.objects.get(verb=Verb.ESTIMATED)
    assert entry.payload["data"] == found.data_hash
    page = effect_page(found)
    assert "6 schools, 3 trusts or schools without one" in said_of(found)
    assert page.word in {"It lasts", "Cannot tell"}
    assert page.prediction
    assert page.detectable.endswith(" points")
    assert page.figure is not None
    assert {row.title for row in page.open_checks} | {row.title for row in page.passed_checks} >= {
        "Do the paths agree before adopting?",
        "Pretend they adopted earlier",
    }
    assert all(reason.endswith(".") for reason in page.reasons)
    shown = cast.sign_in(client, "dev").get(reverse("practices:effect", args=[found.pk])).content.decode()
    assert "Why this verdict" in shown
    assert "Can it be trusted?" in shown
    assert str(found) == f"effect of {practice.pk} on {measure.pk}"


def test_nothing_is_found_where_nothing_is(cast):
    practice, measure = a_sector(rise=0)

    found = estimated(practice, measure, cast)

    assert found.lower < 0 < found.upper
    assert found.verdict not in {"dividend", "loss"}


def test_the_same_data_and_seed_give_the_same_answer_and_the_newest_counts(cast):
    practice, measure = a_sector(rise=3)

    first, second = (estimated(practice, measure, cast) for _ in range(2))

    assert first.body == second.body
    assert list(MeasuredEffect.objects.filter(is_current=True)) == [second]


def test_no_school_is_named_with_its_own_number(cast):
    practice, measure = a_sector(rise=3)

    body = estimated(practice, measure, cast).body

    assert "calendar" not in body
    assert not {"schools_", "units", "donors"} & set(body)
    assert isinstance(body["schools"], int)


def test_fewer_than_the_stated_minimum_is_not_yet_known(cast):
    practice, measure = a_sector(rise=8, adopters=3)

    found = estimate_effect(practice, measure, by=cast.jo.actor)

    assert not found.is_known
    assert found.missing == ["3 schools adopted it; an answer needs 10."]
    assert found.verdict == ""


def test_adopters_without_results_after_are_not_yet_known(cast):
    practice, measure = a_sector(rise=8)
    practice.adoptions.update(began_on=date(2019, 9, 1))

    found = estimated(practice, measure, cast)

    assert found.missing[0].startswith("Of 6 schools that adopted it, 0 have results before and after")
    assert "6 schools took it up lately: the newest results here are of 2019." in found.missing


def test_without_any_results_nothing_is_known(cast):
    load_catalogue()
    practice = PracticeFactory()

    found = estimate_effect(practice, Measure.objects.get(code="ks2_rwm_expected"), by=cast.priya.actor)

    assert found.missing == ["There are no results of this measure."]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"adopters": 12, "usable": 12, "sites": 2}, "They are in 2 trusts or schools without one"),
        ({"adopters": 12, "usable": 12, "sites": 1}, "They are in one trust; an answer needs 3"),
        ({"adopters": 12, "usable": 12, "sites": 4}, "Too few of them could be compared"),
        ({"adopters": 1, "usable": 0, "sites": 3, "too_early": 1}, "1 school adopted it"),
    ],
)
def test_what_is_missing_is_never_left_unsaid(facts, said):
    found = CohortEffect(**{"too_early": 0, "latest": 2025, "rule": RULE, "data_hash": "0"} | facts)

    assert missing_from(found, Minimum())[0].startswith(said)


def test_while_protected_nobody_measures(cast):
    practice = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user)
    ProtectedWindowFactory(practice=practice)
    load_catalogue()
    measure = Measure.objects.get(code="ks2_rwm_expected")

    with pytest.raises(Refused, match="Nobody judges"):
        estimate_effect(practice, measure, by=cast.priya.actor)
    with pytest.raises(Refused, match="neither wrote"):
        estimate_effect(practice, measure, by=cast.dev.actor)


def test_a_team_adopts_for_its_school_and_a_trust_for_none():
    practice = PracticeFactory()
    school, later, team = OrganisationFactory(), OrganisationFactory(), OrganisationFactory(kind="team")
    Organisation.objects.filter(pk=school.pk).update(identity=later)
    SpellFactory(child=team, parent=school, kind="school", period=(date(2020, 9, 1), None))
    trust = TrustFactory()
    SpellFactory(child=later, parent=trust, period=(date(2020, 9, 1), None))
    AdoptionFactory(practice=practice, organisation=team, began_on=ADOPTED)
    AdoptionFactory(practice=practice, organisation=trust, began_on=ADOPTED)

    (found,) = school_adoptions(practice)

    assert found == (later.pk, trust.pk, ADOPTED, None)


def test_who_starts_again_has_taken_it_up_once(cast):
    _, measure = a_sector(rise=0, adopters=1)
    school = measure.observations.order_by("organisation").first().organisation_id
    twice = [TakenUp(school, school, date(2018, 9, 1)), TakenUp(school, school, ADOPTED, date(2017, 9, 1))]

    found = estimate_taken_up(twice, measure)

    assert (found.adopters, found.sites, found.too_early) == (1, 1, 0)


def test_the_engine_s_words_become_those_of_a_practice():
    said = of_a_practice(
        {"name": "trust_code", "finding": ["the trust's 3 schools joined before joining this trust"]}
    )

    assert said == {
        "name": "trust_code",
        "finding": ["the practice’s 3 schools adopted before adopting this practice"],
    }
    assert of_a_practice(3) == 3
    assert ObservationFactory._meta.model is Observation
