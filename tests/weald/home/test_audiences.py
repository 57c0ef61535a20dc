"""Who comes to know of a practice, for each audience, each person of the story and each way to learn of it.

One practice for each audience is at home at Alder Vale, all of them brought to one community that everybody
with an account is in. Whichever way somebody looks, they find the same ones, and no trace of the others.
"""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from tests.factories.communities import CommunityFactory, EnrolmentFactory

from weald.communities.domain.starting import add_output
from weald.communities.models import Community
from weald.core.enums import Audience
from weald.core.permissions import visible
from weald.files.domain.storing import store
from weald.home.domain.feeds import addresses_of, renew
from weald.people.domain.tokens import make_token
from weald.people.models import Role
from weald.practices.domain.keeping import change_audience
from weald.practices.domain.sharing import share_practice
from weald.practices.domain.written import Given, Placing, Written
from weald.practices.models import Attachment, Practice

pytestmark = pytest.mark.django_db

NAMES = {
    Audience.TEAM: "Zibeline one",
    Audience.SCHOOL: "Zibeline two",
    Audience.TRUST: "Zibeline three",
    Audience.PARTNERS: "Zibeline four",
    Audience.SECTOR: "Zibeline five",
    Audience.PUBLIC: "Zibeline six",
}
ALL = "team school trust partners sector public"
# Shared with Fenwick by name. Whoever works at the trust sees what is for its schools, not for a team of one.
KNOWN_TO = {
    "amina": ALL,
    "tom": ALL,
    "owen": "trust sector public",
    "ruth": "school trust sector public",
    "graham": "school trust sector public",
    "leila": "school trust sector public",
    "marian": "partners sector public",
    "dev": "partners sector public",
    "sian": "sector public",
    "farid": "sector public",
    "jo": "sector public",
    "priya": "sector public",
    "helen": "public",
    "kit": "public",
    "bo": "public",
    "nobody": "public",
}


def known_to(key):
    return {NAMES[Audience(word)] for word in KNOWN_TO[key].split()}


def named_in(text):
    return {name for name in NAMES.values() if re.search(rf"\b{name}\b", text)}


@pytest.fixture
def practices(cast):
    """One practice for each audience, with a file, brought to a community of everybody's."""
    file = store(io.BytesIO(b"Twelve questions.\n"), "questions.txt", by=cast.amina.actor)
    community = CommunityFactory(name="Everybody", audience=Audience.PUBLIC)
    for person in cast:
        if person.user:
            EnrolmentFactory(community=community, person=person.user)
    made = {}
    for audience, name in NAMES.items():
        practice = share_practice(
            Written(name, {"summary": f"What {name} is."}, files=[Given(file.file.pk, "questions.txt")]),
            home=cast.alder_vale,
            audience=Audience.TEAM if audience == Audience.PARTNERS else audience,
            placing=Placing(subject="mathematics"),
            by=cast.amina.actor,
        )
        if audience == Audience.PARTNERS:
            change_audience(practice, Audience.PARTNERS, partners=[cast.fenwick], by=cast.amina.actor)
        add_output(community, "practices.practice", str(practice.pk), by=cast.amina.actor)
        made[name] = practice
    return made


def opened(practices, client, path_of, **how):
    """Give the names of those whose page of a kind opens; every other is not there at all."""
    found = set()
    for name, practice in practices.items():
        response = client.get(path_of(practice), **how)
        response.getvalue()  # a file that is sent is closed when it is read
        status = response.status_code
        assert status in {200, 404}, (name, status)
        if status == 200:
            found.add(name)
    return found


@pytest.mark.parametrize("key", KNOWN_TO)
def test_each_page_and_file_of_a_practice_is_there_for_whom_it_is_for(client, cast, practices, key):
    cast.sign_in(client, key)

    ways = {
        "page": lambda practice: f"/practices/{practice.pk}",
        "history": lambda practice: f"/practices/{practice.pk}/history",
        "lineage": lambda practice: f"/practices/{practice.pk}/lineage",
        "bundle": lambda practice: f"/practices/{practice.pk}/bundle.zip",
        "file": lambda practice: (
            f"/practices/{practice.pk}/files/{Attachment.objects.get(version=practice.head_id).pk}"
        ),
    }

    assert {way: opened(practices, client, path) for way, path in ways.items()} == dict.fromkeys(
        ways, known_to(key)
    )


@pytest.mark.parametrize("key", KNOWN_TO)
def test_lists_counts_searches_facets_and_files_agree(client, cast, practices, key):
    cast.sign_in(client, key)
    expected, many = known_to(key), len(known_to(key))

    library = client.get("/practices/?lines=all&stage=every").content.decode()
    found = client.get("/search?q=zibeline").content.decode()
    saved = client.get("/practices/?format=csv").getvalue().decode()

    assert named_in(library) == expected
    assert f"{many} practice{'' if many == 1 else 's'} ·" in library
    assert named_in(found) == expected
    assert set(re.findall(r"Mathematics</a> (\d+)", found)) <= {str(many)}
    assert named_in(saved) == expected


@pytest.mark.parametrize("key", [key for key in KNOWN_TO if key not in {"kit", "bo", "nobody"}])
def test_a_program_that_acts_for_somebody_learns_no_more_than_they_do(client, cast, practices, key):
    person = getattr(cast, key)
    _, secret = make_token(
        person.user,
        name="Reads",
        roles=Role.objects.filter(person=person.user),
        may_write=False,
        lasts=timedelta(days=1),
        by=person.actor,
    )
    headers = {"Authorization": f"Bearer {secret}"}

    listed = client.get("/api/v1/practices?subject=mathematics", headers=headers).json()["items"]
    ones = opened(practices, client, lambda practice: f"/api/v1/practices/{practice.pk}", headers=headers)

    assert {one["title"] for one in listed} == known_to(key)
    assert ones == known_to(key)


@pytest.mark.parametrize("key", [key for key in KNOWN_TO if key != "nobody"])
def test_nothing_that_is_sent_or_fed_tells_more(client, cast, practices, key):
    person = getattr(cast, key).user
    cast.sign_in(client, key)
    renew(person)

    community = Community.objects.get()
    feeds = addresses_of(person.pk, [(community.pk, community.name)])

    told = [
        *(client.get(urlsplit(feed.url).path) for feed in feeds),
        client.get("/today"),
        client.get("/me/letters/preview"),
        client.get(f"/communities/{community.pk}"),
    ]

    assert [page.status_code for page in told] == [200] * 6
    for page in told:
        assert named_in(page.content.decode()) <= known_to(key)


@pytest.mark.parametrize("key", KNOWN_TO)
def test_the_query_says_the_same(cast, practices, key):
    seen = visible(Practice.objects.all(), getattr(cast, key).actor)

    assert {practice.title for practice in seen} == known_to(key)
