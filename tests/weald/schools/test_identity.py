"""Chains of URNs: one school each, whatever the register gets wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.schools import LinkFactory, OrganisationFactory

from weald.schools.domain.identity import chains, redraw_identities
from weald.schools.enums import LinkKind

S, M, P = LinkKind.SUCCESSOR, LinkKind.MERGED, LinkKind.SPLIT


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ([(1, 2, S)], {1: 2}),
        ([(1, 2, S), (2, 3, S)], {1: 3, 2: 3}),
        ([(1, 3, S), (2, 3, S)], {}),
        ([(1, 2, S), (1, 3, S)], {}),
        ([(1, 2, S), (3, 2, M)], {}),
        ([(1, 2, M)], {}),
        ([(1, 2, S), (2, 3, P), (2, 4, P)], {1: 2}),
        ([(1, 2, S), (2, 1, S)], {}),
        ([(1, 2, S), (2, 3, S), (3, 1, S)], {}),
        ([], {}),
    ],
    ids=[
        "one successor",
        "a chain",
        "two became one",
        "one became two",
        "a merger beside a successor",
        "a merger",
        "a chain until a split",
        "a pair that follows itself",
        "a ring",
        "no links",
    ],
)
def test_chain_is_followed_while_it_is_one_to_one(links, found):
    assert chains(links) == found


pairs = st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] != pair[1])


@given(st.sets(pairs, max_size=20))
def test_whatever_the_links_every_identity_is_the_end_of_a_chain(given_pairs):
    found = chains((earlier, later, S) for earlier, later in given_pairs)

    assert not set(found) & set(found.values())


@pytest.mark.django_db
def test_identities_are_stored_and_storing_them_again_changes_nothing():
    first, second, third, alone = OrganisationFactory.create_batch(4)
    LinkFactory(earlier=first, later=second)
    LinkFactory(earlier=second, later=third)

    changed = redraw_identities()
    changed_again = redraw_identities()

    for school in (first, second, third, alone):
        school.refresh_from_db()
    assert (changed, changed_again) == (2, 0)
    assert (first.identity, second.identity, third.identity, alone.identity) == (third, third, None, None)


@pytest.mark.django_db
def test_identity_goes_when_the_chain_breaks():
    first, second, other = OrganisationFactory.create_batch(3)
    LinkFactory(earlier=first, later=second)
    redraw_identities()
    LinkFactory(earlier=other, later=second, kind=LinkKind.MERGED)

    redraw_identities()

    first.refresh_from_db()
    assert first.identity is None
