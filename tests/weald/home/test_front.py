"""The front page and search."""

import pytest

from weald.core.permissions import NOBODY
from weald.core.registry import Hit
from weald.home.domain.search import MOST_HITS, find

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(monkeypatch):
    """One more app that answers searches."""
    found = []
    monkeypatch.setattr("weald.home.domain.search.SEARCH_PROVIDERS", [lambda words, actor: found])
    return found


def test_a_stranger_sees_what_weald_is_for(client):
    page = client.get("/").content.decode()

    assert "How do schools become more than the sum of their parts?" in page
    assert "Sign in" in page


def test_whoever_is_signed_in_goes_straight_to_today(client, cast):
    response = cast.sign_in(client, "ruth").get("/")

    assert response.status_code == 302
    assert response.url == "/today"


def test_the_best_hits_come_first_and_not_too_many(provider):
    provider += [Hit(f"School {n}", "", "/", "school", n / 100) for n in range(80)]

    hits = find("school", NOBODY)

    assert len(hits) == MOST_HITS
    assert hits[0].title == "School 79"


def test_no_words_find_nothing(provider):
    provider.append(Hit("School", "", "/", "school", 1.0))

    assert find("", NOBODY) == []


@pytest.mark.parametrize(
    ("hits", "heading"),
    [(0, "Nothing like “alder”"), (1, "One thing like “alder”"), (2, "2 things like “alder”")],
)
def test_the_search_page_counts_what_it_found(client, provider, hits, heading):
    provider += [Hit(f"Alder {n}", "a school", "/schools/1", "school", 1.0) for n in range(hits)]

    assert heading in client.get("/search?q=alder").content.decode()


def test_an_empty_search_asks_what_one_is_looking_for(client):
    assert "What are you looking for?" in client.get("/search").content.decode()


def test_words_of_a_search_are_escaped(client):
    assert "<script>" not in client.get("/search?q=<script>alert(1)</script>").content.decode()
