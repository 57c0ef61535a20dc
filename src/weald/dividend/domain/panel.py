"""From stored results to the panel an estimate is made from."""

import numpy as np

from weald.dividend.domain.cohorts import joins_from, kind_of
from weald.dividend.queries.cohorts import Stratum, strata, trust_joinings
from weald.measures.domain.panel import LongPanel, intake_panels, long_panel
from weald.measures.models import Measure
from wealdstats.panel import Joins, Panel
from wealdstats.types import FloatArray

# Who the pupils are: a change of them is a check, not a result.
INTAKE = ("pupils_fsm",)
# Larger than any year, so that school and year make one sortable number.
YEARS = 10_000


def sector_panel(measure: Measure, group: str) -> Panel:
    """Give every school's results with what it may be compared within; missing years are absent."""
    rows = long_panel(measure, group)
    known = {stratum.school: stratum for stratum in strata()}
    placed = np.isin(rows.school, np.fromiter(known, dtype=np.int64, count=len(known)))
    rows = _kept(rows, placed)
    schools = {str(school): known[int(school)] for school in np.unique(rows.school)}
    spoken = dict(Measure.objects.filter(code__in=INTAKE).values_list("code", "spoken"))
    covariates = {spoken[code]: aligned(rows, series) for code, series in intake_panels(INTAKE).items()}
    return Panel.from_long(
        [str(school) for school in rows.school.tolist()],
        rows.year.tolist(),
        rows.value,
        phase={unit: stratum.phase for unit, stratum in schools.items()},
        region={unit: stratum.region for unit, stratum in schools.items()},
        local_authority={unit: str(stratum.authority or "") for unit, stratum in schools.items()},
        kind={unit: kind_of(stratum) for unit, stratum in schools.items()},
        easting=_metres(schools, "easting"),
        northing=_metres(schools, "northing"),
        covariates={name: values for name, values in covariates.items() if np.isfinite(values).any()},
        pupils=rows.cohort,
    )


def sector_joins() -> Joins:
    return joins_from(trust_joinings())


def aligned(rows: LongPanel, series: LongPanel) -> FloatArray:
    """Give a series at the rows of another; NaN where it has no value for that school and year."""
    values = np.full(len(rows), np.nan)
    if not len(series):
        return values
    keys, wanted = series.school * YEARS + series.year, rows.school * YEARS + rows.year
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    found = keys[order[at]] == wanted
    values[found] = series.value[order[at[found]]]
    return values


def _kept(rows: LongPanel, keep: np.ndarray) -> LongPanel:
    return LongPanel(rows.school[keep], rows.year[keep], rows.value[keep], rows.cohort[keep])


def _metres(schools: dict[str, Stratum], side: str) -> dict[str, float]:
    places = ((unit, getattr(stratum, side)) for unit, stratum in schools.items())
    return {unit: float(place) for unit, place in places if place is not None}
