"""The pages: what they say, what they hide, and that they ask the database a fixed number of things."""

import csv
import io
import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.schools import (
    IdentifierFactory,
    LinkFactory,
    OrganisationFactory,
    ProvenanceFactory,
    SchoolDetailsFactory,
    TrustFactory,
    school,
    stay,
)

from weald.core.permissions import NOBODY, SYSTEM, visible
from weald.core.registry import SLOTS, Slot
from weald.schools.enums import Ending, Kind, LinkKind, Phase, Region, Scheme, SpellReason, Status
from weald.schools.models import Organisation, Spell
from weald.schools.views.history import kind_beside

pytestmark = pytest.mark.django_db


@pytest.fixture
def wood():
    """A trust with two schools, one that left, and an authority."""
    trust = TrustFactory(name="Hartwood Trust", uid="5001", town="Leeds", opened_on=date(2011, 2, 10))
    other = TrustFactory(name="Ridgeway Trust", uid="5002")
    leeds = OrganisationFactory(kind=Kind.LOCAL_AUTHORITY, name="Leeds", region=Region.YORKSHIRE)
    IdentifierFactory(organisation=leeds, scheme=Scheme.LA_CODE, value="383")
    alder = school(
        "100101",
        "Alder Vale Primary",
        phase=Phase.PRIMARY,
        region=Region.YORKSHIRE,
        easting=430_000,
        northing=436_000,
    )
    quarry = school("100102", "Quarry Bank High", phase=Phase.SECONDARY, easting=431_000, northing=437_000)
    left = school("100103", "Fenwick Academy", phase=Phase.SECONDARY, region=Region.LONDON)
    stay(alder, trust, date(2014, 9, 1))
    stay(quarry, trust, date(2016, 9, 1))
    stay(left, trust, date(2013, 1, 1), date(2018, 5, 2), ending=Ending.NOT_SEEN, over_by=date(2022, 7, 31))
    stay(left, other, date(2021, 1, 1), reason=SpellReason.TRANSFERRED)
    stay(alder, leeds, None, reason=SpellReason.UNKNOWN)
    return {"trust": trust, "other": other, "leeds": leeds, "alder": alder, "quarry": quarry, "left": left}


def text(response):
    return " ".join(response.content.decode().split())


def rows(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode().lstrip("\ufeff"))))


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address)
    return len(asked)


def test_list_shows_each_school_with_its_trust_and_authority(wood, client):
    page = text(client.get("/schools/"))

    assert "3 schools" in page
    assert '<a href="/schools/100101"><bdi>Alder Vale Primary</bdi></a>' in page
    assert '<a href="/schools/trusts/5001"><bdi>Hartwood Trust</bdi></a>' in page
    assert "Leeds" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("phase=primary", ["Alder Vale Primary"]),
        ("region=london", ["Fenwick Academy"]),
        ("authority=383", ["Alder Vale Primary"]),
        ("trust=5001", ["Alder Vale Primary", "Quarry Bank High"]),
        ("q=quary+bank", ["Quarry Bank High"]),
        ("q=school&sort=name", []),
        ("sort=-name", ["Quarry Bank High", "Fenwick Academy", "Alder Vale Primary"]),
        ("sort=phase", ["Alder Vale Primary", "Fenwick Academy", "Quarry Bank High"]),
        (
            "sort=nonsense&phase=nonsense&region=nonsense",
            ["Alder Vale Primary", "Fenwick Academy", "Quarry Bank High"],
        ),
        ("status=closed", []),
        ("status=all", ["Alder Vale Primary", "Fenwick Academy", "Quarry Bank High"]),
    ],
)
def test_list_is_narrowed_and_sorted_as_asked(wood, client, query, names):
    found = [row["name"] for row in rows(client.get(f"/schools/?{query}&format=csv"))]

    assert found == names


