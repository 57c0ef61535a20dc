"""Making a whole simulated sector: drawn from a seed, written, and its dividends estimated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from django.db import connection, transaction

from weald.core.errors import WealdError
from weald.core.permissions import SYSTEM
from weald.dividend.domain.estimate import estimate, rule_for
from weald.measures.domain.catalogue import load_catalogue
from weald.measures.domain.refresh import refresh
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.measures.queries.national import refresh_averages
from weald.schools.domain.vocabulary import load_vocabulary
from weald.schools.models import Organisation
from weald.search.domain.documents import learn_all
from weald.search.domain.learning import count_words
from weald.simulate.cast import CAST, STORY_BODIES
from weald.simulate.results import SERIES, results_of
from weald.simulate.sector import draw_sector
from weald.simulate.sizes import SIZES, Size
from weald.simulate.story.play import play_story
from weald.simulate.story.released import release_to_inspectorate
from weald.simulate.write import write_observations, write_organisations, write_people

# Fewer than this are too few to be compared with, unless the whole sector is small.
MIN_DONORS = 10

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Simulated:
    schools: int
    trusts: int
    people: int
    observations: int
    runs: int


def simulate(size_name: str, seed: int, progress: Progress | None = None) -> Simulated:
    """Fill an empty database with an invented sector. All of it is written, or nothing."""
    if Organisation.objects.exists():
        raise WealdError(
            "A simulated sector is written into an empty database.",
            "This one already holds schools.",
            "Use another data folder (WEALD_DATA) or another database.",
        )
    size = SIZES[size_name]
    tell = progress or (lambda done, total, what: None)
    rng = np.random.default_rng(seed)
    steps = 5 + _estimates()
    with transaction.atomic():
        tell(0, steps, "schools and trusts")
        load_catalogue()
        load_vocabulary()
        sector = draw_sector(size, rng)
        written = write_organisations(sector, STORY_BODIES if size.has_story else ())
        tell(1, steps, "people")
        people = write_people(CAST if size.has_story else (), size.people, written, rng)
        tell(2, steps, "results")
        observations = write_observations(results_of(sector, rng), written, seed)
        codes = [series.code for series in SERIES]
        refresh_averages(Measure.objects.filter(code__in=codes).values_list("pk", flat=True))
        if size.has_story:
            tell(3, steps, "a school year of practices and people")
            play_story()
    with connection.cursor() as cursor:
        tell(3, steps, "statistics of the tables")
        cursor.execute("ANALYZE")
    runs = _estimate_all(size, seed, lambda done, what: tell(4 + done, steps, what))
    if size.has_story:
        release_to_inspectorate()
    tell(steps - 1, steps, "schools like each other")
    refresh(by=SYSTEM)
    for _ in learn_all():
        pass
    count_words()
    tell(steps, steps, "done")
    return Simulated(len(sector.schools), len(sector.trusts), len(people), observations, runs)


def _estimates() -> int:
    return sum(series.carries_effect for series in SERIES) + 1


def _estimate_all(size: Size, seed: int, tell: Callable[[int, str], None]) -> int:
    """Estimate each outcome for all pupils, and the first of them for disadvantaged pupils too."""
    wanted = [(series.code, Group.ALL) for series in SERIES if series.carries_effect]
    wanted.append((SERIES[0].code, Group.DISADVANTAGED))
    for done, (code, group) in enumerate(wanted):
        measure = Measure.objects.get(code=code)
        tell(done, f"dividend: {measure.name}")
        rule = replace(rule_for(measure), donors=size.donors, min_donors=min(size.donors, MIN_DONORS))
        estimate(measure, group, by=SYSTEM, rule=rule, seed=seed)
    return len(wanted)
