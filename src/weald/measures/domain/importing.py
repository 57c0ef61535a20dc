"""Bringing a results file in: the register's promises, for observations.

Idempotent: the same file again changes nothing. A blank never replaces anything, an organisation's own
figure never a published one, and a number of pupils once known stays known while the figure is the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from django.utils import timezone

from weald.core.enums import ImportMode
from weald.core.errors import WealdError
from weald.core.models import ImportRun
from weald.core.permissions import Actor, permit
from weald.imports.reading import Table, digest_of, open_table
from weald.imports.run import Report, begin, run_import, silent
from weald.imports.staging import Findings, execute, fetch, findings, reject_repeats
from weald.measures.domain.cells import year_in
from weald.measures.domain.mapping import Mapping, recognise
from weald.measures.domain.reader import Read, ResultsReader, Schools
from weald.measures.domain.refresh import ask_for_refresh
from weald.measures.enums import Group, Missing
from weald.measures.models import Release
from weald.measures.queries.national import refresh_averages
from weald.measures.queries.resolving import (
    known_measures,
    schools_by_laestab,
    schools_by_urn,
    schools_led_from,
)
from weald.measures.rules import LEADERS, may_import_anything

STAGED = (
    ("organisation_id", "bigint"),
    ("measure_id", "bigint NOT NULL"),
    ("year", "smallint NOT NULL"),
    ("group", "text NOT NULL"),
    ("value", "float8"),
    ("cohort", "integer"),
    ("missing", "text NOT NULL"),
)
KIND = "results."
KEY = ("organisation_id", "measure_id", "year", "group")
PUBLISHED_ALREADY = "a published figure is here, which an organisation's own does not replace"

# A row of which one figure is rejected is rejected whole, so that mending it brings all of it in.
WHOLE_ROWS = """
    UPDATE staged SET outcome = 'rejected', reason = found.reason
    FROM (SELECT line, min(reason) AS reason FROM staged WHERE outcome = 'rejected' GROUP BY line) found
    WHERE staged.line = found.line AND outcome IS NULL
"""
KEEP_PUBLISHED = """
    UPDATE staged s SET outcome = 'ignored', reason = %s
    FROM measures_observation o JOIN measures_release r ON r.id = o.release_id AND r.is_public
    WHERE s.outcome IS NULL AND o.organisation_id = s.organisation_id AND o.measure_id = s.measure_id
        AND o.year = s.year AND o."group" = s."group"
"""
# The number of pupils that will stand: the new one, or the old where the figure is as it was.
COHORT = """COALESCE({new}.cohort, CASE WHEN {new}.value IS NOT DISTINCT FROM {old}.value
    AND {new}.missing = {old}.missing THEN {old}.cohort END)"""
# A blank says less than anything that is there.
DIFFERS = """NOT ({new}.missing = 'blank' AND {old}.missing <> 'blank') AND (
    {new}.value IS DISTINCT FROM {old}.value OR {new}.missing <> {old}.missing
    OR {cohort} IS DISTINCT FROM {old}.cohort
    OR (%(is_public)s AND NOT (SELECT r.is_public FROM measures_release r WHERE r.id = {old}.release_id)))"""
# Figures that a file takes away come first: a number that becomes "suppressed" deserves a second look.
EXAMPLES = """
    SELECT i.value || ' ' || t.name, m.name, s.year, s."group", o.value, o.missing, s.value, s.missing
    FROM staged s
    JOIN measures_observation o USING (organisation_id, measure_id, year, "group")
    JOIN measures_measure m ON m.id = s.measure_id
    JOIN schools_organisation t ON t.id = s.organisation_id
    LEFT JOIN schools_identifier i ON i.organisation_id = t.id AND i.scheme = 'urn'
    WHERE s.outcome IS NULL AND {differs}
    ORDER BY s.value IS NULL AND o.value IS NOT NULL DESC, s.line LIMIT 20
