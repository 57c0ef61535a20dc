"""What each school achieves beyond what its intake predicts, worked out for all and kept."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt
from django.db import transaction

import wealdstats
from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor, permit
from weald.measures.domain.intake import FEATURES, Intake
from weald.measures.domain.panel import long_panel
from weald.measures.domain.pooled import Pooled, Sheet, comparable_years, pool, sheet_of
from weald.measures.enums import Direction
from weald.measures.models import Measure, Residual, VariationRun
from weald.measures.queries.catalogue import sources_of
from wealdstats.panel.digest import digest
from wealdstats.variation import PositiveDeviants, between_school_variance, positive_deviants

Floats = npt.NDArray[np.float64]

# Of the schools named, one in twenty may on average be a mistake.
Q = 0.05
# From fewer schools than this nothing is predicted.
FEWEST_SCHOOLS = 20
# A feature that fewer of them have would leave too many schools out.
WIDELY_KNOWN = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """What a school's figure is predicted from: shares of pupils, and its phase where there are several."""

    names: tuple[str, ...]
    matrix: Floats
    # Schools with all of them, of a phase that is no rarity.
    fits: npt.NDArray[np.bool_]


def look_for_deviants(measure: Measure, group: str, intake: Intake, *, by: Actor) -> VariationRun | None:
    """Work out what schools achieve beyond their intake, and keep it in place of what was known before.

    None where too few schools have comparable figures of two years; data seen before are not gone through
    again. Special and selective schools are left out: their intake says something else.
    """
    permit("measures.compare", by)
    began = perf_counter()
    sheet, rows = _ordinary(sheet_of(long_panel(measure, group), measure), intake)
    years = comparable_years(sheet, measure)
    pooled = pool(sheet, years)
    covariates = covariates_of(intake, rows, np.isfinite(pooled.value))
    value = np.where(covariates.fits, pooled.value, np.nan)
    if np.isfinite(value).sum() < FEWEST_SCHOOLS:
        VariationRun.objects.filter(measure=measure, group=group).delete()
        return None
    terms = f"{years} {measure.floor} {measure.direction}"
    data_hash = digest([sheet.school, sheet.value, sheet.variance, covariates.matrix, terms])
    last = VariationRun.objects.filter(measure=measure, group=group).first()
    if last and (last.data_hash, last.version) == (data_hash, wealdstats.__version__):
        return last
    found = positive_deviants(
        value,
        pooled.variance,
        covariates.matrix,
        q=Q,
        floor=measure.floor or 0.0,
        better="lower" if measure.direction == Direction.LOWER else "higher",
    )
    run = VariationRun(
        measure=measure,
        group=group,
        first_year=years[0],
        last_year=years[-1],
        schools=int(found.residuals.used.sum()),
        q=Q,
        floor=measure.floor or 0.0,
        body=_body(sheet, covariates, found) | {"sources": list(sources_of(measure, group))},
        data_hash=data_hash,
        version=wealdstats.__version__,
        seconds=perf_counter() - began,
    )
    return _keep(run, sheet, pooled, found, by=by)


def _ordinary(sheet: Sheet, intake: Intake) -> tuple[Sheet, npt.NDArray[np.int64]]:
    """Keep the ordinary schools that are open, and say which row of the intake each is."""
    at = np.minimum(np.searchsorted(intake.school, sheet.school), max(len(intake) - 1, 0))
    if not len(intake):
        return sheet.of(np.zeros(len(sheet.school), dtype=np.bool_)), at[:0]
    ordinary = np.array(intake.kind) == ""
    keep = (intake.school[at] == sheet.school) & ordinary[at]
    return sheet.of(keep), at[keep]


def covariates_of(
    intake: Intake, rows: npt.NDArray[np.int64], has_value: npt.NDArray[np.bool_]
) -> Covariates:
    """Choose what nearly every school with a value has, and phases of which there are enough."""
    columns = {
        feature.name: intake.numbers[feature.name][rows]
        for feature in FEATURES
        if not feature.is_label and feature.name != "pupils"
    }
    columns = {name: column for name, column in columns.items() if _tells(column[has_value])}
    phases = np.array(intake.phase, dtype=np.str_)[rows]
    counts = zip(*np.unique(phases[has_value], return_counts=True), strict=True)
    common = sorted((-int(count), str(phase)) for phase, count in counts if count >= FEWEST_SCHOOLS)
    # The commonest phase is what the others differ from.
    columns |= {f"phase {phase}": (phases == phase).astype(np.float64) for _, phase in common[1:]}
    matrix = np.column_stack([*columns.values()]) if columns else np.empty((len(rows), 0))
    fits = np.isfinite(matrix).all(axis=1) & np.isin(phases, [phase for _, phase in common])
    return Covariates(tuple(columns), matrix, fits)


def _tells(column: Floats) -> bool:
    known = column[np.isfinite(column)]
    return len(known) > 0 and len(known) >= WIDELY_KNOWN * len(column) and known.std() > 0


def _body(sheet: Sheet, covariates: Covariates, found: PositiveDeviants) -> dict[str, object]:
    model = found.residuals
    names = ("intercept", *covariates.names)
    told = np.isfinite(sheet.value).sum(axis=0) >= FEWEST_SCHOOLS / 2
    spread = between_school_variance(sheet.value[:, told], sheet.variance[:, told], years=sheet.years[told])
    return {
        "tau": float(np.sqrt(model.tau2)),
        "coefficients": dict(zip(names, model.coefficients.tolist(), strict=True)),
        "found": len(found.rows),
        "left_out": int((~model.used).sum()),
        "spread": [
            {"year": int(year), "tau": sd, "lower": low, "upper": high}
            for year, sd, low, high in zip(
                spread.years,
                spread.sd.tolist(),
                np.sqrt(spread.lower).tolist(),
                np.sqrt(spread.upper).tolist(),
                strict=True,
            )
        ],
    }


@transaction.atomic
def _keep(
    run: VariationRun, sheet: Sheet, pooled: Pooled, found: PositiveDeviants, *, by: Actor
) -> VariationRun:
    VariationRun.objects.filter(measure=run.measure, group=run.group).delete()
    run.save()
    model = found.residuals
    Residual.objects.bulk_create(
        (
            Residual(
                run=run,
                organisation_id=int(sheet.school[row]),
                value=float(pooled.value[row]),
                expected=float(model.expected[row]),
                residual=float(model.residual[row]),
                se=float(model.se[row]),
                q_value=float(found.q_value[row]),
                is_deviant=bool(found.is_deviant[row]),
            )
            for row in np.flatnonzero(model.used)
        ),
        batch_size=5_000,
    )
    ledger.append(
        Verb.ESTIMATED,
        run,
        by=by,
        audience=Audience.SECTOR,
        payload={"measure": run.measure.code, "group": run.group, "data": run.data_hash},
    )
    return run
