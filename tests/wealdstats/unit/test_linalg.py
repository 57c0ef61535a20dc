import numpy as np
import pytest

from wealdstats.linalg import bank_rows, equal_weights, mixtures, project_simplex, scatter, scores, solve


def everyone(v):
    return np.ones(v.shape, dtype=bool)


def test_projection_leaves_a_point_of_the_simplex_where_it_is():
    point = np.array([[0.2, 0.3, 0.5]])

    assert project_simplex(point, everyone(point)) == pytest.approx(point)


def test_projection_by_hand():
    v = np.array([[2.0, 0.0, 0.0], [0.5, 0.5, -9.0], [0.0, 0.0, 0.0]])

    projected = project_simplex(v, everyone(v))

    assert projected == pytest.approx(np.array([[1.0, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]]))


def test_projection_gives_nothing_to_entries_not_allowed_whatever_they_hold():
    v = np.array([[np.nan, 0.0, 0.4], [np.inf, 3.0, 0.0]])
    allowed = np.array([[False, True, True], [False, True, True]])

    projected = project_simplex(v, allowed)

    assert projected == pytest.approx(np.array([[0.0, 0.3, 0.7], [0.0, 1.0, 0.0]]))


def test_projection_is_nearer_than_any_other_point_tried():
    rng = np.random.default_rng(3)
    v = rng.normal(size=(50, 6))
    others = rng.dirichlet(np.ones(6), size=(50, 400))

    projected = project_simplex(v, everyone(v))

    nearest = ((others - v[:, None, :]) ** 2).sum(axis=2).min(axis=1)
    assert (((projected - v) ** 2).sum(axis=1) <= nearest).all()
    assert projected.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-14)


def test_projection_keeps_its_sum_however_large_the_numbers():
    v = np.array([[1e12, 1e12 - 0.25, -1e12]])

    assert project_simplex(v, everyone(v)) == pytest.approx(np.array([[0.625, 0.375, 0.0]]))


def test_a_shared_bank_and_its_copies_give_the_same_products():
    rng = np.random.default_rng(4)
    bank, q, weights = rng.normal(size=(7, 3)), rng.normal(size=(5, 3)), rng.dirichlet(np.ones(7), 5)
    member = rng.random((5, 7)) < 0.6
    member[:, 0] = True
    stack = np.broadcast_to(bank, (5, 7, 3))

    assert scores(bank, q) == pytest.approx(scores(stack, q))
    assert mixtures(weights, bank) == pytest.approx(mixtures(weights, stack))
    assert scatter(member, bank) == pytest.approx(scatter(member, stack))


def test_scatter_is_the_sum_of_squares_about_the_mean_of_members():
    bank, member = np.array([[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]]), np.array([[True, True, False]])

    assert scatter(member, bank)[0].tolist() == [[2.0, 4.0], [4.0, 8.0]]


def test_rows_of_a_shared_bank_are_the_bank():
    bank = np.arange(6.0).reshape(3, 2)
    keep = np.array([True, False])

    assert bank_rows(bank, keep) is bank
    assert bank_rows(np.stack([bank, -bank]), keep).tolist() == [bank.tolist()]


def test_equal_weights_are_spread_over_the_allowed():
    assert equal_weights(np.array([[True, True, False, True]])) == pytest.approx(np.array([[1, 1, 0, 1]]) / 3)


def test_every_row_has_its_own_system_solved():
    matrices = np.array([[[2.0, 0.0], [0.0, 4.0]], [[0.0, 1.0], [1.0, 0.0]]])

    assert solve(matrices, np.array([[2.0, 2.0], [3.0, 5.0]])).tolist() == [[1.0, 0.5], [5.0, 3.0]]
