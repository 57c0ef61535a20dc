"""How practices read to whoever searches."""

import pytest
from django.utils import timezone
from tests.factories.practices import PracticeFactory

from weald.practices.domain.searching import documents_of
from weald.practices.models import Practice
from weald.schools.domain.vocabulary import load_vocabulary
from weald.search.domain.documents import rebuild
from weald.search.models import SearchDocument
from weald.search.registry import SOURCES

pytestmark = pytest.mark.django_db


def test_each_is_called_what_its_own_terms_are_called(django_assert_num_queries):
    load_vocabulary()
    PracticeFactory(subject="mathematics", concept="mathematics.fluency", key_stages=["eyfs"])
    PracticeFactory(subject="", concept="", area="", phases=[], key_stages=[])
    PracticeFactory(withdrawn_at=timezone.now(), audience="team")
    source = SOURCES["practices.practice"]
    one, three = list(source.things()[:1]), list(source.things())

    with django_assert_num_queries(1):
        alone = documents_of(one)
    with django_assert_num_queries(1):
        first, plain, gone = documents_of(three)

    assert alone == [first]
    assert first.keywords.startswith("Fluency")
    assert "Mathematics, " in first.keywords
    assert "EYFS" in first.keywords
    assert plain.keywords == ""
    assert gone is None


def test_practices_rebuilt_are_found_as_they_stand():
    load_vocabulary()
    PracticeFactory.create_batch(2, subject="mathematics")
    PracticeFactory(hidden_at=timezone.now())

    told = list(rebuild())

    assert told == [("practices.practice", 3), ("found", 2)]
    shown = Practice.objects.filter(hidden_at=None).values_list("pk", flat=True)
    assert set(SearchDocument.objects.values_list("target_id", flat=True)) == {str(pk) for pk in shown}
