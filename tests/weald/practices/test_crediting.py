"""Credit by words kept: for any text, through any depth."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weald.practices.domain.crediting import (
    RUN,
    Ancestor,
    Owed,
    Text,
    owed_by,
    runs_of,
    words_by_version,
)
from weald.practices.enums import CreditKind

FLUENCY = "Three old things for every new one, checked by the pupils themselves while the teacher watches."
TALK = "Nobody writes a sentence that they have not said aloud to somebody who asked them a question first."

# A busy machine is no reason to doubt a property.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
# Longer than a run and shorter than two: what is drawn stays far below where generating it is given up.
words = st.lists(st.sampled_from("abcde"), max_size=RUN + 3).map(" ".join)
texts = st.lists(words, max_size=3).map("\n\n".join)
parts = st.fixed_dictionaries({"summary": texts, "core": texts})


def count(parts):
    return sum(len(text.split()) for text in parts.values())


def written(version_id, parts, *parents):
    return Text(version_id, parts, runs_of(version_id, parts, parents))


@PATIENT
@given(parts, parts, parts)
def test_every_word_belongs_to_exactly_one_version_of_the_family(first, second, third):
    one = written(1, first)
    two = written(2, second, one)

    counts = words_by_version(written(3, third, one, two).runs)

    assert counts.total() == count(third)
    assert set(counts) <= {1, 2, 3}


@PATIENT
@given(parts, st.integers(min_value=2, max_value=30))
def test_a_text_handed_on_keeps_its_first_writers_through_any_depth(text, depth):
    one = written(1, text)
    last = one
    for version_id in range(2, depth + 1):
        last = written(version_id, text, last)

    assert last.runs == one.runs


@PATIENT
@given(parts, parts)
def test_nobody_loses_words_by_another_adding_to_them(text, more):
    longer = {part: f"{text[part]}\n\n{more[part]}" for part in text}

    runs = written(2, longer, written(1, text)).runs

    assert words_by_version(runs)[1] >= count(text)


@PATIENT
@given(parts)
def test_moving_paragraphs_between_parts_costs_no_credit(text):
    moved = {"summary": text["core"], "core": text["summary"]}

    assert words_by_version(written(2, moved, written(1, text)).runs)[2] == 0


def test_changing_a_word_leaves_the_words_around_it_to_their_writer():
    edited = FLUENCY.replace("checked", "marked")

    counts = words_by_version(written(2, {"core": edited}, written(1, {"core": FLUENCY})).runs)

    assert counts == {1: len(FLUENCY.split()) - 1, 2: 1}


def test_splitting_a_paragraph_leaves_its_words_to_their_writer():
    split = FLUENCY.replace("one, ", "one,\n\n")

    counts = words_by_version(written(2, {"steps": split}, written(1, {"core": FLUENCY})).runs)

    assert counts == {1: len(FLUENCY.split())}


def test_a_few_words_in_common_are_a_coincidence():
    parents = [written(1, {"core": FLUENCY})]

    counts = words_by_version(runs_of(2, {"core": "Every lesson ends while the teacher sees us."}, parents))

    assert RUN > 4
    assert counts == {2: 8}


def test_an_alloy_credits_each_of_its_parents():
    one, two = written(1, {"core": FLUENCY}), written(2, {"core": TALK})
    runs = runs_of(3, {"core": f"{TALK}\n\n{FLUENCY}\n\nBoth before ten."}, [one, two])

    owed = owed_by(3, 30, runs, [Ancestor(1, 10), Ancestor(2, 20)])

    total = len(FLUENCY.split()) + len(TALK.split()) + 3
    assert owed == [
        Owed(1, CreditKind.KEPT, len(FLUENCY.split()), len(FLUENCY.split()) / total),
        Owed(2, CreditKind.KEPT, len(TALK.split()), len(TALK.split()) / total),
    ]


def test_what_two_wrote_alike_belongs_to_the_earlier():
    one, two = written(1, {"core": FLUENCY}), written(2, {"core": FLUENCY})

    assert words_by_version(runs_of(3, {"core": FLUENCY}, [two, one])) == {1: len(FLUENCY.split())}


def test_a_line_whose_words_are_gone_is_owed_to_by_name():
    runs = runs_of(3, {"core": TALK}, [written(1, {"core": FLUENCY})])

    owed = owed_by(3, 30, runs, [Ancestor(1, 10), Ancestor(2, 10), Ancestor(4, 30)])

    assert owed == [Owed(2, CreditKind.DECLARED)]


def test_a_line_some_of_whose_words_are_kept_is_not_declared_besides():
    runs = runs_of(3, {"core": FLUENCY}, [written(1, {"core": FLUENCY})])

    owed = owed_by(3, 30, runs, [Ancestor(1, 10), Ancestor(2, 10)])

    assert [(one.ancestor_id, one.kind, one.share) for one in owed] == [(1, CreditKind.KEPT, 1.0)]


@pytest.mark.parametrize("runs", [None, {"core": [[[1, 3]]]}, {}])
def test_a_version_whose_words_are_not_known_wrote_them_itself(runs):
    parent = Text(7, {"core": FLUENCY}, runs)

    assert words_by_version(runs_of(8, {"core": FLUENCY}, [parent])) == {7: len(FLUENCY.split())}


def test_a_text_made_to_be_slow_is_not():
    slow = {"core": "a " * 60_000}

    assert words_by_version(written(2, slow, written(1, slow)).runs) == {1: 60_000}
