"""Bets: thousands of draws for each, against the same model drawn plainly with scipy.

    PYTHONPATH=src:. python -m bench.bets [--quick]

First the gate: the mean of a product of independent ranges is known in closed form; both must come as near
to it as their own standard errors allow a family of so many (once in a thousand runs farther). Then processor
seconds. Ours adds intervals, the chance of being best and the drivers; the peer gives means alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed
from scipy import stats

from wealdstats.bets import Bet, BetValues, Pert, value_bets

HORIZON, DRAWS = 5, 20_000


def bets(count: int) -> list[Bet]:
    """Invent bets whose ranges are wide, and differ."""
    rng = np.random.default_rng(5)

    def pert(low: float, high: float) -> Pert:
        ends = np.sort(rng.uniform(low, high, 3))
        return Pert(*ends.tolist())

    return [
        Bet(f"bet {n}", pert(0.05, 0.9), pert(0.5, 6.0), pert(20.0, 900.0), pert(0.2, 0.95))
        for n in range(count)
    ]


def exact(bet: Bet) -> float:
    """Give the first year's value in closed form: the mean of a product is the product of the means."""
    return float(
        np.prod(
            [(given.low + 4.0 * given.mode + given.high) / 6.0 for given in (bet.chance, bet.size, bet.reach)]
        )
    )


def plainly(asked: list[Bet]) -> list[tuple[float, float]]:
    """Draw every range with scipy and add up the years; give first year's mean and its standard error."""
    found = []
    for number, bet in enumerate(asked):
        rng = np.random.default_rng(number)
        drawn = [
            stats.beta(
                1.0 + 4.0 * (given.mode - given.low) / (given.high - given.low),
                1.0 + 4.0 * (given.high - given.mode) / (given.high - given.low),
                loc=given.low,
                scale=given.high - given.low,
            ).rvs(DRAWS, random_state=rng)
            for given in (bet.chance, bet.size, bet.reach, bet.persistence)
        ]
        first = drawn[0] * drawn[1] * drawn[2]
        sum((first * drawn[3] ** year).mean() for year in range(HORIZON))
        found.append((float(first.mean()), float(first.std() / np.sqrt(DRAWS))))
    return found


def farthest(asked: list[Bet], found: list[tuple[float, float]]) -> float:
    """Give how many standard errors the worst mean is from the truth; refuse too many."""
    worst = max(abs(mean - exact(bet)) / se for bet, (mean, se) in zip(asked, found, strict=True))
    allowed = float(stats.norm.isf(0.0005 / len(asked)))
    if worst > allowed:
        raise AssertionError(f"{worst:.1f} standard errors from the closed form, {allowed:.1f} allowed")
    return worst


def ours(asked: list[Bet]) -> BetValues:
    return value_bets(asked, horizon=HORIZON, draws=DRAWS, seed=1)


def rows(quick: bool) -> Iterator[Row]:
    asked = bets(20 if quick else 200)
    seconds, found = timed(lambda: ours(asked), repeats=2)
    megabytes = peak_megabytes()
    gate = farthest(asked, list(zip(found.expected.tolist(), found.expected_se.tolist(), strict=True)))
    taken, theirs = timed(lambda: plainly(asked), repeats=2)
    near = f"within {farthest(asked, theirs):.1f} standard errors of it"
    peer = Peer("scipy, means alone", taken, near)
    yield Row(
        "value_bets",
        f"{len(asked)} bets, {DRAWS:,} draws, {HORIZON} years",
        seconds,
        megabytes,
        f"within {gate:.1f} standard errors of the closed form",
        (peer,),
    )


def scales() -> Iterator[Scale]:
    """Measure 5, 50 and 500 bets."""
    for times in (1, 10, 100):
        asked = bets(5 * times)
        seconds, _ = timed(lambda asked=asked: ours(asked))
        yield Scale("value_bets", times, f"{len(asked)} bets, {DRAWS:,} draws", seconds, peak_megabytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the bets")
    for row in rows(parser.parse_args().quick):
        print(f"{row.method}: {row.work}: {row.seconds:.3f} s; {row.gate}")
        for peer in row.peers:
            print(f"    {peer.name}: {peer.seconds:.3f} s, {peer.seconds / row.seconds:.1f}×; {peer.gate}")


if __name__ == "__main__":
    main()
