"""The vocabulary stands as shipped, and what was written with a term that went keeps its meaning."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.schools import TermFactory

from weald.core.errors import WealdError
from weald.core.permissions import NOBODY, visible
from weald.schools.domain.vocabulary import load_vocabulary, shipped_terms
from weald.schools.enums import TermKind
from weald.schools.models import Term
from weald.schools.queries.vocabulary import in_use, names_of

pytestmark = pytest.mark.django_db


def row(code, name="Woodcraft", kind="subject", parent="", also=""):
    return {"kind": kind, "code": code, "name": name, "parent": parent, "also": also}


def test_shipped_terms_are_there_after_migrating():
    load_vocabulary()

    assert Term.objects.get(kind="concept", code="mathematics.fluency").parent.code == "mathematics"
    assert "EYFS" in Term.objects.get(kind="key_stage", code="eyfs").also
    assert {row["kind"] for row in shipped_terms()} == set(TermKind.values)
    assert in_use(TermKind.PHASE).first().code == "early_years"


def test_every_concept_of_a_subject_begins_with_its_code():
    for shipped in shipped_terms():
        before, dot, _ = shipped["code"].rpartition(".")
        assert not dot or before == shipped["parent"], shipped["code"]


def test_loading_again_writes_nothing():
    load_vocabulary()

    with CaptureQueriesContext(connection) as queries:
        load_vocabulary()

    assert not any(query["sql"].startswith("INSERT") for query in queries)
    assert len(queries) < 6


def test_a_term_is_renamed_and_one_no_longer_given_is_retired_and_comes_back():
    load_vocabulary([row("joinery", "Joinery", also="wood|timber"), row("hedging", "Hedging")])
    load_vocabulary([row("joinery", "Fine joinery")])

    assert names_of(TermKind.SUBJECT)["joinery"] == "Fine joinery"
    assert names_of(TermKind.SUBJECT)["hedging"] == "Hedging"
    assert [term.code for term in in_use(TermKind.SUBJECT)] == ["joinery"]

    load_vocabulary([row("hedging", "Hedging")])

    assert [str(term) for term in in_use(TermKind.SUBJECT)] == ["Hedging"]


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ([row("joinery"), row("joinery")], "Given twice: joinery"),
        ([row("joinery.dovetails", kind="concept", parent="joinery")], "stands under joinery"),
    ],
)
def test_a_vocabulary_that_does_not_fit_together_is_refused(rows, finding):
    with pytest.raises(WealdError, match=finding):
        load_vocabulary(rows)


def test_the_vocabulary_is_everyones():
    TermFactory()

    assert visible(Term.objects.all(), NOBODY).exists()
