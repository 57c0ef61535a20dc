"""False dividends and coverage in worlds whose truth is known, ours and diff-diff's on the same draws.

    python bench/selection_worlds.py --sectors 40 --draws 300 --seed 0
    python bench/selection_worlds.py --peers --n-pre 3 --sectors 9 --peer-draws 50

Every world is {selection} x {autocorrelation} x {who shares shocks} x {years before joining}; no trust in
it does anything, so every dividend is false. ``--peers`` needs ``diff-diff`` (dependency group ``bench``):
per trust, its schools against every never-joined school of their region.
"""

from __future__ import annotations

import argparse
import itertools
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from wealdstats.dividend.batch import fit_batch, noise_level
from wealdstats.dividend.estimate import estimate_dividend
from wealdstats.dividend.result import Dividend, Verdict
from wealdstats.dividend.sector import estimate_sector
from wealdstats.simulate import Selection, Shocks, Simulated, World, simulate

if TYPE_CHECKING:
    import pandas as pd

NOMINAL = 0.025
AGREE = 0.02
PEER_TRUSTS = 4
SIZE = World(regions=3, authorities=12, schools=25, trusts=12)


class PeerFit(Protocol):
    """What both of the peer's estimators hand back."""

    att: float
    conf_int: tuple[float, float]


@dataclass
class Tally:
    """What one method said of the trusts of one world."""

    high: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    error: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, high: bool, covered: bool, error: float) -> None:
        """Take in one trust."""
        self.high.append(high)
        self.covered.append(covered)
        self.error.append(error)

    def cells(self) -> str:
        """Two cells of the table: false dividends and coverage in per cent."""
        if not self.high:
            return "– | –"
        return f"{100 * np.mean(self.high):.1f} | {100 * np.mean(self.covered):.1f}"


@dataclass
class Ours(Tally):
    """Ours also gives a verdict, and says whether a trend could be behind it."""

    verdicts: list[bool] = field(default_factory=list)
    trend: list[bool | None] = field(default_factory=list)

    def cells(self) -> str:
        """Verdict "dividend", and of the false dividends by p: trend check failed, open, passed."""
        doubted = [trend for high, trend in zip(self.high, self.trend, strict=True) if high]
        shown = f"{doubted.count(False)} / {doubted.count(None)} / {doubted.count(True)}"
        bias = np.mean(self.error) / np.std(self.error)
        return f"{super().cells()} | {100 * np.mean(self.verdicts):.1f} | {bias:+.2f} | {shown}"


def worlds(arguments: argparse.Namespace) -> Iterator[World]:
    """Every world asked for."""
    selections = [Selection(name) for name in arguments.selection] or list(Selection)
    lengths = arguments.n_pre or [2, 3, 6]
    for selection, ar, shocks, n_pre in itertools.product(selections, (0.0, 0.5), Shocks, lengths):
        yield replace(SIZE, selection=selection, ar=ar, shocks=shocks, n_pre=n_pre)


def try_ours(tally: Ours, sector: Simulated, draws: int, seed: int) -> None:
    """Estimate every trust of a sector."""
    start = time.process_time()
    found = estimate_sector(sector.panel, sector.joins, draws=draws, seed=seed)
    tally.seconds += time.process_time() - start
    for dividend in found.dividends:
        truth = sector.att[dividend.trust]
        high = max(dividend.p.rank_upper, dividend.p.z_upper) <= NOMINAL
        tally.add(high, not dividend.conf_int.excludes(truth), dividend.att - truth)
        tally.verdicts.append(dividend.verdict == Verdict.DIVIDEND)
        tally.trend.append(trend_of(dividend))


def trend_of(dividend: Dividend) -> bool | None:
    """What the check on earlier trends says."""
    return next(check.passed for check in dividend.checks if check.name == "earlier_trend")


def try_peers(did: Tally, sdid: Tally, sector: Simulated, draws: int, seed: int) -> None:
    """Estimate a sector's first trusts with diff-diff, against every never-joined school of the region."""
    from diff_diff import DifferenceInDifferences, SyntheticDiD  # noqa: PLC0415 -- optional dependency

    years = [year for year in sector.panel.years if year >= sector.first_year]
    for trust in sector.joins.trusts[:PEER_TRUSTS]:
        rows = frame_of_trust(sector, trust)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.process_time()
            plain = DifferenceInDifferences(cluster="unit")
            note(did, plain.fit(rows, outcome="y", treatment="d", post="post"), sector.att[trust])
            middle = time.process_time()
            synthetic = SyntheticDiD(variance_method="placebo", n_bootstrap=draws, seed=seed)
            fit = synthetic.fit(rows, "y", "d", "unit", "time", post_periods=years)
            note(sdid, fit, sector.att[trust])
        did.seconds += middle - start
        sdid.seconds += time.process_time() - middle


def note(tally: Tally, fit: PeerFit, truth: float) -> None:
    """Take a peer's answer in by the same yardstick."""
    low, high = fit.conf_int
    tally.add(low > 0.0, low <= truth <= high, fit.att - truth)


