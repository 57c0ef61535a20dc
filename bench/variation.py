"""How long it takes to tell how a nation's schools differ and whom each resembles, beside two peers.

    PYTHONPATH=src:. python -m bench.variation

Peers: statsmodels' mixed model of pupils (the variance between schools), scikit-learn's neighbours. First
the gate: the same variance, the same neighbours. Without a peer it times ours alone.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.bets import Bet, Pert, value_bets
from wealdstats.disclosure import pulse_results
from wealdstats.simulate import simulate_intake, simulate_pulse, simulate_schools, simulate_series
from wealdstats.variation import between_school_variance, comparators, positive_deviants, xmr_chart

NATION, YEARS, FEATURES, K, SEED = 25_000, 10, 10, 10, 1
SECONDS = "seconds for a nation"


def rows(quick: bool) -> Iterator[Row]:
    """Give every method with its peers; quick: a tenth of the work."""
    n = NATION // 10 if quick else NATION
    yield _mixed(quick)
    yield _path(n)
    yield from _comparators(n)
    yield from _light(n)


def scales() -> Iterator[Scale]:
    """Give what costs most as the work grows."""
    for times in (1, 10, 100):
        seconds, _ = timed(_paths(250 * times))
        yield Scale("between_school_variance", times, f"{250 * times} schools", seconds, peak_megabytes())
    for times in (1, 10, 100):
        intake = simulate_intake(250 * times, FEATURES, seed=SEED)
        seconds, _ = timed(lambda intake=intake: comparators(intake, k=K))
        yield Scale("comparators", times, f"{250 * times} schools", seconds, peak_megabytes())


def _mixed(quick: bool) -> Row:
    """A variance among districts: ours from means, the peer's from all pupils."""
    rng = np.random.default_rng(SEED)
    schools, pupils = 100 if quick else 300, 40
    score = rng.normal(0.0, 4.0, (schools, 1)) + rng.normal(0.0, 15.0, (schools, pupils))
    variance = float(score.var(axis=1, ddof=1).mean()) / pupils
    mean, noise = score.mean(axis=1), np.full(schools, variance)
    seconds, ours = timed(lambda: between_school_variance(mean, noise), repeats=3)
    peers: tuple[Peer, ...] = ()
    if importlib.util.find_spec("statsmodels"):
        import statsmodels.api as sm  # noqa: PLC0415 -- optional dependency

        school = np.repeat(np.arange(schools), pupils)
        model = sm.MixedLM(score.ravel(), np.ones((score.size, 1)), groups=school)
        theirs_seconds, theirs = timed(lambda: model.fit(reml=True))
        apart = abs(float(np.asarray(theirs.cov_re)[0, 0]) / ours.tau2[0] - 1.0)
        _gate(apart < 1e-3, f"variances differ by {apart:.1e}")
        peers = (Peer("statsmodels MixedLM", theirs_seconds, f"τ² within {apart:.0e}"),)
    work = f"{schools} schools of {pupils} pupils"
    return Row("between_school_variance", work, seconds, peak_megabytes(), peers=peers)


def _paths(n: int) -> Callable[[], object]:
    world = simulate_schools(n, n_covariates=5, seed=SEED)
    noise = np.sqrt(world.variance)[:, None] * simulate_series(n, YEARS, seed=SEED)
    value, variance = world.value[:, None] + noise, np.repeat(2.0 * world.variance[:, None], YEARS, axis=1)
    return lambda: between_school_variance(value, variance, covariates=world.covariates)


def _path(n: int) -> Row:
    seconds, found = timed(_paths(n))
    # Planted: a standard deviation of 4, the same every year.
    _gate(bool((np.abs(found.sd - 4.0) < 0.5).all()), f"planted 4, found {found.sd}")
    work = f"{n:,} schools, {YEARS} years, 5 covariates"
    gate = "planted τ recovered"
    return Row("between_school_variance", work, seconds, peak_megabytes(), gate=gate, target=SECONDS)