def test_list_as_json_says_what_the_page_says(wood, client):
    response = client.get("/schools/?phase=primary&format=json")

    (row,) = json.loads(b"".join(response.streaming_content))
    assert (row["urn"], row["trust"], row["trust_uid"], row["local_authority"]) == (
        "100101",
        "Hartwood Trust",
        "5001",
        "Leeds",
    )


def test_school_under_two_numbers_is_listed_once(wood, client):
    earlier = school("100050", "Alder Vale Infants", identity=wood["alder"])

    names = [row["name"] for row in rows(client.get("/schools/?status=all&format=csv"))]

    assert earlier.name not in names


def test_closed_schools_are_found_by_name_without_asking_for_them(wood, client):
    wood["quarry"].status = Status.CLOSED
    wood["quarry"].save()

    assert "Quarry Bank High" not in text(client.get("/schools/"))
    assert "Closed" in text(client.get("/schools/?q=quarry"))


def test_list_narrowed_to_a_trust_names_it(wood, client):
    assert "Only schools in <b>Hartwood Trust</b>" in text(client.get("/schools/?trust=5001"))


def test_list_teaches_when_it_is_empty(client):
    assert "There are no schools here yet" in text(client.get("/schools/"))
    assert "No school was found" in text(client.get("/schools/?q=zzzz"))


def test_trusts_are_listed_with_how_many_schools_they_have(wood, client):
    found = [
        (row["name"], row["schools"]) for row in rows(client.get("/schools/trusts?sort=-schools&format=csv"))
    ]

    assert found == [("Hartwood Trust", "2"), ("Ridgeway Trust", "1")]


def test_trusts_are_found_by_name(wood, client):
    page = text(client.get("/schools/trusts?q=hartwod"))

    assert "Hartwood Trust" in page
    assert "Ridgeway Trust" not in page


def test_list_of_trusts_teaches_when_it_is_empty(client):
    assert "There are no trusts here yet" in text(client.get("/schools/trusts"))
    assert "No trust was found" in text(client.get("/schools/trusts?q=zzzz"))


def test_school_says_what_it_is_and_where_it_has_belonged(wood, client):
    ProvenanceFactory(
        organisation=wood["left"], known_on={"name": "2022-07-31 itself", "phase": "1018-12-31"}
    )

    page = text(client.get("/schools/100103"))

    assert "A secondary school for ages 4 to 11 in Wealdham, in Ridgeway Trust since January 2021." in page
    assert "From 1 January 2013; last recorded 1 May 2018, over by 31 July 2022" in page
    assert "Where Fenwick Academy has belonged" in page
    assert "last heard 31 July 2022" in page


def test_school_in_one_trust_has_no_chart_of_one_bar(wood, client):
    page = text(client.get("/schools/100101"))

    assert "Where Alder Vale Primary has belonged" not in page
    assert "Entered here, not from the national register" in page


def test_school_is_found_under_every_number_it_has_had(wood, client):
    earlier = school("100050", "Alder Vale Infants", identity=wood["alder"], opened_on=date(1970, 1, 1))
    stay(earlier, OrganisationFactory(kind=Kind.FEDERATION, name="Copse Federation"), None, date(2014, 9, 1))

    page = text(client.get("/schools/100050"))

    assert "What do we know of Alder Vale Primary?" in page
    assert "called Alder Vale Infants" in page
    assert "Copse Federation" in page
    assert "URN 100050" in page


def test_merger_is_told_with_a_way_to_the_other_school(wood, client):
    LinkFactory(earlier=school("100060", "Copse Infants"), later=wood["alder"], kind=LinkKind.MERGED)

    page = text(client.get("/schools/100101"))

    assert '<a href="/schools/100060">Copse Infants</a> was merged into' in page


def test_school_without_any_facts_has_a_page(client):
    OrganisationFactory(name="Bare School", town="", urn="100999")

    page = text(client.get("/schools/100999"))

    assert "A school." in page
    assert "in no trust or federation" in page


