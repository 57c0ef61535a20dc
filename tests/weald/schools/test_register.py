"""Register files into the database: what each kind does, again and in any order."""

from datetime import date
from itertools import permutations

import pytest
from tests.factories.schools import (
    LinkFactory,
    OrganisationFactory,
    ProvenanceFactory,
    SchoolDetailsFactory,
    SearchEntryFactory,
    SightingFactory,
    SnapshotFactory,
    SpellFactory,
    WordFactory,
)
from tests.weald.schools.files import (
    bring_in,
    by_urn,
    counts,
    details,
    establishments,
    groups,
    held,
    links,
    memberships,
    reasons,
    spells_of,
)

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import Entry, ImportRun
from weald.schools.enums import Ending, Kind, Phase, Region, Scheme, SpellReason, Status, TrustType
from weald.schools.models import Identifier, Link, Organisation, Snapshot, Spell

pytestmark = pytest.mark.django_db

LEFT, JOINED = "20170403", "20180501"


def numbers_of(organisation):
    return dict(organisation.identifiers.values_list("scheme", "value"))


def test_establishment_becomes_a_school_with_everything_the_register_says(tmp_path):
    run = establishments(tmp_path, {})

    school = by_urn("100101")
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (school.name, school.status, school.town, school.postcode) == (
        "Hazel Lane Primary School",
        Status.OPEN,
        "Stafford",
        "ST16 1AA",
    )
    assert (school.region, school.easting, school.northing) == (Region.WEST_MIDLANDS, 392000, 323000)
    assert school.opened_on == date(2012, 9, 1)
    assert (school.details.phase, school.details.pupils, school.details.capacity) == (Phase.PRIMARY, 198, 210)
    assert str(school.details.fsm_percent) == "21.40"
    assert (school.details.religious_character, school.details.admissions_policy) == ("", "")
    assert numbers_of(school) == {"urn": "100101", "laestab": "8602001", "ukprn": "10012345"}


def test_establishment_is_in_its_trust_and_authority(tmp_path):
    establishments(tmp_path, {})

    assert spells_of("100101") == [("Coppice Trust", None, None, SpellReason.CONVERTED, "", None)]
    assert spells_of("100101", "local_authority") == [
        ("Staffordshire", None, None, SpellReason.UNKNOWN, "", None)
    ]
    trust = Organisation.objects.get(identifiers__value="5001")
    assert (trust.kind, trust.trust_type) == (Kind.TRUST, TrustType.MULTI)


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = ({}, {"URN": "100102", "EstablishmentNumber": "2002", "Federations (code)": "7001"})
    establishments(tmp_path, *rows)
    before = held()

    again = establishments(tmp_path, *rows)

    assert counts(again) == (0, 0, 2, 0, 0)
    assert again.effects == {}
    assert held() == before


def test_newer_file_changes_what_is_different_and_shows_it(tmp_path):
    establishments(tmp_path, {})

    run = establishments(
        tmp_path,
        {"EstablishmentName": "Hazel Lane Academy", "NumberOfPupils": "204"},
        name="edubasealldata20250901.csv",
    )

    assert counts(run) == (0, 1, 0, 0, 0)
    assert by_urn("100101").name == "Hazel Lane Academy"
    assert [
        "Hazel Lane Primary School (URN 100101)",
        "name",
        "Hazel Lane Primary School",
        "Hazel Lane Academy",
    ] in (run.examples)


def test_older_file_never_overwrites_a_newer_one(tmp_path):
    establishments(tmp_path, {"EstablishmentName": "Hazel Lane Academy"})

    run = establishments(tmp_path, {"UKPRN": "10099999"}, name="edubasealldata20200901.csv")

    school = by_urn("100101")
    assert counts(run) == (0, 0, 1, 0, 0)
    assert (school.name, numbers_of(school)["ukprn"]) == ("Hazel Lane Academy", "10012345")


def test_blank_cell_says_nothing_and_erases_nothing(tmp_path):
    establishments(tmp_path, {})

    establishments(tmp_path, {"Street": "", "NumberOfPupils": ""}, name="edubasealldata20250901.csv")

    school = by_urn("100101")
    assert (school.street, school.details.pupils) == ("Hazel Lane", 198)


def test_changed_number_replaces_the_old_one(tmp_path):
    establishments(tmp_path, {})

    establishments(tmp_path, {"UKPRN": "10099999"}, name="edubasealldata20250901.csv")

    assert numbers_of(by_urn("100101"))["ukprn"] == "10099999"


def test_half_a_grid_reference_is_none(tmp_path):
    establishments(tmp_path, {"Northing": ""})

    assert by_urn("100101").easting is None


