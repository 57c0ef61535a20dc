"""One click as a ready-made person: in the demo, and nowhere else."""

import pytest
from tests.personas import address

from weald.people.demo import DEMO_PEOPLE
from weald.people.enums import HELD_AT
from weald.people.queries.people import demo_sign_ins

pytestmark = pytest.mark.django_db

URL = "/demo/sign-in"


@pytest.fixture
def demo(settings):
    settings.WEALD_MODE = "demo"


def test_the_sign_in_page_offers_everybody_as_a_button(demo, cast, client):
    page = client.get("/account/sign-in").content.decode()

    for person in DEMO_PEOPLE:
        assert f'name="person" value="{person.email}"' in page
    assert page.count(f'method="post" action="{URL}"') == len(DEMO_PEOPLE)
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.name)
def test_one_click_signs_in(demo, cast, client, person):
    response = client.post(URL, {"person": person.email})

    assert response["Location"] == "/today"
    assert person.name in client.get("/me").content.decode()


def test_the_way_on_is_kept_and_stays_here(demo, cast, client):
    wanted = client.post(URL, {"person": "jo@demo.weald.example", "next": "/me/interests"})
    foreign = client.post(URL, {"person": "jo@demo.weald.example", "next": "https://evil.example"})

    assert wanted["Location"] == "/me/interests"
    assert foreign["Location"] == "/today"


@pytest.mark.parametrize("person", [address("dev"), "nobody@demo.weald.example", ""])
def test_only_ready_made_people_can_be_chosen(demo, cast, client, person):
    assert client.post(URL, {"person": person}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["production", "development", "test", "DEMO", ""])
def test_outside_the_demo_there_is_neither_a_button_nor_an_address(cast, client, settings, mode):
    settings.WEALD_MODE = mode

    page = client.get("/account/sign-in").content.decode()
    answer = client.post(URL, {"person": "jo@demo.weald.example"})

    assert "demo.weald.example" not in page
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_list_says_only_who_was_made(cast):
    cast.jo.user.delete()

    names = [user.name for user, _ in demo_sign_ins()]

    assert "Jo Merrick" not in names
    assert names[0] == "Amina Rahman"
    assert len(names) == len(DEMO_PEOPLE) - 1


def test_every_ready_made_person_holds_roles_where_they_make_sense(cast):
    places = {place.name: place.kind for place in vars(cast).values() if hasattr(place, "kind")}

    for person in DEMO_PEOPLE:
        for role in person.roles:
            assert role.kind not in HELD_AT or places[role.organisation] in HELD_AT[role.kind], person.name


def test_where_one_is_signed_in_names_this_browser(demo, cast, client):
    client.post(URL, {"person": "tom@demo.weald.example"})

    assert "this browser" in client.get("/account/sessions").content.decode()
