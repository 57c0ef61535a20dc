"""How long one trust takes: synthetic differences given donors, 200 placebo draws, one thread.

    PYTHONPATH=src:. python -m bench estimators

The same work is asked of diff-diff, mlsynth, synthdid-py and azcausal and of us: a trust as one treated
block against donors its schools share, and school by school, each against its own nearest donors. First
the gate: our residual proves the optimum, our objective is never worse than the peer's, and the effects
agree to a tenth of a standard error. Then seconds of the processor for one trust, and the ratio.
"""

from collections.abc import Callable, Iterator

import numpy as np
from bench.dividend_peers import ALL, Found, Task, there
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.dividend import synthetic_did
from wealdstats.dividend.batch import fit_batch, noise_level

DRAWS, SCHOOLS, TRUSTS, N_PRE, PERIODS, SEED = 200, 8, 40, 6, 10, 5
SHARED_DONORS, OWN_DONORS = 200, 25
TARGET = "150× diff-diff"
NOT_WORSE = 1.0 + 1e-12  # but for rounding
QUICK = ("diff-diff", "mlsynth")


def panel(rng: np.random.Generator, units: int) -> np.ndarray:
    """Levels, two common paths and noise, in points of a hundred."""
    paths = rng.normal(size=(2, PERIODS)).cumsum(axis=1)
    common = rng.normal(size=(units, 2)) @ paths * 2.0
    return 60.0 + rng.normal(size=(units, 1)) * 8.0 + common + rng.normal(size=(units, PERIODS)) * 4.0


def task(rng: np.random.Generator, treated: int, donors: int) -> Task:
    return Task(panel(rng, treated + donors), treated, N_PRE, DRAWS, SEED)


def ours(asked: Task) -> Found:
    fit = synthetic_did(asked.y, treated=range(asked.n_treated), n_pre=N_PRE, placebo=DRAWS, seed=SEED)
    return Found(fit.att, fit.se, fit.unit_weights, fit.kkt)


def ours_together(tasks: list[Task]) -> list[Found]:
    """All schools of a trust, every control of each as a placebo, in one batch; draws are gathered."""
    y = np.stack([task.y for task in tasks])
    schools, units = y.shape[:2]
    donors = np.repeat(y[:, 1:], units, axis=0)
    valid = np.tile(np.vstack([np.ones(units - 1, bool), ~np.eye(units - 1, dtype=bool)]), (schools, 1))
    sigma = np.repeat([noise_level(own[1:, :N_PRE]) for own in y], units)
    fit = fit_batch(y.reshape(-1, PERIODS), donors, n_pre=N_PRE, valid=valid, sigma=sigma)
    atts = fit.att.reshape(schools, units)
    draws = np.random.default_rng(SEED).integers(1, units, size=(schools, DRAWS))
    se = np.take_along_axis(atts, draws, axis=1).std(axis=1)
    first = np.arange(schools) * units
    return [Found(atts[i, 0], se[i], fit.unit_weights[row], fit.kkt[row]) for i, row in enumerate(first)]


def objective(asked: Task, weights: np.ndarray) -> float:
    """Misfit of the centred path and the ridge: what both sides minimise."""
    pre = asked.y[:, :N_PRE] - asked.y[:, :N_PRE].mean(axis=1, keepdims=True)
    misfit = weights @ pre[asked.n_treated :] - pre[: asked.n_treated].mean(axis=0)
    sigma = noise_level(asked.y[asked.n_treated :, :N_PRE])
    ridge = N_PRE * np.sqrt(asked.n_treated * (PERIODS - N_PRE)) * sigma**2
    return float(misfit @ misfit + ridge * weights @ weights)