def test_what_is_no_school_in_england_is_ignored_and_counted(tmp_path):
    run = establishments(
        tmp_path,
        {},
        {"URN": "20003", "TypeOfEstablishment (code)": "47"},
        {"URN": "400001", "LA (code)": "660"},
    )

    assert counts(run) == (1, 0, 0, 2, 0)
    assert run.ignored == {"children’s centres": 1, "outside England": 1}


def test_dry_run_tells_the_same_and_changes_nothing(tmp_path):
    before = held()

    run = establishments(tmp_path, {}, {"URN": "x"}, mode=ImportMode.DRY_RUN)

    assert counts(run) == (1, 0, 0, 0, 1)
    assert run.was_applied is False
    assert held() == before
    assert not Entry.objects.filter(target_label="core.importrun").exists()


def test_all_or_nothing_applies_a_clean_file(tmp_path):
    run = establishments(tmp_path, {}, mode=ImportMode.ALL_OR_NOTHING)

    assert run.was_applied is True
    assert by_urn("100101")


def test_all_or_nothing_applies_nothing_of_a_file_with_one_bad_row(tmp_path):
    run = establishments(tmp_path, {}, {"URN": "x"}, mode=ImportMode.ALL_OR_NOTHING)

    assert (run.was_applied, run.rows_added, run.rows_rejected) == (False, 1, 1)
    assert "all or nothing" in run.problem
    assert not Organisation.objects.exists()


def test_import_is_written_in_the_ledger(tmp_path):
    run = establishments(tmp_path, {})

    entry = Entry.objects.get(target_label="core.importrun", target_id=str(run.pk))
    assert entry.payload["kind"] == "register.establishments"
    assert entry.payload["added"] == 1


def test_group_brings_its_numbers_dates_and_a_readable_name(tmp_path):
    run = groups(tmp_path, {})

    trust = Organisation.objects.get(kind=Kind.TRUST)
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (trust.name, trust.postcode, trust.county) == ("Coppice Trust", "ST16 1AA", "")
    assert trust.opened_on == date(2011, 2, 10)
    assert numbers_of(trust) == {
        "uid": "5001",
        "group_id": "TR00501",
        "ukprn": "10058513",
        "company": "07525820",
    }


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Federation", Kind.FEDERATION),
        ("School sponsor", Kind.SPONSOR),
        ("Trust", Kind.FOUNDATION),
        ("Umbrella trust", Kind.FOUNDATION),
    ],
)
def test_other_groups_are_bodies_of_their_own_kind(said, kind, tmp_path):
    groups(tmp_path, {"Group Type": said})

    assert Organisation.objects.get(identifiers__value="5001").kind == kind


def test_children_s_centres_are_ignored(tmp_path):
    run = groups(tmp_path, {"Group Type": "Children's Centres Group"})

    assert run.ignored == {"children’s centres": 1}


def test_two_groups_may_share_a_group_id(tmp_path):
    run = groups(tmp_path, {"Group Type": "Single-academy trust"}, {"Group UID": "5002"})

    assert run.rows_added == 2
    assert Identifier.objects.filter(scheme=Scheme.GROUP_ID, value="TR00501").count() == 2


def test_membership_makes_the_school_and_the_trust_it_does_not_find(tmp_path):
    run = memberships(tmp_path, {})

    assert counts(run) == (1, 0, 0, 0, 0)
    assert spells_of("100101") == [("Coppice Trust", date(2014, 9, 1), None, SpellReason.CONVERTED, "", None)]


def test_school_in_two_trusts_on_one_day_is_in_the_one_it_joined_last(tmp_path):
    run = memberships(
        tmp_path, {}, {"Group UID": "5002", "Group Name": "ELM TRUST", "Joined date": "01-09-2016"}
    )

    assert counts(run) == (1, 0, 0, 0, 1)
    assert reasons(run) == {2: "The file has this school in two at once; the one with UID 5002 was taken."}
    assert [spell[0] for spell in spells_of("100101")] == ["Elm Trust"]


def test_sponsors_stand_beside_trusts(tmp_path):
    memberships(
        tmp_path, {}, {"Group UID": "2150", "Group Name": "A Diocese", "Group Type": "School sponsor"}
    )

    assert [spell[0] for spell in spells_of("100101", "sponsor")] == ["A Diocese"]


def test_placeholder_date_is_an_unknown_one(tmp_path):
    memberships(tmp_path, {"Group Type": "Federation", "Joined date": "01-01-1900"})

    assert spells_of("100101", "federation") == [
        ("Coppice Trust", None, None, SpellReason.FEDERATED, "", None)
    ]


