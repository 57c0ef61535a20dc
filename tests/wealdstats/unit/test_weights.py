import itertools

import numpy as np
import pytest

from wealdstats.dividend import weights
from wealdstats.dividend.active_set import active_set
from wealdstats.dividend.dual_newton import Hulls, dual_newton
from wealdstats.dividend.weights import (
    KKT_LIMIT,
    Weights,
    duality_gap,
    nearest_weights,
    proved,
    ridged_weights,
)
from wealdstats.errors import NotSolvedError


def everyone(m, k):
    return np.ones((m, k), dtype=bool)


def by_trying_every_support(points, ridge):
    """Solve one row by linear algebra on each of the 2^k - 1 supports."""
    k = len(points)
    gram = points @ points.T + ridge * np.eye(k)
    best, lowest = None, np.inf
    for size in range(1, k + 1):
        for support in map(list, itertools.combinations(range(k), size)):
            system = np.ones((size + 1, size + 1))
            system[:size, :size], system[size, size] = gram[np.ix_(support, support)], 0.0
            w = np.zeros(k)
            w[support] = np.linalg.lstsq(system, np.r_[np.zeros(size), 1.0], rcond=None)[0][:size]
            value = w @ gram @ w
            if w.min() >= 0.0 and abs(w.sum() - 1.0) < 1e-9 and value < lowest - 1e-13:
                best, lowest = w, value
    return best


def test_two_donors_by_hand():
    # f(w) = ½(4w − 1)² + ½·8·((1 − w)² + w²); f'(w) = 32w − 12 = 0.
    bank, target = np.array([[0.0], [4.0]]), np.array([[1.0]])

    solved = ridged_weights(bank, target, np.array([8.0]), everyone(1, 2))

    assert solved.weights == pytest.approx(np.array([[0.625, 0.375]]), abs=1e-14)
    assert solved.kkt[0] <= 1e-15


def test_without_a_ridge_the_nearest_point_of_a_segment_by_hand():
    # Points (1, 0) and (0, 2): the foot of the perpendicular from the origin is (4/5, 2/5).
    solved = nearest_weights(np.array([[[1.0, 0.0], [0.0, 2.0]]]), everyone(1, 2))

    assert solved.weights == pytest.approx(np.array([[0.8, 0.2]]), abs=1e-12)


def test_a_huge_ridge_spreads_weights_evenly_over_allowed_donors():
    bank, allowed = np.array([[0.0], [4.0], [9.0]]), np.array([[True, True, False]])

    solved = ridged_weights(bank, np.array([[0.0]]), np.array([1e12]), allowed)

    assert solved.weights == pytest.approx(np.array([[0.5, 0.5, 0.0]]), abs=1e-9)


@pytest.mark.parametrize("ridge", [1e-3, 0.1, 1.0, 30.0])
@pytest.mark.parametrize("p", [1, 2, 4])
def test_ridged_weights_are_those_found_by_trying_every_support(ridge, p):
    rng = np.random.default_rng(5)
    bank, target = rng.normal(size=(12, 6, p)), rng.normal(size=(12, p))

    solved = ridged_weights(bank, target, np.full(12, ridge), everyone(12, 6))

    tried = [by_trying_every_support(a - b, ridge) for a, b in zip(bank, target, strict=True)]
    assert solved.weights == pytest.approx(np.array(tried), abs=1e-10)


def test_nearest_weights_are_those_found_by_trying_every_support():
    rng = np.random.default_rng(6)
    points = rng.normal(size=(40, 5, 6)) + 1.0  # more dimensions than points: one answer only

    solved = nearest_weights(points, everyone(40, 5))

    tried = [by_trying_every_support(row, 0.0) for row in points]
    assert solved.weights == pytest.approx(np.array(tried), abs=1e-10)


def test_ties_go_to_the_smallest_weights():
    # The origin lies inside: among all mixtures that reach it, equal weights are the smallest.
    points = np.array([[[-1.0], [1.0], [2.0], [-2.0]], [[-3.0], [1.0], [1.0], [1.0]]])

    solved = nearest_weights(points, everyone(2, 4))

    assert solved.weights == pytest.approx(np.full((2, 4), 0.25), abs=1e-12)


@pytest.mark.parametrize("spread", [0.1, 0.5, 1.0, 2.0])
def test_ties_are_settled_alike_in_any_order_of_donors(spread):
    rng = np.random.default_rng(7)
    points = rng.normal(size=(300, 25, 3)) - spread * rng.normal(size=(300, 1, 3))
    order = rng.permutation(25)

    plain = nearest_weights(points, everyone(300, 25)).weights
    permuted = nearest_weights(points[:, order], everyone(300, 25)).weights

    assert permuted == pytest.approx(plain[:, order], abs=1e-10)


