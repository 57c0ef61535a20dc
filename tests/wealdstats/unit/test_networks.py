"""Networks against hand arithmetic."""

import sys

import numpy as np
import pytest

from wealdstats.errors import InputError, MissingExtraError, TooFewError
from wealdstats.networks import Travel, conductivity, connectivity, isolates, reciprocity_tallies
from wealdstats.networks.betweenness import betweenness_of
from wealdstats.networks.conductivity import _verdict
from wealdstats.networks.exposure import Spreading, at_risk
from wealdstats.networks.ties import gather, pair
from wealdstats.networks.travel_time import half_time, waiting
from wealdstats.simulate import DiffusionWorld, diffuse

SCHOOLS = ["Ash", "Beech", "Elm", "Fir", "Lime", "Oak", "Yew"]
TRUSTS = ["North", "North", "South", "South", "South", "", ""]
# Ash – Beech – Elm – Fir, and Lime – Oak; Yew has nobody.
FROM, TO = ["Ash", "Beech", "Fir", "Oak"], ["Beech", "Elm", "Elm", "Lime"]


def test_a_small_network_is_described_as_by_hand():
    found = connectivity(FROM, TO, member=SCHOOLS, trust=TRUSTS, brokers=3)

    assert found.degree.tolist() == [1, 2, 2, 1, 1, 1, 0]
    assert found.component.tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert found.n_components == 2
    assert found.largest_share == pytest.approx(4 / 7)
    assert found.density == pytest.approx(4 / 21)
    # Beech lies on Ash–Elm and Ash–Fir, of the 15 pairs without Beech; so does Elm.
    assert found.betweenness == pytest.approx(np.array([0, 2, 2, 0, 0, 0, 0]) / 15)
    assert found.brokers.tolist() == ["Beech", "Elm"]
    assert found.isolates.tolist() == ["Yew"]


def test_ties_across_trusts_are_shared_out_and_a_school_without_a_trust_is_on_its_own():
    found = connectivity(FROM, TO, member=SCHOOLS, trust=TRUSTS)

    assert found.cross_share == pytest.approx(2 / 4)
    # Ends of ties: North 3, South 4, Oak 1, Yew 0, of 8.
    assert found.cross_expected == pytest.approx(1 - (9 + 16 + 1) / 64)


def test_trusts_follow_the_members_in_whatever_order_they_are():
    order = [3, 6, 0, 5, 1, 4, 2]

    found = connectivity(FROM, TO, member=[SCHOOLS[i] for i in order], trust=[TRUSTS[i] for i in order])

    assert found.cross_share == pytest.approx(2 / 4)


def test_without_ties_there_is_no_share_across():
    found = connectivity([], [], member=["Ash", "Oak"], trust=["North", "South"])

    assert (found.cross_share, found.cross_expected, found.largest_share) == (None, None, 0.0)
    assert found.isolates.tolist() == ["Ash", "Oak"]
    assert found.brokers.tolist() == []


def test_acts_fade_add_up_and_go():
    found = gather(
        pair(["a", "b", "a", "c", "a", "a"], ["b", "a", "c", "d", "a", "d"]),
        on=np.array([0.0, 2.0, 2.0, -8.0, 2.0, 9.0]),
        until=2.0,
        half_life=2.0,
        weight=np.array([1.0, 3.0, 0.5, 1.0, 1.0, 1.0]),
    )

    # a–b: half of 1 and the whole of 3; c–d: 1/32 is fainter than 1/20; a–a ties nobody; a–d is to come.
    assert found.strength.tolist() == [3.5, 0.5]
    assert (found.n_within, found.n_later, found.n_faded) == (1, 1, 1)


def test_the_day_of_asking_is_that_of_the_last_act():
    found = gather(pair(["a", "a"], ["b", "c"]), on=np.array([1.0, 3.0]), half_life=1.0)

    assert found.strength.tolist() == [0.25, 1.0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"half_life": 2.0}, "time of every act"),
        ({"until": 2.0}, "time of every act"),
        ({"on": np.zeros(4), "half_life": 0.0}, "positive half-life"),
        ({"weight": np.zeros(4)}, "positive weights"),
        ({"member": SCHOOLS[:3]}, "Fir not among them"),
        ({"member": [*SCHOOLS, "Ash"]}, "Ash twice"),
        ({"trust": TRUSTS}, "members the trusts belong to"),
        ({"pivots": 0}, "pivots"),
        ({"pivots": 99}, "pivots"),
    ],
)
def test_what_does_not_fit_is_refused(change, says):
    with pytest.raises(InputError, match=says):
        connectivity(FROM, TO, **change)