def test_school_that_a_later_whole_file_lacks_has_left_on_an_unknown_day(tmp_path):
    memberships(tmp_path, {}, {"URN": "100102"}, day=LEFT)

    run = memberships(tmp_path, {"URN": "100102"}, day=JOINED)

    assert spells_of("100101") == [
        (
            "Coppice Trust",
            date(2014, 9, 1),
            date(2017, 4, 4),
            SpellReason.CONVERTED,
            Ending.NOT_SEEN,
            date(2018, 5, 1),
        )
    ]
    assert run.effects["memberships ended: trust"] == 1


def test_part_of_a_file_makes_nobody_leave(tmp_path):
    memberships(tmp_path, {}, {"URN": "100102"}, day=LEFT)

    run = memberships(tmp_path, {"URN": "100102"}, day=JOINED, is_part=True)

    assert run.is_part is True
    assert spells_of("100101")[0][2] is None
    assert Snapshot.objects.filter(kind=Kind.TRUST).count() == 1


def test_fragment_of_a_file_is_refused_before_thousands_leave(tmp_path):
    memberships(tmp_path, *({"URN": str(110_000 + n)} for n in range(100)), day=LEFT)
    before = held()

    with pytest.raises(WealdError) as caught:
        memberships(tmp_path, *({"URN": str(110_000 + n)} for n in range(49)), day=JOINED)

    assert caught.value.refusal.finding == "This one has 49 in a trust; the file of 3 April 2017 had 100."
    assert held() == before
    run = ImportRun.objects.latest("pk")
    assert (run.was_applied, run.problem) == (False, str(caught.value.refusal))


def test_files_may_come_in_any_order(tmp_path):
    moved = {"Group UID": "5002", "Group Name": "ELM TRUST", "Joined date": "01-01-2018"}
    steps = [
        lambda: memberships(tmp_path, {}, {"URN": "100102"}, day=LEFT),
        lambda: memberships(tmp_path, moved, {"URN": "100102"}, day=JOINED),
        lambda: groups(tmp_path, {"Closed Date": "2017-12-31", "Group Status": "Closed"}),
        lambda: establishments(tmp_path, {"Trusts (code)": "5002", "Trusts (name)": "ELM TRUST"}),
        lambda: links(tmp_path, {"URN": "100050", "LinkURN": "100101"}),
        lambda: details(tmp_path, {"Name": "Hazel Lane CofE Primary"}),
    ]
    found = []

    for order in list(permutations(range(len(steps))))[::97]:
        Spell.objects.all().delete()
        for model in (Link, Snapshot, Identifier):
            model.objects.all().delete()
        Organisation.objects.update(identity=None)
        Organisation.objects.all().delete()
        for step in order:
            steps[step]()
        found.append(held())

    assert found == [found[0]] * len(found)
    assert [spell[0] for spell in spells_of("100101")] == ["Coppice Trust", "Elm Trust"]


def test_spell_that_a_person_entered_is_left_alone(tmp_path):
    establishments(tmp_path, {"Trusts (code)": ""})
    elm = Organisation.objects.create(kind=Kind.TRUST, name="Elm Trust")
    Spell.objects.create(child=by_urn("100101"), parent=elm, kind=Kind.TRUST, period=(date(2013, 1, 1), None))

    memberships(tmp_path, {})

    assert [spell[0] for spell in spells_of("100101")] == ["Elm Trust"]


def test_link_joins_a_school_to_its_successor(tmp_path):
    establishments(tmp_path, {"URN": "100202", "EstablishmentName": "Hazel Lane Academy"})

    run = links(
        tmp_path,
        {},
        {"URN": "100202", "LinkURN": "100101", "LinkType": "Predecessor", "LinkName": "Hazel Lane Primary"},
    )

    earlier = by_urn("100101")
    assert counts(run) == (1, 0, 0, 1, 0)
    assert earlier.identity == by_urn("100202")
    assert (earlier.name, earlier.status) == ("Hazel Lane Primary", Status.CLOSED)
    assert Link.objects.get().established_on == date(2012, 9, 1)


def test_link_told_as_a_merger_from_one_end_is_a_merger(tmp_path):
    links(tmp_path, {}, {"URN": "100202", "LinkURN": "100101", "LinkType": "Predecessor - merged"})

    assert Link.objects.get().kind == "merged"
    assert by_urn("100101").identity is None


def test_link_that_a_newer_file_tells_otherwise_is_changed(tmp_path):
    links(tmp_path, {})

    run = links(tmp_path, {"LinkType": "Successor - merged"}, name="links20250901.csv")
    older = links(tmp_path, {}, name="links20200101.csv")

    assert counts(run) == (0, 1, 0, 0, 0)
    assert counts(older) == (0, 0, 1, 0, 0)
    assert Link.objects.get().kind == "merged"


def test_link_that_is_no_succession_is_ignored(tmp_path):
    run = links(tmp_path, {"LinkType": "Sixth Form Centre Link"})

    assert run.rows_ignored == 1
    assert not Link.objects.exists()


