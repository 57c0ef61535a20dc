"""Small result files, and what a database holds before and after them."""

from weald.core.enums import ImportMode
from weald.core.permissions import SYSTEM
from weald.measures.domain.importing import import_results
from weald.measures.models import NationalFigure, Observation

KS2_TABLES = (
    "URN,KS2 Pupils,Reading Progress,Reading Score,Writing Progress,Maths Progress,Maths Score,"
    "Overall Meet Std,Overall Exceed Std,Academic Year"
)
TIDY = "urn,year,measure,group,value,cohort"


def write(folder, content, name="results.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def bring_in(folder, content, name="results.csv", *, by=SYSTEM, mode=ImportMode.GOOD_ROWS, **options):
    """Import a small file as the command line would."""
    return import_results(write(folder, content, name), by=by, mode=mode, **options)


def table(heading, *rows):
    return "\r\n".join([heading, *rows, ""])


def held():
    """Every observation, as (URN, measure, year, group) → (value, cohort, missing)."""
    rows = Observation.objects.values_list(
        "organisation__identifiers__value", "measure__code", "year", "group", "value", "cohort", "missing"
    )
    return {row[:4]: row[4:] for row in rows}


def published():
    rows = NationalFigure.objects.values_list("measure__code", "year", "group", "basis", "value")
    return {row[:4]: row[4] for row in rows}


def reasons(run):
    return {rejection.line: rejection.reason for rejection in run.rejections.all()}
