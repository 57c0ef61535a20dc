"""What a trust's dividend page shows, put together once from a stored result."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from weald.charts.figure import Figure
from weald.charts.path import Shade
from weald.dividend.domain.checks import CheckRow, as_sentence, check_rows, checks_said
from weald.dividend.domain.contrasts import Finding, closer_together, hard_years
from weald.dividend.domain.pictures import funnel_figure, gap_figure, paths_figure
from weald.dividend.domain.together import Together, together
from weald.dividend.domain.words import Cell, among_all, beside_words, cells, lede, raw_claim
from weald.dividend.enums import Verdict
from weald.dividend.models import Result
from weald.dividend.queries.results import School, schools_by_id
from weald.measures.enums import Gap

PATH_COLUMNS = {
    "Year": "year",
    "Observed": "observed",
    "Counterfactual": "counterfactual",
    "Band from": "lower",
    "Band to": "upper",
    "Gap": "gap",
    "Schools": "n_schools",
    "Of them joined": "n_joined",
}
PATH_KEYS = {"year": "years"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One school of the trust with the schools it was compared with."""

    school: School
    first_year: int
    att: float
    donors: tuple[tuple[School, float], ...]


@dataclass(frozen=True, slots=True)
class TrustPage:
    lede: str
    cells: list[Cell]
    paths: Figure
    gaps: Figure
    together: Together
    closer: Finding
    hard: Finding
    checks: list[CheckRow]
    reasons: tuple[str, ...]
    compared: list[Compared]
    left_out: list[tuple[School, str]]
    funnel: Figure
    candidates: int
    among_all: str
    raw_claim: str
    beside: str
    donors: int

    @property
    def checks_said(self) -> str:
        return checks_said(self.checks)

    @property
    def open_checks(self) -> list[CheckRow]:
        """What the reader must not miss: safeguards that failed, and those nobody could test."""
        return [row for row in self.checks if not row.passed]

    @property
    def passed_checks(self) -> list[CheckRow]:
        return [row for row in self.checks if row.passed]

    @property
    def passed_said(self) -> str:
        many = len(self.passed_checks)
        return "The one that passed" if many == 1 else f"The {many} that passed"


def page_of(result: Result, results: Sequence[Result], address: str) -> TrustPage:
    """Put a result's page together; `results` are all of the trust that the reader may know of."""
    body = result.body
    pooled = together(results, result.run.group)
    named = schools_by_id(_school_ids(body))
    query = urlencode({"measure": result.run.measure.code, "group": result.run.group, "format": "csv"})
    compared = [_compared(school, named) for school in body["schools"]]
    return TrustPage(
        lede=opening(result, pooled),
        cells=cells(result),
        paths=paths_figure(result, shades_of(result), f"{address}?{query}"),
        gaps=gap_figure(result),
        together=pooled,
        closer=closer_together(result),
        hard=hard_years(result),
        checks=check_rows(body["checks"]),
        reasons=tuple(as_sentence(reason) for reason in body["reasons"]),
        compared=sorted(compared, key=lambda row: row.school.name),
        left_out=[(_name(row["unit"], named), row["reason"]) for row in body["left_out"]],
        funnel=funnel_figure(result),
        candidates=body["funnel"][0]["median"],
        among_all=among_all(result),
        raw_claim=raw_claim(result),
        beside=beside_words(result),
        donors=len({donor for school in body["schools"] for donor in school["donors"]}),
    )


def opening(result: Result, pooled: Together) -> str:
    """Lead with what can be said: where one measure cannot tell, perhaps all together can."""
    if result.verdict == Verdict.CANNOT_TELL and pooled.verdict:
        return f"{pooled.sentence} By itself: {lede(result)}"
    return lede(result)


def path_rows(result: Result) -> Iterator[dict[str, Any]]:
    """Give the path year by year: the numbers behind the picture."""
    path = result.body["calendar"]
    for index in range(len(path["years"])):
        yield {key: path[PATH_KEYS.get(key, key)][index] for key in PATH_COLUMNS.values()}


def shades_of(result: Result) -> tuple[Shade, ...]:
    """Shade the years in which no such results exist, neighbours as one."""
    notes = result.run.measure.notes.filter(kind=Gap.NEVER_EXISTED).order_by("year")
    shades: list[Shade] = []
    for year in notes.values_list("year", flat=True):
        if shades and year - shades[-1].end < 1:
            shades[-1] = Shade(shades[-1].start, year + 0.5, "no exams")
        else:
            shades.append(Shade(year - 0.5, year + 0.5, "no exams"))
    return tuple(shades)


def _school_ids(body: dict[str, Any]) -> set[int]:
    units = {school["unit"] for school in (*body["schools"], *body["left_out"])}
    return {int(unit) for unit in units | {donor for school in body["schools"] for donor in school["donors"]}}


def _name(unit: str, named: dict[int, School]) -> School:
    return named.get(int(unit), School("a school that is no longer recorded", "", ""))


def _compared(school: dict[str, Any], named: dict[int, School]) -> Compared:
    weights = zip(school["donors"], school["unit_weights"], strict=True)
    donors = tuple((_name(donor, named), weight * 100) for donor, weight in weights)
    return Compared(_name(school["unit"], named), school["first_year"], school["att"], donors)
