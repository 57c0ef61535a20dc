"""What somebody typed, as terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.search import SearchDocumentFactory, SearchWordFactory

from weald.search.models import SearchDocument
from weald.search.queries.matching import matching
from weald.search.queries.reading import MOST_WORDS, expressions, read, split
from weald.search.queries.synonyms import synonyms


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("rivers", [("rivers",)], []),
        ('"worked examples" algebra', [("worked", "examples"), ("algebra",)], []),
        ("marking -homework", [("marking",)], [("homework",)]),
        ('marking -"reading log"', [("marking",)], [("reading", "log")]),
        ("Year 6 to Year 7 jump", [("year", "6", "to", "year", "7"), ("jump",)], []),
        ("don’t mixed-ability", [("don't",), ("mixed",), ("ability",)], []),
        ('- "" !', [], []),
    ],
)
def test_words_phrases_and_what_is_not_wanted_are_told_apart(said, wanted, unwanted):
    assert split(said) == (wanted, unwanted)


def test_an_expression_with_synonyms_stays_together():
    assert expressions(["our", "times", "tables", "test"]) == [("our",), ("times", "tables"), ("test",)]


def test_synonyms_go_both_ways_and_never_to_themselves():
    known = synonyms()

    assert ("teaching", "assistant") in known[("ta",)]
    assert ("ta",) in known[("teaching", "assistant")]
    assert all(one not in others for one, others in known.items())


@pytest.mark.django_db
def test_terms_are_stemmed_and_stop_words_left_out():
    said = read("what to do about the rivers")

    assert [term.said for term in said.terms] == [("rivers",)]
    assert said.terms[0].readings[0] == "'river'"


@pytest.mark.django_db
def test_a_word_counts_by_how_many_documents_have_it():
    SearchWordFactory(word="river", stem="river", documents=7)

    (term,) = read("rivers").terms

    assert term.documents == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("talk writing", True),
        ('"talk before you write"', True),
        ('"write before talk"', False),
        ("talk -writing", False),
        ('talk -"you write"', False),
        ("-homework talk", True),
        ("oracy", True),
        ("the of and", False),
    ],
)
def test_what_was_read_finds_what_was_meant(said, is_found):
    SearchDocumentFactory(title="Talk before you write", excerpt="")

    query = read(said).all_of()

    assert matching(SearchDocument.objects.all(), query).exists() == is_found


@pytest.mark.django_db
@given(said=st.text(max_size=60))
def test_whatever_is_typed_can_be_asked(said):
    read_as = read(said.replace("\0", ""))

    assert len(read_as.terms) <= MOST_WORDS
    assert matching(SearchDocument.objects.all(), read_as.all_of()).count() == 0
