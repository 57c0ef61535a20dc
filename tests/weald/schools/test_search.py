"""Finding what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.schools import OrganisationFactory, TrustFactory, school

from weald.core.permissions import NOBODY
from weald.schools.enums import Kind, Scheme, Status
from weald.schools.models import Identifier, Organisation, SearchEntry, Word
from weald.schools.places import find, sample_url
from weald.schools.queries.search import ranked, search
from weald.schools.queries.spelling import neighbours
from weald.search.queries.spelling import distance


@pytest.fixture
def wood(db):
    """A few schools and trusts that are easily confused."""
    made = {
        "hartwood": TrustFactory(name="Hartwood Trust", town="Leeds", uid="5001"),
        "alder": school("100101", "Alder Vale Primary School", town="Leeds", postcode="LS6 2AB"),
        "alderley": school("100102", "Alderley Edge School", town="Macclesfield", postcode="SK9 7XX"),
        "mary": school("100103", "St Mary's Church of England School", town="York", postcode="YO1 7HH"),
        "saint": school("100104", "Saint Mary’s Catholic Primary School", town="Oxford", postcode="OX1 1AA"),
        "closed": school("100105", "Alder Vale Infants", town="Leeds", status=Status.CLOSED),
        "northampton": school("100106", "Northampton Academy", town="Northampton"),
        "team": OrganisationFactory(kind=Kind.TEAM, name="Alder Vale maths team"),
    }
    Identifier.objects.create(organisation=made["alder"], scheme=Scheme.LAESTAB, value="3832001")
    Identifier.objects.create(organisation=made["hartwood"], scheme=Scheme.UKPRN, value="10058513")
    return made


def found(said):
    return [one.name for one in search(Organisation.objects.all(), said)]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Alder Vale Primary School", "Alder Vale Primary School"),
        ("alder vale", "Alder Vale Primary School"),
        ("ALDER-VALE", "Alder Vale Primary School"),
        ("vale alder", "Alder Vale Primary School"),
        ("aldr vale", "Alder Vale Primary School"),
        ("alder vael", "Alder Vale Primary School"),
        ("hartwod", "Hartwood Trust"),
        ("harwtood trust", "Hartwood Trust"),
        ("hart", "Hartwood Trust"),
        ("northamtpon acadmy", "Northampton Academy"),
        ("saint marys ce", "St Mary's Church of England School"),
        ("st mary's c of e", "St Mary's Church of England School"),
        ("st marys rc primary", "Saint Mary’s Catholic Primary School"),
        ("school oxford", "Saint Mary’s Catholic Primary School"),
        ("alder vale leeds unheardofword", "Alder Vale Primary School"),
        ("LS6 2AB", "Alder Vale Primary School"),
        ("ls62ab", "Alder Vale Primary School"),
        ("LS6 2AX", "Alder Vale Primary School"),
        ("LS6 9ZZ", "Alder Vale Primary School"),
        ("LS6", "Alder Vale Primary School"),
        ("alder ls6 2ab", "Alder Vale Primary School"),
        ("100101", "Alder Vale Primary School"),
        ("110102", "Alderley Edge School"),
        ("383/2001", "Alder Vale Primary School"),
        ("10058513", "Hartwood Trust"),
        ("5001", "Hartwood Trust"),
    ],
)
def test_what_was_meant_comes_first(wood, said, first):
    assert found(said)[0] == first


@pytest.mark.parametrize("said", ["", "zzzzqqqq", "???", "999999999", "77777777", "XX9 9XX", "zq"])
def test_what_nobody_has_finds_nothing(wood, said):
    assert found(said) == []


def test_open_schools_come_before_closed_ones(wood):
    assert found("alder vale") == ["Alder Vale Primary School", "Alder Vale Infants"]


def test_earlier_name_and_number_find_the_school_it_has_become(wood):
    wood["closed"].identity = wood["northampton"]
    wood["closed"].save()

    assert found("alder vale infants")[0] == "Northampton Academy"
    assert found("100105") == ["Northampton Academy"]


def test_swapped_digits_of_a_number_are_forgiven(wood):
    assert "Alder Vale Primary School" in found("101001")


def test_kinds_that_were_not_asked_for_are_left_out(wood):
    assert [pk for pk, _ in ranked("alder vale", (Kind.TRUST,))] == []


def test_words_are_kept_by_the_database_when_a_name_changes(wood):
    wood["alder"].name = "Juniper Academy"
    wood["alder"].save()

    assert found("juniper") == ["Juniper Academy"]
    assert SearchEntry.objects.get(organisation=wood["alder"]).words == ["academy", "juniper", "leeds"]
    assert "jun" in Word.objects.get(word="juniper").trigrams


def test_organisations_written_in_bulk_are_found(db):
    Organisation.objects.bulk_create([Organisation(kind=Kind.SCHOOL, name="Whitebeam School")])

    assert found("whitebaem") == ["Whitebeam School"]


def test_search_of_the_site_gives_addresses_and_says_which_are_closed(wood):
    hits = list(find("alder vale", NOBODY))

    assert [hit.title for hit in hits] == ["Alder Vale Primary School", "Alder Vale Infants"]
    assert hits[0].subtitle == "Leeds, LS6 2AB, URN 100101"
    assert hits[1].subtitle == "Wealdham, URN 100105, closed".replace("Wealdham", "Leeds")
    assert hits[0].score > hits[1].score
    assert hits[0].url == f"/schools/organisations/{wood['alder'].pk}"


def test_search_of_the_site_finds_trusts_by_their_number(wood):
    (hit,) = find("hartwood", NOBODY)

    assert (hit.kind, hit.subtitle) == ("trust", "Leeds, UID 5001")


def test_sample_is_a_school_s_page(wood):
    assert sample_url() == "/schools/100101"


def test_search_asks_the_database_a_fixed_number_of_things(wood, django_assert_num_queries):
    # Spelling, one look-up for each of two words, the ranking, the schools.
    with django_assert_num_queries(5):
        found("alder vale")
    OrganisationFactory.create_batch(3, name="Alder Vale Annexe")
    with django_assert_num_queries(5):
        found("alder vale")


@pytest.mark.parametrize(
    ("word", "other", "far"),
    [
        ("alder", "alder", 0),
        ("aldr", "alder", 1),
        ("aledr", "alder", 1),
        ("adler", "elder", 2),
        ("", "oak", 3),
    ],
)
def test_distance_counts_slips(word, other, far):
    assert distance(word, other) == far


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_the_same_both_ways_and_nought_only_for_the_same(word, other):
    assert distance(word, other) == distance(other, word)
    assert (distance(word, other) == 0) == (word == other)


@given(st.text("aelnor", max_size=8), st.text("aelnor", max_size=8), st.integers(0, 4))
def test_distance_is_given_up_only_where_it_is_too_far(word: str, other: str, most: int):
    assert min(distance(word, other, most=most), most + 1) == min(distance(word, other), most + 1)


def test_neighbours_of_a_number_are_one_slip_away():
    near = neighbours("100")

    assert {"101", "010", "900"} <= set(near)
    assert "100" not in near
    assert all(distance("100", other) == 1 for other in near)


def test_search_of_the_site_finds_authorities_and_hubs_too(wood):
    OrganisationFactory(kind=Kind.LOCAL_AUTHORITY, name="Wealdshire", town="")

    [hit] = find("wealdshrie", NOBODY)

    assert (hit.title, hit.kind, hit.subtitle) == ("Wealdshire", "local authority", "")