def faults(asked: Task, mine: Found, theirs: Found, name: str) -> Iterator[str]:
    """Say what is wrong with our answer, beside theirs."""
    if not (mine.kkt is not None and mine.kkt <= 1e-9):
        yield f"residual {mine.kkt}"
    if mine.unit_weights is not None and theirs.unit_weights is not None:
        best = objective(asked, theirs.unit_weights) * NOT_WORSE
        if objective(asked, mine.unit_weights) > best:
            yield "objective worse than the peer's"
    if abs(mine.att - theirs.att) > 0.1 * theirs.se:
        yield f"effects {mine.att:.3f} and {theirs.att:.3f}"
    # The spread of 200 draws is itself known to some 5 %, and theirs may repeat or leave out others. The
    # other peers estimate the noise again in each placebo, or stop early, so that their spread is another.
    if name == "diff-diff" and not 0.75 < mine.se / theirs.se < 1.33:
        yield f"errors {mine.se:.3f} and {theirs.se:.3f}"


def gate(tasks: list[Task], mine: list[Found], theirs: list[Found], name: str) -> str:
    wrong = [f for given in zip(tasks, mine, theirs, strict=False) for f in faults(*given, name)]
    if wrong:
        return "GATE FAILED: " + "; ".join(wrong)
    apart = max(abs(a.att - b.att) / b.se for a, b in zip(mine, theirs, strict=False))
    return f"gate passed: effects within {apart:.3f} of a standard error"


def compare(
    work: str, tasks: list[Task], mine: Callable[[], list[Found]], names: tuple[str, ...], trusts: int = 1
) -> Row:
    """Time one piece of work; ours may take many trusts at once, the peers are asked about the first."""
    seconds, found = timed(mine, repeats=10)
    megabytes = peak_megabytes()
    peers = []
    for name, ask in there(names):
        took, theirs = timed(lambda ask=ask: [ask(each) for each in tasks], repeats=2 if name in QUICK else 1)
        peers.append(Peer(name, took, gate(tasks, found, theirs, name), peak_megabytes()))
    proof = f"residual at most {max(each.kkt or 0.0 for each in found):.0e}"
    return Row("synthetic_did", work, seconds / trusts, megabytes, proof, tuple(peers), TARGET)


def rows(quick: bool) -> Iterator[Row]:
    """Give every row; quick leaves out the two peers that take a minute each."""
    rng = np.random.default_rng(SEED)
    block = task(rng, SCHOOLS, SHARED_DONORS)
    sector = [task(rng, 1, OWN_DONORS) for _ in range(SCHOOLS * TRUSTS)]
    school, trust = sector[:1], sector[:SCHOOLS]
    everyone = QUICK if quick else tuple(ALL)
    said = f"25 own donors, {DRAWS} draws"
    yield compare(f"one school, {said}", school, lambda: ours_together(school), everyone)
    yield compare(f"eight schools, each with {said}", trust, lambda: ours_together(trust), QUICK)
    most = trust, lambda: ours_together(sector)
    yield compare(f"the same, {TRUSTS} trusts at once", *most, QUICK[:1], TRUSTS)
    work = f"eight schools as one block, 200 shared donors, {DRAWS} draws"
    yield compare(work, [block], lambda: [ours(block)], QUICK[:1])


def scales() -> Iterator[Scale]:
    """Give 4, 40 and 400 trusts of eight schools, each with 25 donors of its own and all placebos."""
    for times in (1, 10, 100):
        rng = np.random.default_rng(SEED)
        trusts = [[task(rng, 1, OWN_DONORS) for _ in range(SCHOOLS)] for _ in range(4 * times)]
        seconds, _ = timed(lambda trusts=trusts: [ours_together(each) for each in trusts])
        yield Scale("synthetic_did", times, f"{len(trusts)} trusts of 8", seconds, peak_megabytes())
        y = rng.normal(size=(1000 * times, 26, PERIODS)).cumsum(axis=2)
        fit = timed(lambda y=y: fit_batch(y[:, 0], y[:, 1:], n_pre=N_PRE, method="sdid", sigma=1.0))
        yield Scale("fit_batch", times, f"{len(y):,} schools × 25 donors", fit[0], peak_megabytes())


if __name__ == "__main__":
    from bench.__main__ import lines

    for row in rows(quick=False):
        print("\n".join(lines(row)))
