"""National figures: read for pages, and averaged anew after an import."""

from collections.abc import Collection

from django.db import connection, transaction

from weald.measures.enums import Basis
from weald.measures.models import NationalFigure

# An average of fewer schools says little of the country, and too much of the schools.
FEWEST_SCHOOLS = 10

AVERAGE = """
    INSERT INTO measures_nationalfigure (measure_id, year, "group", basis, value, schools)
    SELECT o.measure_id, o.year, o."group", 'schools',
        CASE WHEN count(o.cohort) = count(*) AND sum(o.cohort) > 0
             THEN sum(o.value * o.cohort) / sum(o.cohort) ELSE avg(o.value) END,
        count(*)
    FROM measures_observation o JOIN measures_release r ON r.id = o.release_id AND r.is_public
    WHERE o.measure_id = ANY(%s) AND o.value IS NOT NULL
    GROUP BY 1, 2, 3 HAVING count(*) >= %s
"""


@transaction.atomic
def refresh_averages(measure_ids: Collection[int]) -> None:
    """Average the schools' public results of these measures anew, for every year and group. Two statements.

    Weighted by pupils where every school says how many, otherwise each school once.
    """
    NationalFigure.objects.filter(basis=Basis.SCHOOLS, measure__in=measure_ids).delete()
    with connection.cursor() as cursor:
        cursor.execute(AVERAGE, [list(measure_ids), FEWEST_SCHOOLS])


def national_series(measure_ids: Collection[int]) -> dict[tuple[int, str, int], NationalFigure]:
    """Give the figure for each (measure, group, year): the published one where there is one."""
    figures = NationalFigure.objects.filter(measure__in=measure_ids)
    # SCHOOLS first, so that PUBLISHED, read later, takes its place.
    ordered = sorted(figures, key=lambda figure: figure.basis == Basis.PUBLISHED)
    return {(figure.measure_id, figure.group, figure.year): figure for figure in ordered}
