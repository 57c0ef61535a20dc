"""The rule book in the documents is the rules as they are."""

from tests.spec.rule_book import BOOK, rule_book

from weald.core.permissions import RULES


def test_rule_book_is_up_to_date():
    assert BOOK.read_text() == rule_book(), "run python -m tests.spec.rule_book"


def test_every_rule_is_a_sentence():
    for rule in RULES.values():
        assert rule.sentence[0].isupper(), rule.name
        assert rule.sentence.endswith("."), rule.name
