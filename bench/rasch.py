"""Levels freed from severity, against two packages on the same judgements.

Run `PYTHONPATH=src:. python -m bench.rasch`; `--quick` takes a tenth of the judgements.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator

import numpy as np
from bench.rows import Peer, Row, Scale, peak_megabytes, timed

from wealdstats.agreement import FacetsFit, rasch_facets
from wealdstats.agreement.facets.design import Model
from wealdstats.simulate import SimulatedReviews, simulate_reviews

CRITERIA, EACH, CATEGORIES = 12, 3, 5
TARGET = "72,000 judgements < 2.5 s, 30 × mirt, deviance within .02"
DEVIANCE, ERRORS = 0.02, 0.01


def world(targets: int, bend: float = 0.0) -> SimulatedReviews:
    """Draw three reviews of each target on 12 criteria, a reviewer for every five targets."""
    return simulate_reviews(
        targets=targets,
        reviewers=targets // 5,
        criteria=CRITERIA,
        each=EACH,
        categories=CATEGORIES,
        level_sd=1.2,
        severity_sd=0.7,
        bend=bend,
        seed=0,
    )


def ours(reviews: SimulatedReviews, model: Model) -> FacetsFit:
    return rasch_facets(reviews.target, reviews.criterion, reviews.reviewer, reviews.score, model=model)


def by_mirt(reviews: SimulatedReviews, model: Model, fit: FacetsFit) -> Peer:
    """The same model by the same likelihood, with its standard errors, fit and person measures."""
    from mirt.estimation import fit_mfrm  # noqa: PLC0415 -- an optional peer
    from mirt.models import Facet, PolytomousMFRM  # noqa: PLC0415 -- as above

    shape = (len(reviews.level), -1)
    asked = PolytomousMFRM(
        CRITERIA, CATEGORIES, [Facet("reviewer", len(reviews.severity))], category_structure=model
    )
    seconds, found = timed(
        lambda: fit_mfrm(
            asked,
            reviews.score.reshape(shape) - 1,
            {"reviewer": reviews.reviewer.reshape(shape)},
            item_indices=reviews.criterion.reshape(shape)[0],
        )
    )
    apart = fit.deviance + 2.0 * found.log_likelihood
    errors = float(np.abs(fit.severity.se / found.facet_se["reviewer"] - 1.0).max())
    if abs(apart) > DEVIANCE or errors > ERRORS:
        raise AssertionError(f"mirt is {apart:+.4f} in deviance and {errors:.4f} in standard errors apart")
    return Peer("mirt", seconds, f"deviance {apart:+.1e}, standard errors within {errors:.0e}")


def by_raschpy(reviews: SimulatedReviews, fit: FacetsFit) -> Peer:
    """The same model by comparing pairs of judgements; estimates only, no standard errors."""
    import pandas as pd  # noqa: PLC0415 -- an optional peer's input
    import raschpy  # noqa: PLC0415 -- an optional peer

    columns = {"Rater": reviews.reviewer, "Person": reviews.target, "item": reviews.criterion}
    table = pd.DataFrame(columns | {"score": reviews.score - 1}).pivot_table(
        index=["Rater", "Person"], columns="item", values="score"
    )

    def estimate() -> np.ndarray:
        asked = raschpy.MFRM(table, max_score=CATEGORIES - 1)
        asked.calibrate()
        return np.asarray(asked.facet_effects_global, dtype=np.float64)

    seconds, severity = timed(estimate)
    apart = float(np.abs((severity - severity.mean() - fit.severity.estimate) / fit.severity.se).mean())
    if apart > 0.5:
        raise AssertionError(f"raschpy is {apart:.2f} standard errors apart on average")
    return Peer("raschpy (severities only)", seconds, f"severities {apart:.2f} standard errors apart")


def gate_of(reviews: SimulatedReviews, fit: FacetsFit) -> str:
    """Say how near levels come to the truth, and how near raw means do."""
    raw = np.bincount(reviews.target, reviews.score)
    near = [float(np.corrcoef(found, reviews.level)[0, 1]) for found in (fit.level, raw)]
    if near[0] <= near[1]:
        raise AssertionError(f"levels correlate {near[0]:.3f} with truth, raw means {near[1]:.3f}")
    return f"levels correlate {near[0]:.3f} with truth, raw means {near[1]:.3f}"


def rows(quick: bool) -> Iterator[Row]:
    targets = 200 if quick else 2_000
    models: dict[Model, float] = {"rating_scale": 0.0, "partial_credit": 0.3}
    for model, bend in models.items():
        reviews = world(targets, bend)
        seconds, fit = timed(lambda r=reviews, m=model: ours(r, m), repeats=3)
        megabytes, peers = peak_megabytes(), []
        if importlib.util.find_spec("mirt"):
            peers.append(by_mirt(reviews, model, fit))
        if importlib.util.find_spec("raschpy") and model == "rating_scale":
            peers.append(by_raschpy(reviews, fit))
        yield Row(
            f"rasch_facets, {model.replace('_', ' ')}",
            f"{len(reviews.score):,} judgements by {len(reviews.severity):,} reviewers",
            seconds,
            megabytes,
            gate_of(reviews, fit),
            tuple(peers),
            TARGET,
        )


def scales() -> Iterator[Scale]:
    for times in (1, 10, 100):
        reviews = world(200 * times)
        seconds, _ = timed(lambda r=reviews: ours(r, "rating_scale"))
        work = f"{len(reviews.score):,} judgements by {len(reviews.severity):,} reviewers"
        yield Scale("rasch_facets", times, work, seconds, peak_megabytes())


def main() -> None:
    for row in rows("--quick" in sys.argv):
        print(f"{row.method}: {row.work}: {row.seconds:.2f} s, {row.megabytes:.0f} MB; {row.gate}")
        for peer in row.peers:
            print(f"  {peer.name}: {peer.seconds:.2f} s, {peer.seconds / row.seconds:.0f} ×; {peer.gate}")
    if "--scales" in sys.argv:
        for point in scales():
            print(f"{point.times:>4} × {point.work}: {point.seconds:.2f} s, {point.megabytes:.0f} MB")


if __name__ == "__main__":
    main()
