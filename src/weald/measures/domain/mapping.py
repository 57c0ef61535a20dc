"""How a file's columns become observations: mappings in TOML, shipped or made on the mapping screen."""

import tomllib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from weald.core.errors import WealdError
from weald.measures.domain.cells import SYMBOLS
from weald.measures.enums import Group, Missing

FOLDER = Path(__file__).resolve().parent.parent / "mappings"
SCHEMES = ("urn", "laestab")

TOP_KEYS = {
    "code", "name", "description", "publisher", "licence", "is_public", "order",
    "recognise", "school", "year", "rows", "missing", "figure", "tidy",
}  # fmt: skip
PART_KEYS = {
    "recognise": {"columns"},
    "school": {"column", "scheme"},
    "year": {"column", "value"},
    "rows": {"column", "schools", "national", "ignore"},
    "tidy": {"measure_column", "measure", "group_column", "value_column", "cohort_column", "scale"},
    "figure": {"column", "measure", "group", "cohort", "scale"},
}


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column of a wide table: which measure of which group it holds."""

    column: str
    measure: str
    group: str = Group.ALL.value
    cohort: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class TidyColumns:
    """Where a tidy table has its measure (or which one it is of), group, value and number of pupils."""

    value_column: str
    measure_column: str = ""
    measure: str = ""
    group_column: str = ""
    cohort_column: str = ""
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class RowKinds:
    """Which rows are schools, which are the country, which are left aside; by the values of one column."""

    column: str = ""
    schools: frozenset[str] = frozenset()
    national: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping, checked: every measure, group and reason it names is known by form."""

    code: str
    name: str
    school_column: str
    school_scheme: str = "urn"
    description: str = ""
    publisher: str = ""
    licence: str = ""
    is_public: bool = True
    order: int = 0
    recognise: tuple[str, ...] = ()
    year_column: str = ""
    year: int | None = None
    rows: RowKinds = RowKinds()
    symbols: dict[str, str] = field(default_factory=lambda: dict(SYMBOLS))
    figures: tuple[FigureColumn, ...] = ()
    tidy: TidyColumns | None = None

    def fits(self, columns: Sequence[str]) -> bool:
        return bool(self.recognise) and {plain(name) for name in self.recognise} <= {
            plain(c) for c in columns
        }


def plain(heading: str) -> str:
    """Compare headings without regard to case and spacing."""
    return " ".join(heading.split()).lower()


@lru_cache(maxsize=1)
def shipped_mappings() -> tuple[Mapping, ...]:
    found = [read_mapping(path) for path in FOLDER.glob("*.toml")]
    return tuple(sorted(found, key=lambda mapping: (mapping.order, mapping.name)))


def shipped_mapping(code: str) -> Mapping:
    for mapping in shipped_mappings():
        if mapping.code == code:
            return mapping
    known = ", ".join(mapping.code for mapping in shipped_mappings())
    raise WealdError(
        "An import needs a mapping.", f"There is none called {code!r}.", f"Choose one of {known}."
    )


def recognise(columns: Sequence[str]) -> Mapping | None:
    """Give the first shipped mapping (by its order) whose telling columns are all there."""
    return next((mapping for mapping in shipped_mappings() if mapping.fits(columns)), None)


def read_mapping(path: Path) -> Mapping:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path.name, f"cannot be read as TOML ({error})") from error
    return mapping_from(content, path.name)


def mapping_from(content: Dict[str, Any], name: str = "the mapping") -> Mapping:
    """Check a mapping and give it as an object; whatever is wrong is said with its place."""
    _check_keys(content, name)
    school, year, rows = (content.get(part, {}) for part in ("school", "year", "rows"))
    for key in ("code", "name"):
        _need(isinstance(content.get(key), str) and content[key], name, f"has no {key}")
    _need(school.get("column"), name, "does not say under [school] which column names the school")
    scheme = school.get("scheme", "urn")
    _need(scheme in SCHEMES, name, f"has [school] scheme {scheme!r}; known are {', '.join(SCHEMES)}")
    figures = tuple(_figure(entry, name) for entry in content.get("figure", []))
    tidy = _tidy(content["tidy"], name) if "tidy" in content else None
    _need(bool(figures) != bool(tidy), name, "needs either [[figure]] columns or a [tidy] part, one of them")
    return Mapping(
        code=content["code"],
        name=content["name"],
        school_column=school["column"],
        school_scheme=scheme,
        description=content.get("description", ""),
        publisher=content.get("publisher", ""),
        licence=content.get("licence", ""),
        is_public=bool(content.get("is_public", True)),
        order=int(content.get("order", 0)),
        recognise=tuple(content.get("recognise", {}).get("columns", ())),
        year_column=year.get("column", ""),
        year=year.get("value"),
        rows=_rows(rows, name),
        symbols=_symbols(content.get("missing", {}), name),
        figures=figures,
        tidy=tidy,
    )


def _check_keys(content: Dict[str, Any], name: str) -> None:
    unknown = sorted(content.keys() - TOP_KEYS)
    for part, keys in PART_KEYS.items():
        entries = content.get(part, {})
        for entry in entries if isinstance(entries, list) else [entries]:
            unknown += [f"{part}.{key}" for key in sorted(entry.keys() - keys)]
    _need(not unknown, name, f"has unknown keys: {', '.join(unknown)}")


def _figure(entry: Dict[str, Any], name: str) -> FigureColumn:
    for key in ("column", "measure"):
        _need(entry.get(key), name, f"has a [[figure]] without a {key}")
    figure = FigureColumn(**entry)
    _need(figure.group in Group.values, name, f"gives {figure.column} the unknown group {figure.group!r}")
    _need(figure.scale > 0, name, f"gives {figure.column} a scale that is not above 0")
    return figure


def _tidy(entry: Dict[str, Any], name: str) -> TidyColumns:
    _need(entry.get("value_column"), name, "does not say under [tidy] which column has the value")
    is_clear = bool(entry.get("measure_column")) != bool(entry.get("measure"))
    _need(is_clear, name, "needs under [tidy] either a measure_column or one measure")
    tidy = TidyColumns(**entry)
    _need(tidy.scale > 0, name, "has a [tidy] scale that is not above 0")
    return tidy


def _rows(entry: Dict[str, Any], name: str) -> RowKinds:
    _need(not entry or entry.get("column"), name, "does not say under [rows] which column tells them apart")
    kinds = {kind: frozenset(map(str, entry.get(kind, ()))) for kind in ("schools", "national", "ignore")}
    return RowKinds(entry.get("column", ""), **kinds)


def _symbols(entry: Dict[str, str], name: str) -> dict[str, str]:
    strange = sorted(set(entry.values()) - set(Missing.values))
    _need(not strange, name, f"gives under [missing] unknown reasons: {', '.join(strange)}")
    own = {"" if symbol == "blank" else symbol.lower(): reason for symbol, reason in entry.items()}
    return {symbol: str(reason) for symbol, reason in (SYMBOLS | own).items()}


def _need(condition: object, name: str, finding: str) -> None:
    if not condition:
        raise _wrong(name, finding)


def _wrong(name: str, finding: str) -> WealdError:
    return WealdError(
        "An import needs a mapping that says what each column is.",
        f"{name} {finding}.",
        "Mend it; docs/reference/mappings.md explains every key.",
    )
