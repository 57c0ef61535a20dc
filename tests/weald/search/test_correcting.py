"""Spelling is forgiven, beginnings are enough, and nothing is suggested that the reader may not see."""

import pytest
from tests.factories.search import SearchDocumentFactory

from weald.core.enums import Audience
from weald.core.permissions import NOBODY, SYSTEM, visible
from weald.search.domain.learning import keep_words
from weald.search.models import SearchDocument, SearchWord
from weald.search.queries.correcting import mended

pytestmark = pytest.mark.django_db
TEXTS = ("Attendance mentors", "Behaviour routines", "Times tables every day", "Worked examples in algebra")


@pytest.fixture
def library():
    for text in TEXTS:
        SearchDocumentFactory(title=text, excerpt="")
    keep_words(TEXTS)
    return SearchDocument.objects.all()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("atendance", "attendance"),
        ("behavoir routines", "behaviour routines"),
        ("timestables", "times tables"),
        ("worked exampels algebra", "worked examples algebra"),
        ("Behavour", "behaviour"),
    ],
)
def test_what_was_meant_is_found(library, typed, meant):
    taken = mended(typed, library)

    assert taken.text == meant
    assert taken.changed


@pytest.mark.parametrize(
    "typed", ["attendance", "routine", "xqzw", "xqzwv", "ab", "", "the", '"times tables"']
)
def test_what_is_right_or_beyond_guessing_stays(library, typed):
    taken = mended(typed, library)

    assert taken.text == typed
    assert not taken.changed


@pytest.mark.parametrize("typed", ["attend", "behaviouring examplers", "getting"])
def test_another_word_is_no_slip(library, typed):
    keep_words(["forgetting"])

    assert not mended(typed, library).changed


def test_a_beginning_finds_the_word(library):
    taken = mended("routines beha", library)

    assert taken.said.terms[-1].readings == ("'beha':*",)
    assert not taken.changed


def test_a_beginning_counts_only_while_it_is_being_typed(library):
    assert mended("atten ", library).said.terms[-1].readings == ("'atten'",)


def test_a_beginning_is_kept_when_another_word_is_corrected(library):
    taken = mended("behavour rout", library)

    assert taken.text == "behaviour rout"
    assert taken.said.terms[-1].readings == ("'rout':*",)


def test_a_word_in_many_documents_is_not_looked_up_again(library, django_assert_num_queries):
    SearchWord.objects.filter(word="attendance").update(documents=1000)

    with django_assert_num_queries(1):
        mended("attendance", library)


def test_a_word_of_a_hidden_document_is_never_suggested():
    SearchDocumentFactory(title="Sabbatical consultation", audience=Audience.TEAM, home_id=1)
    keep_words(["sabbatical consultation"])
    everything = SearchDocument.objects.all()

    assert not mended("sabbatcal", visible(everything, NOBODY)).changed
    assert not mended("sabbat", visible(everything, NOBODY)).said.terms[-1].readings[0].endswith("*")
    assert mended("sabbatcal", visible(everything, SYSTEM)).text == "sabbatical"
