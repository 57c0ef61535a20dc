"""A trust's variation and those of its schools that do better than their intake predicts, as one part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weald.charts.figure import Figure
from weald.core.permissions import Actor
from weald.measures.domain.beyond import Deviant, beyond_figure, deviants
from weald.measures.domain.spread import spread_of
from weald.measures.domain.spread_pictures import SpreadPictures, draw
from weald.measures.domain.trust import TrustPicture, sources_words
from weald.measures.models import Measure, VariationRun
from weald.measures.queries.comparison import likenesses_of, residuals_of, run_of
from weald.schools.models import Organisation


@dataclass(frozen=True, slots=True)
class TrustVariation:
    """What a trust's page says beyond each school's figure; what cannot be said is None."""

    run: VariationRun | None
    spread: SpreadPictures | None
    beyond: Figure | None
    found: tuple[Deviant, ...]


def beyond_rows(schools: Sequence[int], measure: Measure, group: str, actor: Actor) -> Iterator[Deviant]:
    """Give what each of these schools achieves beyond its intake, found or not, by name."""
    run = run_of(measure, group, actor)
    if run is not None:
        run.measure = measure
        known = residuals_of(schools, run, actor)
        yield from deviants((known[school] for school in schools if school in known), run, actor)


def trust_variation(
    schools: Sequence[Organisation],
    picture: TrustPicture,
    measure: Measure,
    group: str,
    actor: Actor,
    csv_url: str,
) -> TrustVariation:
    """Put together how far the schools lie apart and who does better than predicted. Six queries at most."""
    names = {school.pk: school.name for school in schools}
    run = run_of(measure, group, actor)
    if run:
        run.measure = measure
    residuals = residuals_of(names, run, actor) if run else {}
    spread = spread_of(picture.known, measure, picture.year, run, likenesses_of(names, actor))
    by_name = sorted(residuals.values(), key=lambda one: (names[one.organisation_id], one.organisation_id))
    found = [one for one in by_name if one.is_deviant]
    drawn = [(school.pk, school.name) for school in schools if school not in picture.without]
    source = sources_words(measure, dict(enumerate(picture.known)))
    return TrustVariation(
        run=run,
        spread=draw(spread, measure, run, names, source) if spread else None,
        beyond=beyond_figure(drawn, residuals, run, csv_url) if run else None,
        found=tuple(deviants(found, run, actor)) if run and found else (),
    )