def frame_of_trust(sector: Simulated, trust: str, schools: int | None = None) -> pd.DataFrame:
    """One trust's schools and the never-joined schools of their region, as a long table."""
    import pandas as pd  # noqa: PLC0415 -- comes with diff-diff

    firsts = sector.joins.firsts()
    units = np.array(sector.panel.units)
    own = np.isin(units, [join.unit for join in sector.joins.of(trust)][:schools])
    never = np.array([unit not in firsts for unit in units])
    keep = np.flatnonzero(own | (never & (sector.panel.region == sector.panel.region[own][0])))
    n_years = len(sector.panel.years)
    times = np.tile(np.array(sector.panel.years), len(keep))
    return pd.DataFrame(
        {
            "unit": np.repeat(units[keep], n_years),
            "time": times,
            "y": sector.panel.values[keep].ravel(),
            "d": np.repeat(own[keep].astype(int), n_years),
            "post": (times >= sector.first_year).astype(int),
        }
    )


def gate(seed: int) -> float:
    """Largest difference from diff-diff on one school and the same donors, in noise levels."""
    from diff_diff import SyntheticDiD  # noqa: PLC0415 -- optional dependency

    sector = simulate(SIZE, seed=seed)
    apart = []
    for trust in sector.joins.trusts[:3]:
        rows = frame_of_trust(sector, trust, schools=1)
        wide = rows.pivot(index="unit", columns="time", values="y")
        treated = rows.loc[rows["d"] == 1, "unit"].iloc[0]
        donors = wide.drop(index=treated).to_numpy()
        sigma = noise_level(donors[:, : SIZE.n_pre])
        ours = fit_batch(wide.loc[[treated]].to_numpy(), donors, n_pre=SIZE.n_pre, sigma=sigma)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            years = [year for year in sector.panel.years if year >= sector.first_year]
            peer = SyntheticDiD(n_bootstrap=20, seed=seed)
            fit = peer.fit(rows, "y", "d", "unit", "time", post_periods=years)
        apart.append(abs(float(ours.att[0]) - fit.att) / sigma)
    return max(apart)


def speed(seed: int) -> None:
    """Print seconds a trust at 200 draws, after the gate."""
    worst = gate(seed)
    print(f"gate: one school, same donors: differs from diff-diff by at most {worst:.4f} of the noise level")
    if worst > AGREE:
        raise SystemExit(f"the estimates differ by more than {AGREE}: no ratio")
    sector = simulate(SIZE, seed=seed)
    start = time.process_time()
    estimate_sector(sector.panel, sector.joins, draws=200, seed=seed)
    many = (time.process_time() - start) / SIZE.trusts
    start = time.process_time()
    estimate_dividend(sector.panel, sector.joins, sector.joins.trusts[0], draws=200, seed=seed)
    alone = time.process_time() - start
    did, sdid = Tally(), Tally()
    try_peers(did, sdid, sector, 200, seed)
    peer = sdid.seconds / PEER_TRUSTS
    print(
        f"CPU seconds a trust, 200 draws: ours {many:.4f} in a sector, {alone:.4f} alone, every check and "
        f"every control school's own fit included; diff-diff SDID {peer:.3f}: {peer / many:.0f} times"
    )


def main() -> None:
    """Print the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--sectors", type=int, default=40, help="sectors a world, 12 trusts each")
    parser.add_argument("--draws", type=int, default=300, help="placebo trusts of ours")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--selection", nargs="*", default=[], choices=[str(name) for name in Selection])
    parser.add_argument("--n-pre", nargs="*", type=int, default=[])
    parser.add_argument("--peers", action="store_true", help="diff-diff's DID and SDID as well (slow)")
    parser.add_argument("--peer-draws", type=int, default=50)
    arguments = parser.parse_args()
    if arguments.peers:
        speed(arguments.seed)
    head = (
        "| selection | ar | shocks | years before | false % | coverage % | verdict % | bias/sd "
        "| trend check F/?/T |"
    )
    print(head + (" DID false % | coverage % | SDID false % | coverage % |" if arguments.peers else ""))
    print("|---|---|---|---|---|---|---|---|---|" + ("---|---|---|---|" if arguments.peers else ""))
    for world in worlds(arguments):
        ours, did, sdid = Ours(), Tally(), Tally()
        for number in range(arguments.sectors):
            seed = arguments.seed * 100_000 + number
            sector = simulate(world, seed=seed)
            try_ours(ours, sector, arguments.draws, seed)
            if arguments.peers:
                try_peers(did, sdid, sector, arguments.peer_draws, seed)
        peers = f" {did.cells()} | {sdid.cells()} |" if arguments.peers else ""
        name = f"{world.selection} | {world.ar} | {world.shocks} | {world.n_pre}"
        print(f"| {name} | {ours.cells()} |{peers}", flush=True)


if __name__ == "__main__":
    main()
