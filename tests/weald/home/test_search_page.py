"""The search page: what it shows, as one types and without JavaScript, and to whom."""

import pytest
from tests.factories.measures import LikenessFactory
from tests.factories.schools import school
from tests.factories.search import SearchDocumentFactory
from tests.weald.practices.story import fenwicks, fluency, talk

from weald.communities.domain.starting import About, start_group
from weald.core.enums import Audience
from weald.core.permissions import NOBODY
from weald.core.registry import Hit
from weald.home.domain.search import MOST_HITS, hits, schools_like, search
from weald.practices.models import Practice
from weald.practices.queries.folding import origins_among
from weald.schools.domain.vocabulary import load_vocabulary
from weald.search.domain.documents import index
from weald.search.domain.finding import find
from weald.search.domain.learning import keep_words
from weald.search.models import SearchDocument

pytestmark = pytest.mark.django_db
AS_ONE_TYPES = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def provider(monkeypatch):
    """One more app that answers searches."""
    found = []
    monkeypatch.setattr("weald.home.domain.search.SEARCH_PROVIDERS", [lambda words, actor: found])
    return found


def page(client, address, **headers):
    response = client.get(address, **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_best_hits_come_first_and_not_too_many(provider):
    provider += [Hit(f"School {n}", "", "/", "school", n / 100) for n in range(80)]

    found = hits("school", NOBODY)

    assert len(found) == MOST_HITS
    assert found[0].title == "School 79"
    assert hits("", NOBODY) == []


def test_an_empty_search_teaches(client):
    assert "Ask as you would ask a colleague" in page(client, "/search")


def test_words_of_a_search_are_escaped(client):
    assert "<script>alert" not in page(client, "/search?q=<script>alert(1)</script>")


def test_nothing_found_says_what_to_try(client):
    found = page(client, "/search?q=zyzzyva")

    assert "Nothing like “zyzzyva”" in found
    assert "share what you do" in found


def test_a_school_is_found_by_its_name(client):
    school("100101", "Alder Vale Primary School", town="Leeds")

    assert "Alder Vale Primary School" in page(client, "/search?q=aldr vale")


def test_more_than_a_few_places_lead_to_their_list(client, provider):
    provider += [Hit(f"Alder {n}", "a school", "/schools/1", "school", 1.0) for n in range(5)]

    found = page(client, "/search?q=alder")

    assert "Alder 2" in found
    assert "Alder 3" not in found
    assert "/schools/?q=alder" in found


def test_a_practice_is_found_by_whoever_may_see_it_as_soon_as_it_is_shared(client, cast):
    load_vocabulary()
    fluency(cast, Audience.SCHOOL)

    own = page(cast.sign_in(client, "tom"), "/search?q=fluency")
    foreign = page(cast.sign_in(client, "dev"), "/search?q=fluency")

    assert "One practice or community for “fluency”." in own
    assert "Ten minutes of fluency" in own
    assert cast.alder_vale.name in own
    assert "Ten minutes of fluency" not in foreign


def test_as_one_types_only_what_was_found_is_sent(client, cast):
    fluency(cast, Audience.PUBLIC)

    part = page(client, "/search?q=flu", **AS_ONE_TYPES)

    assert "Ten minutes of fluency" in part
    assert "<html" not in part


def test_a_slip_of_the_pen_is_said_and_can_be_taken_back(client):
    SearchDocumentFactory()
    keep_words(["fluency"])

    found = page(client, "/search?q=fluencey")
    as_typed = page(client, "/search?q=fluencey&as_typed=on")

    assert "Showing results for <b>fluency</b>" in found
    assert "as_typed=on" in found
    assert "Showing results for" not in as_typed


def test_the_list_is_narrowed_and_widened_again(client):
    for n, phase in enumerate(("primary", "primary", "secondary")):
        SearchDocumentFactory(title=f"Fluency {n}", phases=[phase])
    load_vocabulary()

    wide = page(client, "/search?q=fluency")
    narrow = page(client, "/search?q=fluency&phases=secondary")

    assert "phases=primary" in wide
    assert "Primary</a> 2" in wide
    assert "<b>Secondary</b> 1" in narrow
    assert "Fluency 2" in narrow
    assert "Fluency 0" not in narrow
    assert "Primary</a> 2" in narrow


def test_a_choice_without_words_shows_the_most_used(client):
    SearchDocumentFactory(title="Rivers", subject="geography")

    assert "Rivers" in page(client, "/search?subject=geography")


def test_a_choice_that_leaves_nothing_can_be_undone(client):
    SearchDocumentFactory()

    found = page(client, "/search?q=fluency&stage=formed")

    assert "Search without narrowing" in found


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=999", "phases=<b>", "subject=%00", "q=%00"])
def test_what_cannot_be_understood_is_left_out(client, query):
    SearchDocumentFactory()

    assert client.get(f"/search?q=fluency&{query}").status_code == 200


def test_many_are_paged(client):
    SearchDocumentFactory.create_batch(21)

    first, second = page(client, "/search?q=fluency"), page(client, "/search?q=fluency&page=2")

    assert "Page 1 of 2" in first
    assert "page=2" in first
    assert second.count('class="row-title"') == 1


def test_many_options_are_folded_away(client):
    for n in range(10):
        SearchDocumentFactory(subject=f"subject_{n}")

    assert "2 more" in page(client, "/search?q=fluency")


def test_schools_like_ours_are_said(cast, monkeypatch):
    fluency(cast, Audience.PUBLIC)
    monkeypatch.setattr("weald.home.domain.search.schools_like", lambda by: frozenset({cast.alder_vale.pk}))

    (row,) = search("fluency", cast.dev.actor, chosen={}).rows

    assert row.is_alike


def test_schools_like_ours_come_from_the_last_comparison(cast):
    LikenessFactory(organisation=cast.fenwick, neighbours=[{"school": 77, "distance": 0.1, "reasons": {}}])

    assert schools_like(cast.dev.actor) == {77}
    assert schools_like(NOBODY) == frozenset()


@pytest.mark.parametrize("many", [1, 3])
def test_a_search_asks_the_database_the_same_number_of_questions(
    cast, client, many, django_assert_max_num_queries
):
    for _ in range(many):
        SearchDocumentFactory()
    cast.sign_in(client, "amina").get("/search?q=fluency")

    with django_assert_max_num_queries(32):
        client.get("/search?q=fluency")


def test_communities_are_found_too(client, cast):
    talk(cast)
    start_group(About("Talk in every lesson", "Share what gets children talking"), by=cast.dev.actor)

    found = page(cast.sign_in(client, "sian"), "/search?q=talk")

    assert "Talk in every lesson" in found
    assert "Talk before you write" in found


def test_adaptations_stand_beneath_their_origin_and_are_counted(client, cast):
    origin = fluency(cast)
    first = fenwicks(cast, origin, title="Fluency in pairs")
    fenwicks(cast, first, title="Fluency in threes")
    alone = fenwicks(cast, origin, title="Fluency outdoors")
    Practice.objects.filter(pk=alone.pk).update(stands_alone=True)
    hidden = fenwicks(cast, origin, Audience.TEAM, title="Fluency in secret")

    found = search("fluency", cast.tom.actor, chosen={})
    html = page(cast.sign_in(client, "tom"), "/search?q=fluency")

    heads = {row.document.title: {one.title for one in row.beneath} for row in found.rows}
    assert heads == {
        origin.title: {"Fluency in pairs", "Fluency in threes"},
        "Fluency outdoors": set(),
    }
    assert found.found.counted.total == 4
    assert "and 2 adaptations</summary>" in html
    assert hidden.title not in html


def test_an_adaptation_stands_beneath_its_origin_though_it_would_be_on_another_page(cast, monkeypatch):
    monkeypatch.setattr("weald.search.domain.finding.A_PAGE", 2)
    origin = fluency(cast)
    for n in range(3):
        SearchDocumentFactory(
            label="communities.community", target_id=str(n + 1), title=f"Fluency {n}", kind="group"
        )
    fenwicks(cast, origin, title="In pairs")
    apart = [[one.title for one in find("fluency", by=cast.tom.actor, page=n).documents] for n in (1, 2, 3)]
    assert not any({origin.title, "In pairs"} <= set(titles) for titles in apart)

    pages = [search("fluency", cast.tom.actor, chosen={}, page=number) for number in (1, 2)]
    browsed = search("", cast.tom.actor, chosen={"kind": "practice"})

    rows = [row for found in pages for row in found.rows]
    assert [found.found.pages for found in pages] == [2, 2]
    assert sorted(row.document.title for row in rows) == ["Fluency 0", "Fluency 1", "Fluency 2", origin.title]
    assert {row.document.title: [one.title for one in row.beneath] for row in rows if row.beneath} == {
        origin.title: ["In pairs"]
    }
    assert [row.document.title for row in browsed.rows] == [origin.title]
    assert pages[0].found.counted.total == 5


@pytest.mark.parametrize("n", [1, 3])
def test_folding_takes_one_question_however_many_there_are(cast, django_assert_num_queries, n):
    origin = fluency(cast)
    for number in range(n):
        fenwicks(cast, origin, title=f"In pairs {number}")
    found = list(SearchDocument.objects.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        above = origins_among(found)

    assert len(above) == n
    assert set(above.values()) == {SearchDocument.objects.get(target_id=str(origin.pk)).pk}
    assert origins_among([]) == {}


def test_an_adaptation_whose_origin_was_not_found_stands_by_itself(cast):
    origin = fluency(cast)
    fenwicks(cast, origin, title="Fluency in pairs")
    Practice.objects.filter(pk=origin.pk).update(audience=Audience.TEAM)
    index(origin)

    found = search("fluency", cast.sian.actor, chosen={})

    assert [(row.document.title, row.beneath) for row in found.rows] == [("Fluency in pairs", [])]