"""
MERGE = """
    WITH done AS (
        INSERT INTO measures_observation AS o
            (organisation_id, measure_id, year, "group", value, cohort, missing, release_id)
        SELECT organisation_id, measure_id, year, "group", value, cohort, missing, %(release)s
        FROM staged WHERE outcome IS NULL AND organisation_id IS NOT NULL
        ON CONFLICT (measure_id, "group", year, organisation_id) DO UPDATE SET
            value = excluded.value, missing = excluded.missing, cohort = {cohort},
            release_id = excluded.release_id
        WHERE {differs}
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM done
"""
MERGE_NATIONAL = """
    WITH done AS (
        INSERT INTO measures_nationalfigure AS n (measure_id, year, "group", basis, value)
        SELECT measure_id, year, "group", 'published', value
        FROM staged WHERE outcome IS NULL AND organisation_id IS NULL AND value IS NOT NULL
        ON CONFLICT (measure_id, year, "group", basis) DO UPDATE SET value = excluded.value
        WHERE n.value <> excluded.value
        RETURNING xmax = 0 AS is_new
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM done
"""


class ResultsImporter:
    """Results by one mapping, as `core.imports` runs it."""

    def __init__(
        self, mapping: Mapping, *, file_hash: str, name: str, year: int | None, is_public: bool, by: Actor
    ) -> None:
        permit("measures.import", by)
        if is_public:
            permit("measures.import_published", by)
        self.mapping, self.year, self.is_public, self.by = mapping, year, is_public, by
        self.file_hash, self.file_name = file_hash, name
        self.kind = kind_of(mapping)

    @property
    def staged(self) -> Sequence[tuple[str, str]]:
        return STAGED

    def bind(self, table: Table) -> ResultsReader:
        return reader_for(self.mapping, table, year=self.year, by=self.by)

    def rows(self, values: dict[str, object]) -> Iterable[Sequence[object]]:
        read = cast("Read", values["read"])
        for figure in read.figures:
            yield (
                read.school,
                figure.measure.pk,
                read.year,
                figure.group,
                figure.value,
                figure.cohort,
                figure.missing,
            )

    def merge(self) -> Findings:
        reject_repeats(KEY)
        execute(WHOLE_ROWS)
        if not self.is_public:
            execute(KEEP_PUBLISHED, [PUBLISHED_ALREADY])
        examples = fetch(_sql(EXAMPLES, new="s", old="o"), {"is_public": self.is_public})
        found = findings(map(changed_words, examples))
        [(waiting,)] = fetch("SELECT count(*) FROM staged WHERE outcome IS NULL")
        counts = self._write() if waiting else Counter[str]()
        counts["unchanged"] = int(str(waiting)) - counts["added"] - counts["changed"]
        found.counts.update(counts)
        return found

    def _write(self) -> Counter[str]:
        values = {"release": self._release().pk, "is_public": self.is_public}
        [schools] = fetch(_sql(MERGE, new="excluded", old="o"), values)
        [national] = fetch(MERGE_NATIONAL) if self.is_public else [(0, 0)]
        refresh_averages(
            [int(str(pk)) for (pk,) in fetch("SELECT DISTINCT measure_id FROM staged WHERE outcome IS NULL")]
        )
        added, changed = (int(str(a)) + int(str(b)) for a, b in zip(schools, national, strict=True))
        return Counter(added=added, changed=changed)

    def _release(self) -> Release:
        release, _ = Release.objects.update_or_create(
            file_hash=self.file_hash,
            defaults={
                "name": f"{self.mapping.name}: {self.file_name}"[:160],
                "publisher": self.mapping.publisher,
                "licence": self.mapping.licence,
                "mapping": self.mapping.code,
                "is_public": self.is_public,
            },
        )
        return release


def changed_words(row: Sequence[object]) -> tuple[str, str, str, str]:
    """Say a change to a figure: whose, which, and what it was and will be."""
    who, measure, year, group, old, old_missing, new, new_missing = row
    which = f"{measure} {year}, {Group(str(group)).label}"
    return str(who), which, _said(old, old_missing), _said(new, new_missing)


def _said(value: object, missing: object) -> str:
    return Missing(str(missing)).label if value is None else f"{value:g}"


def kind_of(mapping: Mapping) -> str:
    return f"{KIND}{mapping.code}"[:64]


def own_schools(actor: Actor) -> frozenset[int] | None:
    """Give the schools whose figures this person may bring in; None for every school."""
    if may_import_anything(actor):
        return None
    led = frozenset(role.organisation_id for role in actor.roles if role.kind in LEADERS)
    return schools_led_from(led, timezone.localdate())


def reader_for(mapping: Mapping, table: Table, *, year: int | None, by: Actor) -> ResultsReader:
    """Lay a mapping onto a file as this person would import it. Three queries."""
    is_by_urn = mapping.school_scheme == "urn"
    schools = Schools(
        by_urn=schools_by_urn() if is_by_urn else {},
        by_laestab={} if is_by_urn else schools_by_laestab(),
        only=own_schools(by),
    )
    told = year if year is not None else year_in(table.name)
    return ResultsReader(mapping, table, known_measures(), schools, told)


def recognised_mapping(path: Path, name: str = "") -> Mapping:
    """Tell by its columns how a file is to be read, or say that nobody knows."""
    with open_table(path, name) as table:
        mapping = recognise(table.columns)
        if mapping is None:
            seen = ", ".join(column or "(blank)" for column in table.columns[:8])
            raise WealdError(
                "Results need columns that a mapping knows.",
                f"{table.name} begins with the headings: {seen[:300]}.",
                "Choose a mapping yourself, or say on the mapping screen what each column is.",
            )
    return mapping


def import_results(
    path: Path,
    *,
    by: Actor,
    mode: ImportMode,
    mapping: Mapping | None = None,
    year: int | None = None,
    is_public: bool | None = None,
    name: str = "",
    report: Report = silent,
) -> ImportRun:
    """Read a results file and apply it as the mode says; give the run with what came of it."""
    mapping = mapping or recognised_mapping(path, name)
    importer = ResultsImporter(
        mapping,
        file_hash=digest_of(path),
        name=name or path.name,
        year=year,
        is_public=mapping.is_public if is_public is None else is_public,
        by=by,
    )
    run = begin(path, kind=importer.kind, mode=mode, by=by, name=name)
    return have_read(run, importer, path, by=by, report=report)


def have_read(
    run: ImportRun, importer: ResultsImporter, path: Path, *, by: Actor, report: Report
) -> ImportRun:
    """Run an import, and where it changed published figures have what rests on them worked out again."""
    run = run_import(run, importer, path, by=by, report=report)
    if run.was_applied and importer.is_public and (run.rows_added or run.rows_changed):
        ask_for_refresh(by)
    return run


def _sql(statement: str, *, new: str, old: str) -> str:
    cohort = COHORT.format(new=new, old=old)
    return statement.format(cohort=cohort, differs=DIFFERS.format(new=new, old=old, cohort=cohort))
