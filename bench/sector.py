"""How long a whole sector takes: every trust's dividend from panel to verdict, on one core.

    PYTHONPATH=src:. python -m bench sector

Nobody else answers this question, so the gate is planted truth: where nothing was planted at most one trust
in twenty may be called a dividend or a loss, and nine in ten intervals must hold what was planted. One trust
beside peers is in `estimators`.
"""

from collections.abc import Iterator

from bench.rows import Row, Scale, peak_megabytes, timed

from wealdstats.dividend import Sector, estimate_sector
from wealdstats.simulate import Plant, Selection, Simulated, World, simulate

NATION, SEED = 2000, 1
CALLED, COVERED = 0.05, 0.9
PLANTS = (Plant.NOTHING,) * 8 + (Plant.DIVIDEND, Plant.LOSS)


def sector(trusts: int) -> Simulated:
    """Draw trusts of three to six schools among twice as many schools or more."""
    places = max(trusts // 13, 4)  # local authorities of 165 schools
    regions = max(places // 17, 1)
    world = World(
        selection=Selection.LOW_LEVEL,
        ar=0.5,
        regions=regions,
        authorities=-(-places // regions),
        schools=165,
        trusts=trusts,
        trust_size=(3, 6),
        stagger=4,
        plants=PLANTS,
    )
    return simulate(world, seed=SEED)


def gate(world: Simulated, found: Sector) -> str:
    """Refuse to time what is wrong."""
    claims = (Plant.DIVIDEND, Plant.LOSS)
    idle = [one for one in found.dividends if world.plants[one.trust] == Plant.NOTHING]
    called = sum(one.verdict in claims for one in idle) / len(idle)
    held = [not one.conf_int.excludes(world.att[one.trust]) for one in found.dividends]
    covered = sum(held) / len(held)
    if called > CALLED or covered < COVERED:
        raise SystemExit(f"gate not passed: {called:.1%} called falsely, {covered:.1%} covered")
    return f"{called:.1%} called falsely, {covered:.1%} of truths covered"


def rows(quick: bool) -> Iterator[Row]:
    trusts = NATION // 10 if quick else NATION
    world = sector(trusts)
    for draws, target in ((200, "24 s, 400 MB for 2,000 trusts"), (10_000, "60 s for 2,000 trusts")):
        seconds, found = timed(
            lambda draws=draws: estimate_sector(world.panel, world.joins, draws=draws, seed=SEED)
        )
        work = f"{trusts:,} trusts, {draws:,} draws and up to 100,000"
        yield Row("estimate_sector", work, seconds, peak_megabytes(), gate=gate(world, found), target=target)


def scales() -> Iterator[Scale]:
    for times in (1, 10, 100):
        world = sector(20 * times)
        seconds, _ = timed(
            lambda world=world: estimate_sector(world.panel, world.joins, draws=200, seed=SEED)
        )
        yield Scale("estimate_sector", times, f"{20 * times:,} trusts, 200 draws", seconds, peak_megabytes())


def main() -> None:
    for row in rows(quick=True):
        print(row)


if __name__ == "__main__":
    main()
