"""Merging by paragraph, for every text one can think of."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weald.texts.merge import Change, Hunk, matches, merge, resolve

# A busy machine is no reason to doubt a property.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
texts = st.lists(st.sampled_from("abcdefg"), max_size=9)
distinct = st.permutations("abcdefgh").flatmap(lambda row: st.integers(0, 8).map(lambda n: list(row)[:n]))
any_text = st.one_of(texts, distinct)


@PATIENT
@given(any_text, any_text, any_text)
def test_nothing_is_lost(base, ours, theirs):
    hunks = merge(base, ours, theirs)

    assert list(chain.from_iterable(hunk.base for hunk in hunks)) == base
    assert list(chain.from_iterable(hunk.ours for hunk in hunks)) == ours
    assert list(chain.from_iterable(hunk.theirs for hunk in hunks)) == theirs


@PATIENT
@given(any_text, any_text, any_text)
def test_both_sides_see_the_same_hunks(base, ours, theirs):
    mirrored = [Hunk(hunk.base, hunk.theirs, hunk.ours) for hunk in merge(base, theirs, ours)]

    assert merge(base, ours, theirs) == mirrored


@PATIENT
@given(any_text, any_text, any_text)
def test_whoever_leaves_everything_keeps_their_own(base, ours, theirs):
    assert resolve(merge(base, ours, theirs), {}) == ours


@PATIENT
@given(any_text, any_text)
def test_whoever_changed_nothing_gets_theirs_by_taking_everything(base, theirs):
    hunks = merge(base, base, theirs)

    assert resolve(hunks, dict.fromkeys(range(len(hunks)), True)) == theirs
    assert {hunk.change for hunk in hunks} <= {Change.NEITHER, Change.THEIRS}


@PATIENT
@given(any_text, any_text)
def test_nothing_is_offered_by_who_changed_nothing_or_the_same(base, ours):
    assert not any(hunk.is_offered for hunk in merge(base, ours, base))
    assert not any(hunk.is_offered for hunk in merge(base, ours, ours))


@PATIENT
@given(any_text, any_text, any_text, st.data())
def test_every_hunk_is_taken_left_or_edited_by_itself(base, ours, theirs, data):
    hunks = merge(base, ours, theirs)
    choices = {
        index: data.draw(st.one_of(st.booleans(), st.just(("new",))), label=f"hunk {index}")
        for index in range(len(hunks))
    }

    expected = [
        choices[index]
        if isinstance(choices[index], tuple)
        else hunk.theirs
        if choices[index] and hunk.is_offered
        else hunk.ours
        for index, hunk in enumerate(hunks)
    ]
    assert resolve(hunks, choices) == list(chain.from_iterable(expected))


@PATIENT
@given(any_text, any_text)
def test_pairs_are_alike_and_in_order(old, new):
    pairs = sorted(matches(old, new).items())

    assert all(old[left] == new[right] for left, right in pairs)
    assert [right for _, right in pairs] == sorted({right for _, right in pairs})


@PATIENT
@given(any_text)
def test_a_text_matches_itself_wholly(text):
    assert matches(text, text) == {index: index for index in range(len(text))}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "changes"),
    [
        ("", "", "x", [Change.THEIRS]),
        ("abc", "abc", "abc", [Change.NEITHER] * 3),
        ("abc", "aXc", "abc", [Change.NEITHER, Change.OURS, Change.NEITHER]),
        ("abc", "aXc", "aYc", [Change.NEITHER, Change.BOTH, Change.NEITHER]),
        ("abc", "aXc", "aXc", [Change.NEITHER, Change.ALIKE, Change.NEITHER]),
        # Neighbours changed by one each are two questions, not one.
        ("ab", "aY", "Xb", [Change.THEIRS, Change.OURS]),
        # Something put between two that stayed is a hunk of its own.
        ("ab", "anb", "ab", [Change.NEITHER, Change.OURS, Change.NEITHER]),
        ("ab", "amb", "anb", [Change.NEITHER, Change.BOTH, Change.NEITHER]),
        # Deleted here, changed there: both.
        ("abc", "ac", "aXc", [Change.NEITHER, Change.BOTH, Change.NEITHER]),
    ],
)
def test_who_changed_what_is_told_apart(base, ours, theirs, changes):
    hunks = merge(list(base), list(ours), list(theirs))

    assert [hunk.change for hunk in hunks] == changes


def test_a_text_made_to_be_slow_is_not():
    many = ["a"] * 60_000

    hunks = merge(many, ["b", *many], [*many, "c"])

    assert sum(len(hunk.base) for hunk in hunks) == len(many)
