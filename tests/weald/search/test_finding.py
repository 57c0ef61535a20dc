"""What is found, by whom, in which order, and how it is counted."""

from dataclasses import replace

import pytest
from tests.factories.search import MeaningFactory, SearchDocumentFactory

from weald.core.enums import Audience
from weald.core.permissions import NOBODY, SYSTEM
from weald.search.domain.embedding import embed
from weald.search.domain.finding import A_PAGE, SHIPPED, find
from weald.search.domain.learning import keep_words
from weald.search.queries.matching import ENOUGH
from weald.search.queries.meaning import has_meaning

pytestmark = pytest.mark.django_db


def titles(text, by=SYSTEM, **more):
    return [one.title for one in find(text, by=by, **more).documents]


def test_all_words_come_before_some_of_them():
    SearchDocumentFactory(title="Rivers of talk", excerpt="")
    SearchDocumentFactory(title="Rivers", excerpt="")
    SearchDocumentFactory(title="Songs", excerpt="")

    assert titles("rivers talk") == ["Rivers of talk", "Rivers"]


def test_enough_with_all_words_leave_out_those_with_some():
    SearchDocumentFactory.create_batch(ENOUGH, title="Rivers of talk", excerpt="")
    SearchDocumentFactory(title="Rivers", excerpt="")

    assert "Rivers" not in titles("rivers talk")


@pytest.mark.parametrize(("plenty", "has_recall"), [(2, False), (3, True)])
def test_plenty_as_typed_leave_out_what_means_the_same(monkeypatch, plenty, has_recall):
    monkeypatch.setattr("weald.search.queries.matching.PLENTY", plenty)
    SearchDocumentFactory.create_batch(2)
    SearchDocumentFactory(title="Recall", excerpt="")

    assert ("Recall" in titles("fluency")) == has_recall


def test_words_that_stand_everywhere_are_not_asked_for_one_by_one(monkeypatch):
    monkeypatch.setattr("weald.search.queries.matching.MOST_LOOSE", 0)
    SearchDocumentFactory(title="Rivers", excerpt="")
    SearchDocumentFactory(title="Talk", excerpt="")

    assert titles("rivers talk") == []


def test_a_title_comes_before_a_mention_and_a_whole_title_before_all():
    SearchDocumentFactory(title="Pairs", excerpt="Fluency, fluency and fluency again")
    SearchDocumentFactory(title="Fluency in pairs", excerpt="")
    SearchDocumentFactory(title="Fluency", excerpt="")

    assert titles("fluency") == ["Fluency", "Fluency in pairs", "Pairs"]


def test_words_side_by_side_come_before_words_apart():
    SearchDocumentFactory(title="One", excerpt="Talk, they said, before anybody sat down to write")
    SearchDocumentFactory(title="Two", excerpt="They write after the talk before break")
    SearchDocumentFactory(title="Three", excerpt="Talk before you write")

    assert titles("talk before you write")[0] == "Three"


def test_schools_like_ours_and_what_is_used_break_ties():
    SearchDocumentFactory(title="Fluency", home_id=1)
    SearchDocumentFactory(title="Fluency!", home_id=2, weight=0.5)
    SearchDocumentFactory(title="Fluency?", home_id=3)

    assert titles("fluency talk")[0] == "Fluency!"
    assert titles("fluency talk", alike=[3])[0] == "Fluency?"


def test_what_is_near_in_meaning_is_found_without_the_words():
    near = SearchDocumentFactory(title="Number facts", excerpt="")
    far = SearchDocumentFactory(title="Rivers", excerpt="")
    for document, text in ((near, "arithmetic sums"), (far, "rivers")):
        (meaning,) = embed([text])
        MeaningFactory(document=document, embedding=meaning.tolist())

    found = find("arithmetic sums", by=SYSTEM)

    assert [one.title for one in found.documents] == ["Number facts"]
    assert found.by_meaning == {near.pk}
    assert found.counted.total == 1