def test_a_donor_and_its_twin_share_their_weight():
    rng = np.random.default_rng(8)
    points = rng.normal(size=(50, 4, 3)) + 1.5
    twins = np.concatenate([points, points[:, :1]], axis=1)

    alone = nearest_weights(points, everyone(50, 4)).weights
    shared = nearest_weights(twins, everyone(50, 5)).weights

    assert shared[:, 0] == pytest.approx(shared[:, 4], abs=1e-10)
    assert shared[:, 0] + shared[:, 4] == pytest.approx(alone[:, 0], abs=1e-9)


def test_points_that_are_all_the_target_share_evenly():
    assert nearest_weights(np.zeros((1, 3, 2)), everyone(1, 3)).weights == pytest.approx(
        np.full((1, 3), 1 / 3)
    )


def test_more_dimensions_than_points_change_nothing_but_the_work():
    rng = np.random.default_rng(9)
    points = rng.normal(size=(100, 8, 3)) + 0.3
    rotation = np.linalg.qr(rng.normal(size=(30, 30)))[0][:3]

    few = nearest_weights(points, everyone(100, 8)).weights
    many = nearest_weights(points @ rotation, everyone(100, 8)).weights

    assert many == pytest.approx(few, abs=1e-9)


@pytest.mark.parametrize("ridge", [1e-1, 1e-4, 1e-8, 1e-12])
def test_every_ridge_is_solved_by_one_solver_or_the_other(ridge):
    rng = np.random.default_rng(10)
    bank, target = rng.normal(size=(200, 25, 10)), rng.normal(size=(200, 10))
    allowed = rng.random((200, 25)) < 0.8
    allowed[:, 0] = True

    solved = ridged_weights(bank, target, np.full(200, ridge), allowed)

    assert solved.kkt.max() <= KKT_LIMIT
    assert (solved.weights[~allowed] == 0.0).all()
    assert solved.weights.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-12)


def test_a_shared_bank_and_its_copies_have_the_same_weights():
    rng = np.random.default_rng(11)
    bank, target, ridge = rng.normal(size=(25, 4)), rng.normal(size=(30, 4)), np.full(30, 0.5)

    shared = ridged_weights(bank, target, ridge, everyone(30, 25))
    copied = ridged_weights(np.broadcast_to(bank, (30, 25, 4)), target, ridge, everyone(30, 25))

    assert shared.weights == pytest.approx(copied.weights, abs=1e-12)


def test_newton_and_the_active_set_agree():
    rng = np.random.default_rng(12)
    bank, target, ridge = rng.normal(size=(200, 15, 5)), rng.normal(size=(200, 5)), np.full(200, 0.3)
    hulls = Hulls(bank, target, ridge, everyone(200, 15))
    scale = hulls.scale
    points = (bank - target[:, None, :]) / np.sqrt(scale)[:, None, None]

    walked = active_set(points, everyone(200, 15), ridge / scale)

    assert dual_newton(hulls) == pytest.approx(walked, abs=1e-10)


def test_no_rows_are_no_problem():
    solved = ridged_weights(np.zeros((0, 4, 2)), np.zeros((0, 2)), np.zeros(0), everyone(0, 4))

    assert solved.weights.shape == (0, 4)


def test_the_gap_bounds_what_is_left_to_gain():
    rng = np.random.default_rng(13)
    points = rng.normal(size=(1, 6, 3)) + 1.0
    guess = rng.dirichlet(np.ones(6), 1)
    slope = guess @ points[0] @ points[0].T

    best = nearest_weights(points, everyone(1, 6)).weights

    left = 0.5 * (guess @ points[0]) @ (guess @ points[0]).T - 0.5 * (best @ points[0]) @ (best @ points[0]).T
    assert 0.0 <= left[0, 0] <= duality_gap(guess, slope, everyone(1, 6))[0]


def test_numbers_that_are_none_are_refused_not_answered():
    points = np.array([[[1.0, 0.0], [np.nan, 2.0], [0.5, 1.0]]])

    with pytest.raises(NotSolvedError):
        nearest_weights(points, everyone(1, 3))


def test_ties_left_unsettled_are_refused(monkeypatch):
    monkeypatch.setattr(weights, "PULLS", (1.0,))  # one round, and too soft to reach the target
    points = np.random.default_rng(14).normal(size=(20, 25, 3)) + 0.5

    with pytest.raises(NotSolvedError):
        nearest_weights(points, everyone(20, 25))


@pytest.mark.parametrize("residual", [2e-9, np.nan])
def test_weights_without_proof_are_refused(residual):
    with pytest.raises(NotSolvedError, match="KKT residual of at most 1e-09"):
        proved(Weights(np.ones((1, 1)), np.array([residual])))