def test_higher_apps_add_their_part_to_a_school_s_page(wood, client, monkeypatch):
    monkeypatch.setattr(
        "weald.core.registry.SLOTS", [Slot("schools.school", 1, lambda request, one: f"<p>{one.name}!</p>")]
    )

    assert "Alder Vale Primary!" in text(client.get("/schools/100101"))


@pytest.mark.parametrize(
    "address", ["/schools/999999", "/schools/5001", "/schools/trusts/100101", "/schools/trusts/9"]
)
def test_what_is_not_there_is_not_found(wood, client, address):
    assert client.get(address).status_code == 404


def test_trust_shows_its_schools_on_a_map_and_when_they_came(wood, client):
    page = text(client.get("/schools/trusts/5001"))

    assert "Who is in Hartwood Trust, and since when?" in page
    assert "2 schools in Leeds; of those still there the first joined in September 2014. 1 has left." in page
    assert "Its 2 schools lie within 1 mile" in page
    assert "3 schools have joined since 2013, most in one year in 2013 (1)." in page
    assert "The day of leaving is not recorded for 1" in page
    assert "UID 5001" in page


def test_drawings_name_the_register_only_where_it_has_spoken(wood, client):
    before = text(client.get("/schools/trusts/5001"))
    ProvenanceFactory(organisation=wood["trust"], known_on={"name": "2025-07-27"})
    after = text(client.get("/schools/trusts/5001"))

    assert (before.count("Entered here"), before.count("National register of schools")) == (3, 0)
    assert (after.count("Entered here"), after.count("National register of schools")) == (0, 2)


def test_kind_is_not_said_twice():
    assert kind_beside("Hartwood Trust", Kind.TRUST) == ""
    assert kind_beside("Hartwood Learning", Kind.TRUST) == Kind.TRUST.label


def test_trust_as_csv_lists_its_schools(wood, client):
    assert [row["urn"] for row in rows(client.get("/schools/trusts/5001?format=csv"))] == ["100101", "100102"]


def test_trust_that_nobody_is_in_says_so(client):
    TrustFactory(name="Empty Trust", uid="5009", status=Status.CLOSED)

    page = text(client.get("/schools/trusts/5009"))

    assert "No school is in Empty Trust today." in page
    assert "Where are they?" not in page


def test_school_whose_day_of_joining_is_not_known_is_counted_not_drawn(wood, client):
    stay(school("100109", "Ivy School"), wood["trust"], None)

    page = text(client.get("/schools/trusts/5001"))

    assert "not recorded</td>" in page
    assert "1 more joined on a day that is not recorded." in page
    assert "1 of its schools have no recorded place" in page


def test_trust_with_one_school_speaks_of_one(client):
    trust = TrustFactory(name="Small Trust", uid="5008")
    stay(school("100108", "Lone School", easting=430_000, northing=436_000), trust, date(2020, 1, 1))

    page = text(client.get("/schools/trusts/5008"))

    assert "Lone School stands alone" in page
    assert "Its one school joined in 2020." in page


def test_authority_has_a_page_with_its_schools(wood, client):
    page = text(client.get(f"/schools/organisations/{wood['leeds'].pk}"))

    assert "Who belongs to Leeds?" in page
    assert "Alder Vale Primary" in page
    assert "383" in page


def test_an_authoritys_schools_can_be_taken_away(wood, client):
    address = f"/schools/organisations/{wood['leeds'].pk}"

    page = text(client.get(address))
    taken = client.get(address, {"format": "csv"})

    lines = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
    assert "Save as CSV" in page
    assert lines[0].startswith("urn,name,phase,status")
    assert any(line.startswith("100101,Alder Vale Primary") for line in lines)


def test_school_and_trust_are_shown_on_their_own_pages(wood, client):
    assert client.get(f"/schools/organisations/{wood['alder'].pk}").url == "/schools/100101"
    assert client.get(f"/schools/organisations/{wood['trust'].pk}").url == "/schools/trusts/5001"