def test_a_network_of_nobody_is_refused():
    with pytest.raises(TooFewError, match="none"):
        connectivity([], [])


def test_ways_from_every_starting_point_are_all_the_ways():
    seen = diffuse(DiffusionWorld(people=90, contexts=3), seed=2)

    exact = betweenness_of(90, seen.a, seen.b)
    drawn = betweenness_of(90, seen.a, seen.b, pivots=90)

    assert drawn == pytest.approx(exact, abs=1e-12)


def test_ways_from_some_starting_points_come_near():
    seen = diffuse(DiffusionWorld(people=400, contexts=3), seed=2)

    exact = betweenness_of(400, seen.a, seen.b)
    drawn = betweenness_of(400, seen.a, seen.b, pivots=200, seed=1)

    assert np.corrcoef(exact, drawn)[0, 1] > 0.98
    assert drawn.mean() == pytest.approx(exact.mean(), rel=0.1)


def test_exact_ways_without_the_package_name_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "rustworkx", None)

    with pytest.raises(MissingExtraError, match=r"weald\[networks\]"):
        connectivity(FROM, TO)
    assert connectivity(FROM, TO, pivots=6).brokers.tolist() == ["Beech", "Elm"]


def test_isolates_are_counted_by_group():
    found = isolates(SCHOOLS[::-1], FROM[:2], TO[:2], group=["S", "S", "S", "S", "N", "N", "N"])

    assert found.names.tolist() == ["Fir", "Lime", "Oak", "Yew"]
    assert (found.n, found.share) == (4, pytest.approx(4 / 7))
    assert (found.group_n.tolist(), found.group_members.tolist()) == ([0, 4], [3, 4])


def test_one_whose_ties_have_faded_is_an_isolate():
    found = isolates(["a", "b", "c"], ["a", "b"], ["b", "c"], on=np.array([0.0, 9.0]), half_life=1.0)

    assert found.names.tolist() == ["a"]


def test_two_tallies_and_nothing_between_them():
    found = reciprocity_tallies(
        ["Ash", "Ash", "Oak", "Ash", "Elm"],
        ["Oak", "Elm", "Ash", "Oak", "Elm"],
        amount=np.array([2.0, 1.0, 4.0, 0.5, 9.0]),
        member=["Ash", "Elm", "Oak", "Yew"],
    )

    assert found.given.tolist() == [3.5, 0.0, 4.0, 0.0]
    assert found.received.tolist() == [4.0, 1.0, 2.5, 0.0]
    assert found.given_to.tolist() == [2, 0, 1, 0]
    assert found.received_from.tolist() == [1, 1, 1, 0]
    assert found.n_within == 1
    assert not {"balance", "net", "ratio", "debt"} & set(found.__slots__)


def test_an_amount_below_nought_is_refused():
    with pytest.raises(InputError, match="nought or more"):
        reciprocity_tallies(["Ash"], ["Oak"], amount=np.array([-1.0]))


def spreading(when, ties, formed, periods=4, context=None):
    a, b = np.array(ties).reshape(-1, 2).T
    where = np.zeros(len(when), int) if context is None else np.array(context)
    return Spreading(np.array(when), where, a, b, np.array(formed, int), periods)


def test_a_tie_carries_only_from_its_neighbours_adoption_on_and_if_it_is_older():
    found = spreading([1, 4, 4, 2, 0], [(0, 1), (0, 2), (3, 1), (4, 3)], [0, 1, -1, -1])

    # 0–2 was formed when 0 adopted, so it may have been made by that.
    assert found.usable.tolist() == [True, False, True, True]
    assert found.exposed_from().tolist() == [4, 2, 4, 1, 3]


def test_ties_count_from_the_period_after_they_were_formed():
    found = spreading([4, 4, 4], [(0, 1), (0, 2)], [-1, 1]).sociability()

    assert found.tolist() == [[1, 1, 2, 2], [1, 1, 1, 1], [0, 0, 1, 1]]


def test_only_periods_with_an_adoption_of_the_same_context_say_anything():
    world = spreading([0, 4, 2, 4], [], [], context=[0, 0, 1, 1])

    found = at_risk(world, world.context)

    assert found.person.tolist() == [0, 1, 2, 3]
    assert found.period.tolist() == [0, 0, 2, 2]


