"""Differences somebody can read, that put together are the two texts."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weald.texts.difference import Piece, difference, words

# A busy machine is no reason to doubt a property.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
texts = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d."]), min_size=1, max_size=6).map(" ".join), max_size=4
).map("\n\n".join)


def plain(text):
    return text.split()


@PATIENT
@given(texts, texts)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old, new):
    stretches = difference(old, new)

    assert plain(" ".join(one.before for one in stretches)) == plain(old)
    assert plain(" ".join(one.after for one in stretches)) == plain(new)


@PATIENT
@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert all(one.is_same for one in difference(text, text))


@PATIENT
@given(texts, texts)
def test_two_stretches_in_a_row_are_not_of_one_kind(old, new):
    kinds = [one.is_same for one in difference(old, new)]

    assert all(first != second for first, second in pairwise(kinds))


def test_words_that_went_and_came_are_marked():
    assert words("ten minutes a day", "eight minutes a day, twice") == [
        Piece("gone", "ten "),
        Piece("new", "eight "),
        Piece("same", "minutes a "),
        Piece("gone", "day"),
        Piece("new", "day, twice"),
    ]