def test_body_without_a_number_is_shown_where_it_is(client):
    nameless = OrganisationFactory(name="Numberless School")

    page = text(client.get(f"/schools/organisations/{nameless.pk}"))

    assert "Who belongs to Numberless School?" in page
    assert "Nobody today." in page


def test_history_of_another_body_is_told(client):
    team, home = (
        OrganisationFactory(kind=Kind.HUB, name="Maths Hub"),
        OrganisationFactory(kind=Kind.DIOCESE, name="A Diocese"),
    )
    stay(team, home, date(2020, 1, 1), reason=SpellReason.JOINED)

    assert "Since 1 January 2020." in text(client.get(f"/schools/organisations/{team.pk}"))


def test_team_is_known_to_people_of_the_sector_only(cast, client):
    team = OrganisationFactory(kind=Kind.TEAM, name="Maths team")
    stay(team, cast.alder_vale, date(2020, 1, 1), reason=SpellReason.JOINED)

    for persona in cast:
        expected = persona.actor.is_member
        assert visible(Organisation.objects.filter(pk=team.pk), persona.actor).exists() is expected
        assert visible(Spell.objects.filter(child=team), persona.actor).exists() is expected
        cast.sign_in(client, persona.key)
        status = client.get(f"/schools/organisations/{team.pk}").status_code
        assert status == (200 if expected else 404), persona.key
    assert visible(Organisation.objects.filter(pk=team.pk), SYSTEM).exists()
    assert visible(Spell.objects.filter(child=team), SYSTEM).exists()
    assert not visible(Organisation.objects.filter(pk=team.pk), NOBODY).exists()
    assert AnonymousUser().is_anonymous


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/schools/", 3),
        ("/schools/?q=beech+lane", 7),
        ("/schools/?trust=5001", 4),
        ("/schools/trusts", 2),
        ("/schools/trusts/5001", 5),
        ("/schools/organisations/{leeds}", 5),
    ],
)
def test_page_asks_the_database_as_often_for_many_as_for_few(wood, client, address, count):
    wood["beech"] = school("100200", "Beech Lane School")
    stay(wood["beech"], wood["leeds"], date(2015, 1, 1), reason=SpellReason.JOINED)
    stay(wood["beech"], wood["trust"])
    where = address.format(leeds=wood["leeds"].pk)
    few = queries(client, where)
    for n in range(3):
        more = school(f"10030{n}", f"Beech Lane Annexe {n}")
        SchoolDetailsFactory(organisation=more)
        stay(more, wood["trust"])
        stay(more, wood["leeds"], date(2015, 1, 1), reason=SpellReason.JOINED)
        TrustFactory(uid=f"600{n}")

    many = queries(client, where)

    assert few == many
    assert few <= count + 3


def test_school_s_page_asks_as_often_however_long_its_history(wood, client):
    few = queries(client, "/schools/100101")
    for n in range(3):
        earlier = school(f"10040{n}", identity=wood["alder"])
        stay(earlier, TrustFactory(uid=f"700{n}"))
        LinkFactory(earlier=school(f"10050{n}"), later=wood["alder"], kind=LinkKind.MERGED)

    assert queries(client, "/schools/100101") == few


def test_slots_of_pages_are_registered_by_higher_apps_only():
    lower = ("schools.", "people.", "home.", "measures.", "dividend.", "communities.", "practices.")

    assert all(slot.page.startswith(lower) for slot in SLOTS)


@pytest.mark.parametrize("list_url", ["/schools/", "/schools/trusts"])
def test_lists_lead_on_to_what_is_measured_and_to_dividends(client, cast, list_url):
    page = cast.sign_in(client, "graham").get(list_url).content.decode()

    assert 'href="/measures/"' in page
    assert 'href="/dividend/"' in page