def _comparators(n: int) -> Iterator[Row]:
    intake, holed = (simulate_intake(n, FEATURES, missing=share, seed=SEED) for share in (0.0, 0.03))
    seconds, ours = timed(lambda: comparators(intake, k=K))
    peers: tuple[Peer, ...] = ()
    if importlib.util.find_spec("sklearn"):
        from sklearn.neighbors import NearestNeighbors  # noqa: PLC0415 -- optional dependency

        z = (intake - intake.mean(axis=0)) / intake.std(axis=0)
        for kind in ("kd_tree", "brute"):
            model = NearestNeighbors(n_neighbors=K + 1, algorithm=kind, n_jobs=1)
            theirs_seconds, (_, place) = timed(lambda model=model: model.fit(z).kneighbors(z))
            same = float((place[:, 1:] == ours.neighbours).mean())
            _gate(same > 0.9999, f"{same:.4%} of the neighbours are the same")
            peers += (Peer(f"scikit-learn {kind}", theirs_seconds, f"{same:.2%} the same neighbours"),)
    work = f"{n:,} schools × {FEATURES} features, with reasons"
    yield Row("comparators", work, seconds, peak_megabytes(), peers=peers, target=SECONDS)
    kinds = ("number",) * (FEATURES - 2) + ("label",) * 2
    mixed = intake.copy()
    mixed[:, -2:] = np.rint(mixed[:, -2:])
    for name, features, given in (("3 % missing", holed, None), ("mixed kinds", mixed, kinds)):
        seconds, found = timed(lambda features=features, given=given: comparators(features, k=K, kinds=given))
        twins = float((found.neighbours[:, 0] == np.arange(n) ^ 1).mean())
        _gate(twins > 0.9, f"{twins:.1%} found their twin")
        work = f"{n:,} schools × {FEATURES} features, {name}"
        gate = f"{twins:.1%} of planted twins"
        yield Row("comparators", work, seconds, peak_megabytes(), gate=gate, target=SECONDS)


def _light(n: int) -> Iterator[Row]:
    world = simulate_schools(n, deviants=n // 100, seed=SEED)
    given = (world.value, world.variance, world.covariates)
    seconds, found = timed(lambda: positive_deviants(*given, floor=8.0))
    mistakes = float((world.effect[found.rows] <= 8.0).mean())
    _gate(mistakes <= 0.05, f"{mistakes:.1%} mistakes")
    gate = f"{mistakes:.1%} mistakes at q = 5 %"
    yield Row("positive_deviants", f"{n:,} schools", seconds, peak_megabytes(), gate=gate, target=SECONDS)
    series = simulate_series(n, YEARS, seed=SEED)
    seconds, charts = timed(lambda: xmr_chart(series))
    _gate(np.isfinite(charts.upper).all(), "a series without limits")
    yield Row("xmr_chart", f"{n:,} series of {YEARS} years", seconds, peak_megabytes(), gate="limits for all")
    pulse = simulate_pulse(60, seed=SEED)
    groups = {"role": pulse.role, "team": pulse.team}
    seconds, shown = timed(lambda: pulse_results(pulse.answer, pulse.wave, groups))
    _gate(bool((shown.count[shown.is_shown] >= 5).all()), "a small group is shown")
    yield Row(
        "pulse_results", "60 answers, 2 dimensions", seconds, peak_megabytes(), gate="none below 5 shown"
    )
    bets = [
        Bet(f"bet {i}", Pert(0.1, 0.4, 0.8), Pert(0, 1, 4), Pert(50, 90, 300), Pert(0, 0.5, 0.9))
        for i in range(50)
    ]
    seconds, valued = timed(lambda: value_bets(bets))
    product = (2.5 / 6.0) * (8.0 / 6.0) * (710.0 / 6.0)  # each mean is (low + 4 mode + high) / 6
    _gate(bool((np.abs(valued.expected / product - 1.0) < 0.05).all()), f"{valued.expected}")
    yield Row(
        "value_bets", "50 bets, 20,000 draws", seconds, peak_megabytes(), gate="the product of the means"
    )


def _gate(passed: bool, finding: str) -> None:
    if not passed:
        raise SystemExit(f"gate not passed: {finding}")


def main() -> None:
    for one in chain(rows("--quick" in sys.argv), scales() if "--scale" in sys.argv else ()):
        print(one)


if __name__ == "__main__":
    main()
