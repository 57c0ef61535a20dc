"""How dependable judgements are: our time beside pingouin's, krippendorff's, statsmodels' and choix's.

    PYTHONPATH=src:. python -m bench.agreement

Run it in an environment with the dependency group `bench`. First the gate (the same number), then processor
seconds, then the ratio; and each method at 1, 10 and 100 times its smallest work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.agreement import GStudy, bradley_terry, cosiness, g_study, halo, icc, krippendorff_alpha
from wealdstats.simulate import ProgrammeWorld, simulate_programme


@dataclass(frozen=True)
class Crossed:
    score: np.ndarray
    school: np.ndarray
    reviewer: np.ndarray


def scores(targets: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    return rng.normal(size=(targets, 1)) + rng.normal(size=(targets, 4))


def marks(units: int) -> np.ndarray:
    rng = np.random.default_rng(2)
    given = np.clip(rng.integers(1, 6, units) + rng.integers(-1, 2, (4, units)), 1, 5).astype(float)
    given[rng.random(given.shape) < 0.2] = np.nan
    return given


def crossed(schools: int) -> Crossed:
    rng = np.random.default_rng(3)
    reviewers = max(6, schools // 4)
    school = np.repeat(np.arange(schools), 36)
    chosen = np.array([rng.choice(reviewers, 3, replace=False) for _ in range(schools)])
    reviewer = np.repeat(chosen.reshape(-1), 12)
    review = np.repeat(np.arange(3 * schools), 12)
    parts = zip((0.8, 0.5, 0.3, 0.6), (school, reviewer, review, np.arange(len(school))), strict=True)
    return Crossed(sum(sd * rng.normal(size=row.max() + 1)[row] for sd, row in parts), school, reviewer)


def comparisons(items: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    strength, n = rng.normal(size=items), 30 * items
    first = rng.integers(0, items, n)
    second = (first + rng.integers(1, items, n)) % items
    wins = rng.random(n) < 1.0 / (1.0 + np.exp(strength[second] - strength[first]))
    return rng.integers(0, 20, n), np.where(wins, first, second), np.where(wins, second, first)


def components(data: Crossed) -> GStudy:
    return g_study(data.score, {"school": data.school, "reviewer": data.reviewer}, target="school")


def gated(name: str, call: Callable[[], float | np.ndarray], ours: float | np.ndarray, within: float) -> Peer:
    seconds, theirs = timed(call, repeats=2)  # the first call imports it
    apart = float(np.abs(np.asarray(ours) - np.asarray(theirs)).max())
    if not apart <= within:
        raise SystemExit(f"{name}: {apart} apart, {within} allowed")
    return Peer(name, seconds, f"the same to {apart:.0e}")


def by_pingouin(table: np.ndarray) -> float:
    import pandas as pd  # noqa: PLC0415 -- optional dependency
    import pingouin  # noqa: PLC0415 -- optional dependency

    target, judge = np.indices(table.shape).reshape(2, -1)
    frame = pd.DataFrame({"t": target, "j": judge, "s": table.reshape(-1)})
    return float(pingouin.intraclass_corr(frame, "t", "j", "s")["ICC"].iloc[1])


def by_krippendorff(table: np.ndarray) -> float:
    import krippendorff  # noqa: PLC0415 -- optional dependency

    return float(krippendorff.alpha(table, level_of_measurement="ordinal"))


def by_statsmodels(data: Crossed) -> float:
    import pandas as pd  # noqa: PLC0415 -- optional dependency
    from statsmodels.regression.mixed_linear_model import MixedLM  # noqa: PLC0415 -- optional dependency

    frame = pd.DataFrame({"y": data.score, "a": data.school, "b": data.reviewer})
    frame["ab"] = frame.a * 10_000 + frame.b
    parts = {name: f"0 + C({name})" for name in ("a", "b", "ab")}
    model = MixedLM.from_formula("y ~ 1", frame, groups=np.ones(len(frame)), vc_formula=parts)
    return float(-2.0 * model.fit(reml=True).llf)


def by_choix(rows: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    import choix  # noqa: PLC0415 -- optional dependency

    found = choix.ilsr_pairwise(
        int(max(rows[1].max(), rows[2].max())) + 1, np.stack(rows[1:], axis=1).tolist()
    )
    return np.asarray(found - found.mean())


def rows(quick: bool) -> Iterator[Row]:
    table, units = scores(300 if quick else 3_000), marks(200 if quick else 2_000)
    seconds, found = timed(lambda: icc(table), repeats=3)
    work = f"{len(table)} targets × 4 judges, six with intervals"
    yield Row("icc", work, seconds, peers=(gated("pingouin", lambda: by_pingouin(table), found.icc2, 1e-9),))
    seconds, alpha = timed(lambda: krippendorff_alpha(units, "ordinal"), repeats=3)
    work = f"4 raters × {units.shape[1]} units, ordinal; ours with its interval, the peer without"
    peer = gated("krippendorff", lambda: by_krippendorff(units), alpha.alpha, 1e-9)
    yield Row("krippendorff_alpha", work, seconds, peers=(peer,))
    data = crossed(8 if quick else 20)
    seconds, study = timed(lambda: components(data), repeats=3)
    peer = gated("statsmodels", lambda: by_statsmodels(data), study.deviance, 1e-3)
    yield Row("g_study", f"{len(data.score)} judgements, four components", seconds, peers=(peer,))
    games = comparisons(40 if quick else 200)
    seconds, scaled = timed(lambda: bradley_terry(*games, splits=0), repeats=3)
    peer = gated("choix", lambda: by_choix(games), scaled.strength, 1e-5)
    yield Row(
        "bradley_terry", f"{len(games[0]):,} comparisons; the peer without errors", seconds, peers=(peer,)
    )


def scales() -> Iterator[Scale]:
    for times in (1, 10, 100):
        table, units, data, games = (
            scores(100 * times),
            marks(100 * times),
            crossed(20 * times),
            comparisons(20 * times),
        )
        r = simulate_programme(ProgrammeWorld(schools=24 * times, visits=6, mutual_pairs=times), seed=1)
        asks: dict[str, tuple[str, Callable[[], object]]] = {
            "icc": (f"{table.size:,} scores", lambda table=table: icc(table)),
            "krippendorff_alpha": (
                f"{units.size:,} ratings",
                lambda units=units: krippendorff_alpha(units, "ordinal"),
            ),
            "g_study": (f"{len(data.score):,} judgements", lambda data=data: components(data)),
            "bradley_terry": (
                f"{len(games[0]):,} comparisons",
                lambda games=games: bradley_terry(*games, splits=0, penalty=0.01),
            ),
            "cosiness": (
                f"{len(r.score):,} judgements, 100 draws",
                lambda r=r: cosiness(r.reviewer, r.target, r.score, criterion=r.criterion, draws=100),
            ),
            "halo": (
                f"{len(r.score):,} judgements, 100 draws",
                lambda r=r: halo(r.reviewer, r.target, r.criterion, r.score, draws=100),
            ),
        }
        for method, (work, call) in asks.items():
            seconds, _ = timed(call)
            yield Scale(method, times, work, seconds, peak_megabytes())


if __name__ == "__main__":
    for row in rows(quick=False):
        for peer in row.peers:
            ratio = f"{peer.seconds / row.seconds:.1f}×"
            print(f"{row.method}: {row.work}: {row.seconds:.4f} s")
            print(f"    {peer.name} {peer.seconds:.4f} s, {ratio} ({peer.gate})")
    for scale in scales():
        print(f"{scale.method} {scale.times}×: {scale.work}: {scale.seconds:.3f} s, {scale.megabytes:.0f} MB")
