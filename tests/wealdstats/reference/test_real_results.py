"""The published key stage 2 results, where they are at hand: counts that were found by other means."""

import csv
import gzip
import os
from pathlib import Path

import pytest

from wealdstats.dividend import Rule, estimate_sector
from wealdstats.panel import Join, Joins, Panel

FOLDER = Path(os.environ.get("WEALD_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (FOLDER / "panel").exists(), reason="no published results at WEALD_SHARED_DATA"),
]


def rows_of(name):
    with gzip.open(FOLDER / "panel" / name, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture(scope="module")
def sector():
    results = [row for row in rows_of("ks2_panel.csv.gz") if row["rwm_exp"]]
    treated = [row for row in rows_of("treatment.csv.gz") if row["first_type"] == "Multi-academy trust"]
    place = {row["sid"]: row["LA (code)"] for row in rows_of("trust_membership_snapshots.csv.gz")}
    with (FOLDER / "register" / "school_details_2018.csv").open(encoding="utf-8", errors="replace") as lines:
        codes = {row["URN"]: row["Local Authority"] for row in csv.DictReader(lines)}
    place |= {row["sid"]: codes[row["urn"]] for row in results if row["urn"] in codes}
    units = {row["sid"] for row in results}
    joined = {row["sid"] for row in treated}
    urns = {row["urn"]: row["sid"] for row in results}
    undated = {urns.get(row["u"], row["u"]) for row in rows_of("mat_membership_2024.csv.gz")} - joined
    panel = Panel.from_long(
        [row["sid"] for row in results],
        [int(row["year"]) for row in results],
        [float(row["rwm_exp"]) for row in results],
        phase=dict.fromkeys(units, "Primary"),
        # Not the regions, but like them: codes were given out by kind and corner of the country.
        region={unit: code[:2] for unit, code in place.items()},
        local_authority=place,
        pupils=[float(row["pupils"] or "nan") for row in results],
    )
    joins = tuple(Join(row["sid"], row["first_uid"], int(row["first_exam_year"])) for row in treated)
    return estimate_sector(
        panel, Joins(joins, frozenset(undated)), rule=Rule(max_draws=200), draws=200, seed=1
    )


def test_the_trusts_and_schools_that_can_be_estimated_are_those_counted_by_hand(sector):
    # Schools with two results before and after joining, in trusts with three of them: a plain count of rows.
    assert len(sector.dividends) == 268
    assert sum(dividend.n_schools for dividend in sector.dividends) == 1388
    assert sector.n_controls > 7500


def test_real_fits_are_exact_and_every_trust_carries_every_check(sector):
    names = {tuple(check.name for check in dividend.checks) for dividend in sector.dividends}

    assert max(school.kkt for dividend in sector.dividends for school in dividend.schools) <= 1e-9
    assert len(names) == 1


def test_most_trusts_cannot_be_told_apart_and_the_raw_comparison_claims_more(sector):
    counts = sector.verdict_counts()
    raw = sum(dividend.raw.p < 0.05 for dividend in sector.dividends)

    assert counts["cannot_tell"] > 0.8 * len(sector.dividends)
    assert sector.survives.sum() < raw