def test_school_cannot_follow_itself(tmp_path):
    run = links(tmp_path, {"LinkURN": "100101"})

    assert reasons(run) == {2: "A school cannot follow itself."}


def test_name_lost_on_the_way_does_not_cost_the_link(tmp_path):
    content = "URN,LinkURN,LinkName,LinkType\r\n100101,100202,Hazel � Lane,Successor\r\n"

    run = bring_in(tmp_path, content.encode(), "links20240901.csv")

    assert run.rows_added == 1
    assert by_urn("100202").name == "URN 100202"


def test_details_hint_at_the_phase_and_a_word_of_the_register_overrides_it(tmp_path):
    details(tmp_path, {})
    hinted = by_urn("100101").details.phase

    establishments(
        tmp_path, {"PhaseOfEducation (name)": "Middle deemed primary"}, name="edubasealldata2015.csv"
    )

    assert hinted == Phase.PRIMARY
    assert by_urn("100101").details.phase == Phase.MIDDLE_PRIMARY


def test_open_schools_bring_places_on_the_grid(tmp_path):
    content = b'[{"urn":"100000","name":"The Elder School","postcode":"EC3A 5DE","phase":"Primary",'
    content += b'"lat":51.51397,"lng":-0.07753}]'

    run = bring_in(tmp_path, content, "open_schools_20260622.json")

    school = by_urn("100000")
    assert run.kind == "register.places"
    assert (school.easting, school.northing, school.details.phase) == (533498, 181201, Phase.PRIMARY)


def test_place_with_its_coordinates_swapped_is_rejected(tmp_path):
    content = b'[{"urn":"100000","name":"The Elder School","lat":-0.07753,"lng":51.51397}]'

    run = bring_in(tmp_path, content, "open_schools_20260622.json")

    assert "may have changed places" in reasons(run)[1]


def test_place_that_is_not_known_is_left_open(tmp_path):
    content = b'[{"urn":"100000","name":"The Elder School","lat":null,"lng":null}]'

    bring_in(tmp_path, content, "open_schools_20260622.json")

    assert by_urn("100000").easting is None


def test_abolished_authority_hands_its_schools_on_the_day_it_ended(tmp_path):
    memberships(tmp_path, {"LA (code)": "928"}, day="20190101")

    memberships(tmp_path, {"LA (code)": "940"}, day="20220101")

    assert [(s[0], s[1], s[2]) for s in spells_of("100101", "local_authority")] == [
        ("Northamptonshire", None, date(2021, 4, 1)),
        ("North Northamptonshire", date(2021, 4, 1), None),
    ]


def test_day_is_asked_for_where_the_name_does_not_tell_it(tmp_path):
    with pytest.raises(WealdError) as caught:
        establishments(tmp_path, {}, name="schools.csv")

    run = establishments(tmp_path, {}, name="schools.csv", as_of=date(2024, 9, 1))

    assert caught.value.refusal.finding == "schools.csv does not tell it."
    assert run.as_of == date(2024, 9, 1)


def test_number_that_is_a_sponsor_s_is_not_made_a_trust_s_by_another_file(tmp_path):
    groups(tmp_path, {"Group Type": "School sponsor"})

    run = establishments(tmp_path, {})

    assert run.rows_added == 1
    assert Organisation.objects.get(identifiers__value="5001").trust_type == ""
    assert [spell[0] for spell in spells_of("100101", "sponsor")] == ["Coppice Trust"]


def test_school_without_an_establishment_number_has_no_laestab(tmp_path):
    establishments(tmp_path, {"EstablishmentNumber": ""})

    assert "laestab" not in numbers_of(by_urn("100101"))


def test_membership_that_does_not_name_the_authority_tells_none(tmp_path):
    memberships(tmp_path, {"LA (code)": ""})

    assert spells_of("100101", "local_authority") == []
    assert len(spells_of("100101")) == 1


def test_models_name_themselves_for_whoever_looks_into_the_database():
    told = OrganisationFactory(name="Oak School", urn="100101")
    made = (
        (told, "Oak School"),
        (told.identifiers.get(), "URN 100101"),
        (SchoolDetailsFactory(organisation=told), f"details of {told.pk}"),
        (ProvenanceFactory(organisation=told), f"provenance of {told.pk}"),
        (SnapshotFactory(), "every trust on 2018-05-01"),
        (SearchEntryFactory(organisation=told), "oak school wealdham"),
        (WordFactory(), "hornbeam"),
    )

    assert [str(one) for one, _ in made] == [name for _, name in made]
    assert "2017-04-03 to 2018-05-01" in str(SightingFactory())
    assert "(successor)" in str(LinkFactory())
    assert str(told.pk) in str(SpellFactory(child=told))
