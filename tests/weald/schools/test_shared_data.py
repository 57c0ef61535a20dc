"""The register as published, whole: every sample file, twice. Skipped where the files are not at hand."""

import resource
from datetime import date

import pytest
from tests.weald.schools.files import counts
from tests.weald.schools.shared import SHARED, needs_shared_data

from weald.core.enums import ImportMode
from weald.core.permissions import SYSTEM
from weald.schools.domain.register.files import import_file
from weald.schools.enums import Kind, SpellReason
from weald.schools.models import Organisation, Spell

pytestmark = [pytest.mark.django_db, pytest.mark.slow, needs_shared_data]

# File → (added, changed, unchanged, ignored, rejected) in this order on an empty database.
FILES = {
    "group_links_202207.csv": (18_995, 0, 0, 1_613, 5),
    "grouplinks_edubaseallacademiesandfree20170403.csv": (2_057, 879, 6_917, 0, 0),
    "grouplinks_edubaseallacademiesandfree20180501.csv": (172, 63, 11_636, 0, 0),
    "groups_202207.csv": (1_080, 5_137, 34, 653, 0),
    "links_edubasealldata_20250727.csv": (16_976, 0, 0, 17_068, 0),
    "open_schools_20260622.json.gz": (7_815, 12_986, 0, 0, 0),
    "school_details_2018.csv": (3_112, 22_932, 0, 34, 0),
}


def bring_in(name):
    return import_file(SHARED / "register" / name, mode=ImportMode.GOOD_ROWS, by=SYSTEM)


def test_the_whole_register_goes_in_and_going_in_again_changes_nothing():
    first = {name: bring_in(name) for name in FILES}
    spells = Spell.objects.count()
    again = {name: bring_in(name) for name in FILES}

    assert {name: counts(run) for name, run in first.items()} == FILES
    assert all(run.rows_added == run.rows_changed == 0 and run.effects == {} for run in again.values())
    assert Spell.objects.count() == spells
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_000_000
    check_kinds()
    check_a_school_that_moved()


def check_kinds():
    assert Organisation.objects.filter(kind=Kind.TRUST).count() > 3_600
    assert Organisation.objects.filter(kind=Kind.SCHOOL, identity__isnull=False).count() == 12_028
    assert not Organisation.objects.filter(kind=Kind.SCHOOL, name="").exists()
    assert Spell.objects.filter(kind=Kind.TRUST, reason=SpellReason.CONTINUED).count() > 150


def check_a_school_that_moved():
    school = Organisation.objects.get(identifiers__scheme="urn", identifiers__value="129342")
    spells = Spell.objects.filter(child=school, kind=Kind.TRUST).order_by("period")
    assert [(s.period.lower, s.period.upper) for s in spells] == [
        (date(2006, 9, 1), date(2019, 4, 1)),
        (date(2019, 4, 1), None),
    ]
