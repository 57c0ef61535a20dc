"""Schools like ours: worked out for all schools at once, and kept until the data change."""

from time import perf_counter

import numpy as np
from django.db import transaction

import wealdstats
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import WealdError
from weald.core.permissions import Actor, permit
from weald.measures.domain.intake import FEATURES, Feature, Intake
from weald.measures.models import Comparison, Likeness
from weald.measures.queries.comparison import last_comparison
from wealdstats.panel.digest import digest
from wealdstats.variation import Comparators, comparators

NEIGHBOURS = 10
REASONS = 3
BATCH = 2_000


def compare(intake: Intake, *, by: Actor) -> Comparison:
    """Find each school's comparators and keep them; with data that were seen before, nothing is done."""
    permit("measures.compare", by)
    began = perf_counter()
    used = usable(intake)
    if not used:
        raise WealdError(
            "Comparing schools needs two whose intake is known and differs.",
            f"Of {len(intake)} open schools here none can be told apart by intake.",
            "Import the register, or published shares of pupils, first.",
        )
    data_hash = digest([*intake.parts(), *(f"{feature.name} {feature.weight}" for feature in used)])
    last = last_comparison()
    if last and (last.data_hash, last.version) == (data_hash, wealdstats.__version__):
        return last
    found = comparators(
        np.column_stack([column_of(intake, feature) for feature in used]),
        k=NEIGHBOURS,
        names=[feature.name for feature in used],
        kinds=["label" if feature.is_label else "number" for feature in used],
        weights=[feature.weight for feature in used],
        within=intake.within,
    )
    return _keep(intake, used, found, data_hash, began, by=by)


def usable(intake: Intake) -> list[Feature]:
    """Choose the features in which schools are known to differ; none where there are not two schools."""
    if len(intake) < 2:
        return []
    return [feature for feature in FEATURES if np.nanstd(_or_nothing(column_of(intake, feature))) > 0]


def column_of(intake: Intake, feature: Feature) -> np.ndarray:
    """Give a feature as numbers: words by code, the number of pupils by its logarithm."""
    if feature.is_label:
        words = np.array(intake.labels[feature.name], dtype=np.str_)
        codes = np.unique(words, return_inverse=True)[1].astype(np.float64)
        return np.where(words == "", np.nan, codes)
    values = intake.numbers[feature.name]
    # From 100 pupils to 200 is as far as from 500 to 1,000.
    return np.log(values) if feature.name == "pupils" else values


def _or_nothing(column: np.ndarray) -> np.ndarray:
    known = column[np.isfinite(column)]
    return known if len(known) else np.zeros(1)


@transaction.atomic
def _keep(
    intake: Intake, used: list[Feature], found: Comparators, data_hash: str, began: float, *, by: Actor
) -> Comparison:
    Comparison.objects.all().delete()
    comparison = Comparison.objects.create(
        features=[{"name": feature.name, "weight": feature.weight} for feature in used],
        schools=len(intake),
        data_hash=data_hash,
        version=wealdstats.__version__,
        seconds=perf_counter() - began,
    )
    for first in range(0, len(intake), BATCH):
        Likeness.objects.bulk_create(
            Likeness(
                comparison=comparison,
                organisation_id=int(intake.school[row]),
                intake=intake.of(row),
                neighbours=_neighbours(intake, found, row),
            )
            for row in range(first, min(first + BATCH, len(intake)))
        )
    ledger.append(Verb.ESTIMATED, comparison, by=by, audience=Audience.SECTOR, payload={"data": data_hash})
    return comparison


def _neighbours(intake: Intake, found: Comparators, row: int) -> list[dict[str, object]]:
    near = []
    for place, other in enumerate(found.neighbours[row].tolist()):
        if other >= 0:
            reasons = found.reasons(row, place, REASONS)
            near.append(
                {
                    "school": int(intake.school[other]),
                    "distance": round(float(found.distance[row, place]), 4),
                    "reasons": {reason.feature: round(reason.as_near, 4) for reason in reasons},
                }
            )
    return near
