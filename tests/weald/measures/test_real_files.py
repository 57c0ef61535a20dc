"""The published files themselves, where they are at hand (WEALD_SHARED_DATA); skipped elsewhere."""

import csv
import gzip
import os
from pathlib import Path

import pytest
from django.db import connection

from weald.core.enums import ImportMode
from weald.core.permissions import SYSTEM
from weald.measures.domain.importing import import_results
from weald.measures.domain.panel import intake_panels, long_panel
from weald.measures.models import Measure, NationalFigure, Observation
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("WEALD_SHARED_DATA", ROOT.parent / "shared" / "data"))
RESULTS, PANEL = SHARED / "results", SHARED / "panel" / "ks2_panel.csv.gz"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        not PANEL.exists(), reason="the published files are not at hand: set WEALD_SHARED_DATA"
    ),
]


@pytest.fixture
def schools():
    """Every school of the panel under each of its URNs, as a register with all its links would have them."""
    with gzip.open(PANEL, "rt") as file:
        today = {row["urn"]: row["sid"] for row in csv.DictReader(file)}
    for urn in set(today.values()):
        today.setdefault(urn, urn)
    made = {urn: Organisation(kind=Kind.SCHOOL, name=f"School {urn}") for urn in today}
    Organisation.objects.bulk_create(made.values(), batch_size=5_000)
    for urn, later in today.items():
        if urn != later:
            made[urn].identity = made[later]
    changed = [school for school in made.values() if school.identity_id]
    Organisation.objects.bulk_update(changed, ["identity"], batch_size=2_000)
    Identifier.objects.bulk_create(
        (Identifier(organisation=school, scheme=Scheme.URN, value=urn) for urn, school in made.items()),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE schools_organisation")
        cursor.execute("ANALYZE schools_identifier")
    yield made
    # A plan made when a table was nearly empty would read it whole for each of half a million foreign keys.
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def bring_in(path):
    return import_results(path, by=SYSTEM, mode=ImportMode.GOOD_ROWS)


def test_the_panel_comes_in_whole_and_again_changes_nothing(schools):
    run = bring_in(PANEL)
    again = bring_in(PANEL)

    assert (run.rows_read, run.rows_rejected) == (106_386, 0)
    assert (again.rows_added, again.rows_changed, again.rows_unchanged) == (0, 0, run.rows_added)
    panel = long_panel(Measure.objects.get(code="ks2_rwm_expected"))
    assert len(panel) == 91_032
    assert sorted(set(panel.year.tolist())) == [2016, 2017, 2018, 2023, 2024, 2025]
    assert not Observation.objects.filter(measure__code="ks2_read_progress", year__gte=2024).exists()


def test_the_published_tables_come_in_with_their_symbols_typed(schools):
    for year in (2016, 2017, 2018):
        run = bring_in(RESULTS / f"ks2_perf_{year}.csv")
        assert run.rows_rejected < 1_300
    bring_in(RESULTS / "england_ks2final_2019.csv")

    progress = Observation.objects.filter(measure__code="ks2_read_progress", year=2019)
    assert progress.filter(missing="lowcov").count() == 8
    assert progress.filter(missing="supp").count() > 400
    assert not progress.filter(value__isnull=True, missing="").exists()
    national = NationalFigure.objects.get(measure__code="ks2_rwm_expected", year=2018, group="all")
    assert 63 < national.value < 66


def test_the_census_comes_in_by_urn_with_the_year_of_its_name(schools):
    run = bring_in(RESULTS / "census_by_urn_2023.json.gz")

    assert run.rows_read == 24_433
    fsm = intake_panels()["pupils_fsm"]
    assert set(fsm.year.tolist()) == {2023}
    assert len(fsm) > 15_000
    assert 20 < fsm.value.mean() < 30