def test_time_to_half_is_counted_from_the_first_exposed_period():
    waited, adopted = waiting(spreading([0, 1, 3, 4, 4], [(0, 1), (0, 2), (0, 3)], [-1, -1, -1]))

    assert waited.tolist() == [1, 3, 3]
    assert adopted.tolist() == [True, True, False]


def test_time_to_half_is_kaplan_and_meiers():
    # Survival: 4/5, then 4/5 · 2/3 (one of four was lost), then 8/15 · 1/2.
    half, lower, upper = half_time(np.array([1, 1, 2, 3, 3]), np.array([True, False, True, True, False]), 0.5)

    assert half == 3.0
    assert lower is not None
    assert lower <= half
    assert upper is None or upper >= half


@pytest.mark.parametrize(
    ("waited", "adopted", "says"),
    [
        ([], [], (None, None, None)),
        ([2, 2], [False, False], (None, None, None)),
        ([1], [True], (1.0, 1.0, None)),
    ],
)
def test_time_to_half_of_hardly_anybody(waited, adopted, says):
    assert half_time(np.array(waited, int), np.array(adopted, bool), 0.95) == says


PEOPLE = [f"p{row}" for row in range(8)]
ADOPTED = np.array([1, 2, 2, 3, np.nan, np.nan, 2, np.nan])
TIES = (["p0", "p0", "p4", "p6", "p5"], ["p1", "p2", "p5", "p7", "p7"])


def ask(**change):
    given = {
        "person": PEOPLE,
        "adopted": ADOPTED,
        "context": ["x"] * 8,
        "a": TIES[0],
        "b": TIES[1],
        "draws": 19,
    }
    return conductivity(**given | change)


def test_a_spread_of_eight_is_counted_as_by_hand():
    found = ask()

    # Period 2, one tie: p1 and p2 are exposed and adopt; of p4 and p6, who are not, p6 does. In period 3 only
    # p3 adopts, who has no tie.
    assert (found.within.n_strata, found.within.exposed_adoptions, found.within.expected) == (1, 2.0, 1.5)
    assert (found.ratio, found.within.z) == (pytest.approx(2.0), pytest.approx(1.0))
    assert found.n_exposed == 3
    assert (found.n_people, found.n_adopted, found.n_periods, found.n_ties) == (8, 5, 3, 5)
    assert found.travel is Travel.CANNOT_TELL


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"draws": 5}, InputError, "19 draws"),
        ({"level": 1.0}, InputError, "level between"),
        ({"smallest": 1.0}, InputError, "smallest ratio"),
        ({"adopted": ADOPTED + 0.5}, InputError, "whole periods"),
        ({"adopted": ADOPTED[:3]}, InputError, "8 periods"),
        ({"adopted": np.full(8, np.nan)}, TooFewError, "two adoptions"),
        ({"end": 2}, InputError, "adoptions until 2"),
        ({"adopted": np.array([1, 2, 2] + [np.nan] * 5)}, TooFewError, "exposed and of unexposed"),
        ({"by_adopting": np.zeros(5)}, InputError, "True or False"),
        ({"formed": np.zeros(4)}, InputError, "5 values"),
        ({"b": ["p1", "p2", "p5", "p7", "q"]}, InputError, "not among them"),
    ],
)
def test_a_spread_that_cannot_be_read_is_refused(change, error, says):
    with pytest.raises(error, match=says):
        ask(**change)


@pytest.mark.parametrize("world", [{"inside": 1.5}, {"contexts": 400}, {"hazard": 0.0}, {"ratio": 0.0}])
def test_a_world_out_of_range_is_refused(world):
    with pytest.raises(InputError, match="change the world"):
        DiffusionWorld(**world)


def test_no_sign_needs_an_interval_too_narrow_for_what_matters():
    seen = diffuse(DiffusionWorld(people=600, ratio=1.0, hazard=0.1), seed=3)
    given = (seen.person, seen.adopted, seen.context, seen.a, seen.b)
    found = conductivity(*given, formed=seen.formed, draws=19)

    assert found.interval.lower < 1.0 < found.interval.upper
    assert _verdict(found.within, 1.01) is Travel.CANNOT_TELL
    assert _verdict(found.within, 9.0) is Travel.NO_SIGN
