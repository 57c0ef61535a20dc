import numpy as np
import pytest

from wealdstats.errors import InputError
from wealdstats.inference import Spread, p_values, spread_of
from wealdstats.sequential import Stages, sequential_p

NORMAL = Spread(mean=0.0, sd=1.0, se=1.0, df=np.inf)


def never(more):
    raise AssertionError(f"nothing was worth {more} more draws")


def test_looks_are_laid_down_beforehand():
    assert Stages(2000, 100_000).looks()[:4] == [2000, 4000, 8000, 12_000]
    assert Stages(2000, 100_000).looks()[-1] == 100_000
    assert Stages(50, 50).looks() == [50]
    assert Stages(50, 20).looks() == [50]


def test_stages_without_a_first_draw_are_refused():
    with pytest.raises(InputError, match="a draw before the first look"):
        Stages(0, 10)


def test_worth_is_the_least_p_a_first_look_can_end_with():
    stages = Stages(99, 1000, enough=3)

    # Drawing ends with four draws as far out, or more: (1 + 4) / (1 + 99).
    assert stages.worth == 0.05


def test_no_more_is_drawn_where_many_draws_reach_the_estimate():
    placebos = np.linspace(-3.0, 3.0, 101)

    p = sequential_p(1.0, placebos, NORMAL, never, most=10_000)

    assert p == p_values(1.0, placebos, NORMAL)


def test_no_more_is_drawn_where_z_says_p_is_not_small():
    placebos = np.zeros(101)  # none of them reaches the estimate, which is one standard error out

    p = sequential_p(1.0, placebos, NORMAL, never, most=10_000)

    assert p.rank_two_sided == 1 / 102
    assert p.two_sided == p.z_two_sided > Stages(101, 10_000).worth


def test_drawing_ends_at_the_first_look_that_has_found_enough():
    asked = []

    def draw(more):
        asked.append(more)
        return np.concatenate([np.full(3, 9.0), np.zeros(more - 3)])

    p = sequential_p(5.0, np.zeros(100), NORMAL, draw, most=100_000, enough=4)

    # None, then 3, then 6 of 400: more than four.
    assert asked == [100, 200]
    assert p.rank_upper == 7 / 401
    assert p.n_draws == 400


def test_a_candidate_is_followed_to_the_last_draw():
    rng = np.random.default_rng(3)

    p = sequential_p(8.0, rng.normal(size=2000), NORMAL, rng.standard_normal, most=100_000)

    assert p.n_draws == 100_000
    assert p.two_sided == pytest.approx(1 / 100_001)


def chances(stages):
    """Work out exactly how likely each rank p is where the estimate is one more draw: by Pólya's urn."""
    looks, found = stages.looks(), {}
    reached = {0: 1.0}
    for k, look in enumerate(looks):
        drawn = looks[k - 1] if k else 0
        for n in range(drawn, look):
            after: dict[int, float] = {}
            for exceed, chance in reached.items():
                more = chance * (exceed + 1) / (n + 2)
                after[exceed + 1] = after.get(exceed + 1, 0.0) + more
                after[exceed] = after.get(exceed, 0.0) + chance - more
            reached = after
        stays = {e: c for e, c in reached.items() if e <= stages.enough} if look < looks[-1] else {}
        for exceed, chance in reached.items():
            if exceed not in stays:
                p = (1 + exceed) / (1 + look)
                found[p] = found.get(p, 0.0) + chance
        reached = stays
    return found


@pytest.mark.parametrize(("first", "most", "enough"), [(9, 200, 1), (20, 160, 5), (39, 400, 3)])
def test_p_is_valid_at_every_level(first, most, enough):
    found = chances(Stages(first, most, enough))
    levels = sorted(found)
    below = np.cumsum([found[level] for level in levels])

    assert below[-1] == pytest.approx(1.0)
    assert (below <= np.array(levels) * (1 + 1e-9)).all()
    # … and hardly smaller than it might be where it is small.
    assert below[0] == pytest.approx(levels[0], rel=1e-9)


def test_p_is_valid_with_a_spread_learnt_from_the_first_draws():
    rng = np.random.default_rng(11)
    trials, hits = 6000, {0.2: 0, 0.05: 0, 0.01: 0, 0.002: 0}
    for _ in range(trials):
        first = rng.normal(size=200)
        p = sequential_p(
            rng.normal(), first, spread_of(first, [], 200), rng.standard_normal, most=6400
        ).two_sided
        for level in hits:
            hits[level] += p <= level

    for level, count in hits.items():
        # Three binomial standard deviations, on top of what estimating a spread from 200 draws may cost.
        assert count <= trials * level * 1.02 + 3 * np.sqrt(trials * level) + 1
        assert count >= trials * level * 0.9 - 3.5 * np.sqrt(trials * level)
