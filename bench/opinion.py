"""Maps of opinion against red-dwarf on the same votes, every output included.

Run `PYTHONPATH=src:. python -m bench.opinion` where red-dwarf is installed; `quick` asks for smaller work.
First the gate: positions equal up to the sign of an axis, consensus equal given its groups. (Below ten
people for each statement its decomposition is a random approximation, so less work means fewer statements.)
Seconds are processor time, the peer's from its own list of votes and ours from three arrays.
"""

from __future__ import annotations

import importlib.util
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.opinion import OpinionMap, group_informed_consensus, opinion_map, update_map
from wealdstats.simulate import Opinions, OpinionWorld, simulate_opinions

TARGET = "60 x red-dwarf at 20,000 x 1,000"
TARGET_LARGE = "100,000 x 1,000 with 5 M votes < 3 s"
TARGET_UPDATE = "one vote there < 0.05 s"
NEW_VOTES = 20


def votes(people: int, statements: int = 1000) -> Opinions:
    """Draw three camps of whom everybody votes on one statement in twenty."""
    world = OpinionWorld(people=people, statements=statements, camps=(3, 2, 1), share_seen=0.05)
    return simulate_opinions(world, seed=1)


def ours(drawn: Opinions) -> OpinionMap:
    return opinion_map(drawn.person, drawn.statement, drawn.vote)


def one_by_one(before: OpinionMap) -> OpinionMap:
    """Add votes one after another, as they come in."""
    rng = np.random.default_rng(2)
    people, statements = len(before.person), len(before.statement)
    for _ in range(NEW_VOTES):
        vote = int(rng.integers(0, people)), int(rng.integers(0, statements)), int(rng.choice([-1, 0, 1]))
        before = update_map(before, *vote)
    return before


def theirs(drawn: Opinions) -> Any:  # noqa: ANN401 -- the peer's own class
    from reddwarf.implementations.polis import run_pipeline  # noqa: PLC0415 -- optional dependency

    columns = drawn.person.tolist(), drawn.statement.tolist(), drawn.vote.tolist()
    names = ("participant_id", "statement_id", "vote")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its libraries' advice is not what is timed
        return run_pipeline(votes=rows, random_state=0)


def gate(drawn: Opinions, mine: OpinionMap, peer: Any) -> str:  # noqa: ANN401 -- the peer's own class
    """Compare positions and consensus; refuse to time answers that differ."""
    people = peer.participants_df
    points = people[["x", "y"]].to_numpy(np.float64)
    sign = np.sign((points * mine.points).sum(axis=0))
    apart = float(np.abs(points - mine.points * sign).max() / np.abs(points).max())
    group = people["cluster_id"].fillna(-1).to_numpy(np.int64)[drawn.person]
    placed = group >= 0
    columns = (column[placed] for column in (drawn.person, drawn.statement, drawn.vote, group))
    consensus = group_informed_consensus(*columns).consensus
    given = np.array(list(peer.group_aware_consensus["agree"].values()))
    missed = float(np.abs(consensus - given).max())
    if apart > 1e-4 or missed > 1e-9:
        raise ValueError(f"answers differ: positions by {apart:.1e}, consensus by {missed:.1e}")
    return f"positions within {apart:.0e} of the widest, consensus within {missed:.0e}"


def rows(quick: bool) -> Iterator[Row]:
    """Measure maps beside the peer's, the large map, and votes added to it."""
    people, statements = (3000, 300) if quick else (20_000, 1000)
    drawn = votes(people, statements)
    seconds, mine = timed(lambda: ours(drawn), repeats=2)
    peers: tuple[Peer, ...] = ()
    if importlib.util.find_spec("reddwarf"):
        their_seconds, peer = timed(lambda: theirs(drawn))
        peers = (Peer("red-dwarf", their_seconds, gate(drawn, mine, peer)),)
    work = f"{people:,} people x {statements:,} statements, {len(drawn.vote):,} votes"
    yield Row("opinion_map", work, seconds, peak_megabytes(), peers=peers, target=TARGET)
    people = 5000 if quick else 100_000
    drawn = votes(people)
    seconds, mine = timed(lambda: ours(drawn), repeats=2)
    work = f"{people:,} people x 1,000 statements, {len(drawn.vote):,} votes"
    kept = f"axes' residual {mine.axes.residual:.0e}, {mine.k} groups of 3, stability {mine.stability:.2f}"
    yield Row("opinion_map", work, seconds, peak_megabytes(), gate=kept, target=TARGET_LARGE)
    seconds, after = timed(lambda: one_by_one(mine), repeats=2)
    kept = f"axes' residual {after.axes.residual:.0e} after {after.since} votes"
    target = TARGET_UPDATE
    yield Row(
        "update_map", f"one vote at {work}", seconds / NEW_VOTES, peak_megabytes(), gate=kept, target=target
    )


def scales() -> Iterator[Scale]:
    """Measure a map at 1, 10 and 100 times 1,000 people."""
    for times in (1, 10, 100):
        drawn = votes(1000 * times)
        seconds, _ = timed(lambda drawn=drawn: ours(drawn))
        yield Scale("opinion_map", times, f"{len(drawn.vote):,} votes", seconds, peak_megabytes())


def main() -> None:
    for row in rows(quick="quick" in sys.argv):
        print(
            f"{row.method:<12}{row.work:<62}{row.seconds:>9.3f} s{row.megabytes or 0:>8,.0f} MB  {row.target}"
        )
        for peer in row.peers:
            print(f"  {peer.name}: {peer.seconds:.1f} s, {peer.seconds / row.seconds:.0f} x; {peer.gate}")
        print(f"  {row.gate}" if row.gate else "")


if __name__ == "__main__":
    main()