def test_without_the_extension_words_alone_are_searched(monkeypatch):
    has_meaning.cache_clear()
    monkeypatch.setattr("weald.search.domain.finding.has_meaning", lambda: False)
    MeaningFactory(document__title="Number facts", document__excerpt="")

    assert titles("arithmetic sums") == []
    assert titles("facts") == ["Number facts"]


def test_words_can_be_left_out_of_the_ranking():
    SearchDocumentFactory()

    assert titles("fluency", ranking=replace(SHIPPED, words=0.0)) == []


def test_a_corrected_search_says_so_and_can_be_had_as_typed():
    SearchDocumentFactory(title="Attendance mentors")
    keep_words(["attendance mentors"])

    corrected = find("atendance", by=SYSTEM)
    as_typed = find("atendance", by=SYSTEM, as_typed=True)

    assert corrected.taken_as == "attendance"
    assert corrected.changed == {"atendance": "attendance"}
    assert as_typed.documents == []
    assert as_typed.taken_as == ""


def test_stop_words_alone_find_nothing():
    SearchDocumentFactory()

    found = find("the of", by=SYSTEM)

    assert found.documents == []
    assert found.counted.total == 0


def test_without_words_everything_is_counted_and_the_most_used_come_first():
    SearchDocumentFactory(title="Rivers", weight=0.1, subject="geography")
    SearchDocumentFactory(title="Songs", weight=0.9, subject="music")

    found = find(" ", by=SYSTEM)

    assert [one.title for one in found.documents] == ["Songs", "Rivers"]
    assert found.counted.facets["subject"] == {"geography": 1, "music": 1}
    assert titles("", chosen={"subject": "geography"}) == ["Rivers"]


@pytest.mark.parametrize(("page", "shown"), [(0, A_PAGE), (1, A_PAGE), (2, 1), (9, 1)])
def test_many_are_given_a_page_at_a_time(page, shown):
    SearchDocumentFactory.create_batch(A_PAGE + 1)

    found = find("fluency", by=SYSTEM, page=page)

    assert len(found.documents) == shown
    assert found.pages == 2
    assert found.counted.total == A_PAGE + 1


@pytest.fixture
def mixed():
    """Documents that differ in every facet."""
    rows = [
        ("practice", ["primary"], ["ks1", "ks2"], "mathematics"),
        ("practice", ["primary", "secondary"], ["ks2", "ks3"], "mathematics"),
        ("policy", ["secondary"], ["ks3"], ""),
        ("policy", [], [], "english"),
    ]
    for kind, phases, stages, subject in rows:
        SearchDocumentFactory(kind=kind, phases=phases, key_stages=stages, subject=subject)
    SearchDocumentFactory(subject="english", audience=Audience.TEAM, home_id=9, phases=["primary"])


@pytest.mark.parametrize(
    "chosen", [{}, {"kind": "practice"}, {"phases": "primary", "subject": "mathematics"}]
)
def test_every_count_is_what_choosing_it_shows(mixed, chosen):
    found = find("fluency", by=NOBODY, chosen=chosen)

    assert found.counted.total == len(found.documents)
    assert found.counted.facets["subject"]
    for facet, codes in found.counted.facets.items():
        for code, many in codes.items():
            again = find("fluency", by=NOBODY, chosen={**chosen, facet: code})
            assert (again.counted.total, len(again.documents)) == (many, many), (facet, code)


def test_nothing_chosen_outside_of_what_is_there_is_counted(mixed):
    found = find("fluency", by=NOBODY, chosen={"area": "nowhere"})

    assert found.documents == []
    assert found.counted.total == 0
    assert found.counted.facets["kind"] == {}


def test_a_search_asks_as_many_questions_for_three_as_for_one(django_assert_num_queries):
    SearchDocumentFactory()
    find("fluency", by=SYSTEM)

    for _ in range(2):
        with django_assert_num_queries(QUESTIONS):
            find("fluency", by=SYSTEM, chosen={"kind": "practice"})
        SearchDocumentFactory.create_batch(2)


# A transaction of its own (2) and how to go about it; words, whether anybody has them; meaning; whether there
# are plenty; counting and picking; weighing; the page.
QUESTIONS = 10
