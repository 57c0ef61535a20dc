"""Whom each school teaches and where: the features by which schools are compared, and predicted from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from weald.measures.domain.panel import LongPanel, intake_panels
from weald.measures.queries.intake import open_schools

Floats = npt.NDArray[np.float64]

SPECIAL_GROUPS = ("special", "alternative", "pupil referral")
# A share that is this much older than the newest says little of the pupils of today.
OLDEST = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing in which schools are alike or not, and how much it counts.

    A difference of a label counts as much as one over the whole range of a number, so labels weigh little.
    """

    name: str
    label: str
    weight: float
    is_label: bool = False


FEATURES = (
    Feature("fsm", "free school meals", 3),
    Feature("eal", "English as an additional language", 1),
    Feature("sen_support", "special educational needs support", 0.5),
    Feature("sen_ehcp", "education, health and care plans", 0.5),
    Feature("pupils", "number of pupils", 1),
    Feature("urban_rural", "town or country", 0.25, is_label=True),
    Feature("region", "region", 0.1, is_label=True),
)
SHARES = {
    "fsm": "pupils_fsm",
    "eal": "pupils_eal",
    "sen_support": "pupils_sen_support",
    "sen_ehcp": "pupils_sen_ehcp",
}


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """Every open school's features: numbers with NaN and words with "" where they are not known."""

    school: npt.NDArray[np.int64]
    phase: tuple[str, ...]
    kind: tuple[str, ...]
    numbers: Mapping[str, Floats]
    labels: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.school)

    @property
    def within(self) -> list[str]:
        """Say among which each school is compared: those of its phase and kind."""
        return [f"{phase} {kind}".strip() for phase, kind in zip(self.phase, self.kind, strict=True)]

    def parts(self) -> Iterator[str | npt.NDArray[np.generic]]:
        """Give everything in it, in one order, to be hashed."""
        yield self.school
        yield from (np.array(self.within, dtype=np.str_), *self.numbers.values())
        yield from (np.array(words, dtype=np.str_) for words in self.labels.values())

    def of(self, row: int) -> dict[str, float | str]:
        """Give what is known of one school."""
        known: dict[str, float | str] = {"phase": self.phase[row], "kind": self.kind[row]}
        known |= {name: float(column[row]) for name, column in self.numbers.items()}
        known |= {name: words[row] for name, words in self.labels.items()}
        return {name: value for name, value in known.items() if value not in ("", None) and value == value}


def sector_intake() -> Intake:
    """Gather the intake of every open school, from the register and published shares. Three queries."""
    facts = list(open_schools())
    school = np.array([one.school for one in facts], dtype=np.int64)
    panels = intake_panels(SHARES.values())
    numbers = {name: latest_of(panels[code], school) for name, code in SHARES.items()}
    registered = _floats(one.fsm_percent for one in facts)
    if np.isfinite(registered).sum() > np.isfinite(numbers["fsm"]).sum():
        # Two definitions are never mixed: the one that more schools have is taken for all.
        numbers["fsm"] = registered
    numbers["pupils"] = _floats(one.pupils or None for one in facts)
    return Intake(
        school=school,
        phase=tuple(one.phase for one in facts),
        kind=tuple(
            kind_of_school(one.type_group, one.establishment_type, one.admissions_policy) for one in facts
        ),
        numbers=numbers,
        labels={
            "urban_rural": tuple(town_or_country(one.urban_rural) for one in facts),
            "region": tuple(one.region for one in facts),
        },
    )


def latest_of(panel: LongPanel, school: npt.NDArray[np.int64]) -> Floats:
    """Give each school's latest value that is not much older than the newest of all; NaN where none is."""
    found = np.full(len(school), np.nan)
    if not len(panel) or not len(school):
        return found
    recent = panel.year > panel.year.max() - OLDEST
    ids, values = panel.school[recent], panel.value[recent]
    # Rows rise by school and year: the last of each school is its latest.
    at = np.searchsorted(ids, school, side="right") - 1
    has = (at >= 0) & (ids[at] == school)
    found[has] = values[at[has]]
    return found


def town_or_country(register_words: str) -> str:
    """Shorten the register's many classes, such as “(England/Wales) Urban city and town”, to two."""
    said = register_words.lower()
    return next((word for word in ("urban", "rural") if word in said), "")


def kind_of_school(type_group: str, establishment_type: str, admissions_policy: str) -> str:
    """Say what sets a school apart from those it may be compared with; empty for an ordinary one."""
    described = f"{type_group} {establishment_type}".lower()
    if any(word in described for word in SPECIAL_GROUPS):
        return "special"
    return "selective" if admissions_policy.lower() == "selective" else ""


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
