"""What a pulse may show: nothing about fewer than k people, alone, by subtraction, or after a look before."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TypeAlias

import numpy as np

from wealdstats.disclosure.cells import TOLERANCE, Bounds, Cell, Key, Sum
from wealdstats.disclosure.suppress import hidden_cells
from wealdstats.errors import InputError
from wealdstats.types import BoolArray, FloatArray, IntArray, Result

Group: TypeAlias = tuple[str, str]
EVERYBODY: Group = ("all", "")
NOT_SAID = "not said"
FEWEST = 5
AUDITED_AT_MOST = 300


@dataclass(frozen=True, slots=True, eq=False)
class PulseResults(Result):
    """What is shown, one row a wave and group.

    Parameters
    ----------
    wave : ndarray of int (m,)
        Wave of each row.
    dimension, level : tuple of str (m,)
        Group of each row: a dimension and a level of it, or ``"all"`` and nothing.
    count, mean : ndarray (m,)
        Answers and their mean; NaN where not shown. Small groups and groups that protect them look alike:
        telling them apart would tell too much.
    is_shown : ndarray of bool (m,)
        Whether there is something to read.
    k : int
        Fewest people anything is said about.
    checked_over_time : bool
        Whether waves were compared person by person.

    Notes
    -----
    Source: docs/methods/pulse_results.md.

    Examples
    --------
    >>> found = pulse_results(np.array([1, 5, 3, 4, 2, 3]), np.zeros(6, int), {"team": list("aaaaab")})
    >>> found.level, found.is_shown
    (('', 'a', 'b'), array([ True, False, False]))
    """

    wave: IntArray
    dimension: tuple[str, ...]
    level: tuple[str, ...]
    count: FloatArray
    mean: FloatArray
    is_shown: BoolArray
    k: int
    checked_over_time: bool


@dataclass(frozen=True, slots=True)
class _Answers:
    answer: FloatArray
    wave: IntArray
    export: IntArray
    person: IntArray | None
    groups: dict[Group, BoolArray]
    atom: IntArray
    k: int
    low: float
    high: float
    doubt: float

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.low, self.high, self.doubt)


def pulse_results(
    answer: FloatArray,
    wave: IntArray,
    groups: Mapping[str, Sequence[str]],
    *,
    k: int = FEWEST,
    low: float = 1.0,
    high: float = 5.0,
    doubt: float = 0.25,
    export: IntArray | None = None,
    person: IntArray | None = None,
) -> PulseResults:
    """Give the mean of each group and wave from which nobody's answer follows, now or with what was shown.

    Parameters
    ----------
    answer : ndarray (n,)
        Answers from ``low`` to ``high``; NaN for none given, which is left out.
    wave : ndarray of int (n,)
        Which pulse.
    groups : mapping of str to sequence of str (n,)
        Dimensions (team, role, …) and everybody's level in each; empty for not said, a level of its own.
    k : int
        Fewest people anything is said about, at least 5.
    low, high : float
        Ends of the scale.
    doubt : float
        Share of the scale by which the mean of fewer than k must stay open; a quarter is a step of five.
    export : ndarray of int (n,), optional
        How many times the wave had been shown before the answer came. What each showing told is worked out
        again, and the next may not give away, by difference, who came since. 0 for all where left out.
    person : ndarray of int (n,), optional
        Pseudonyms, the same in every wave. With them, a group of which fewer than k came or went since it
        was last shown is not shown: people who answer as before would be told from those who changed.

    Returns
    -------
    PulseResults
        What may be shown after the last export.

    Raises
    ------
    InputError
        Where an argument cannot be used, or groups cross in more than 300 ways within a wave.

    Notes
    -----
    Source: docs/methods/pulse_results.md, on `hidden_cells`. Without ``person`` waves are taken as unrelated,
    and the result says so. Somebody who knows what some of a group answered can work out more.

    Examples
    --------
    >>> role = ["teacher"] * 6 + ["support"] * 6
    >>> answers = np.array([4, 5, 3, 4, 4, 5, 2, 3, 2, 1, 3, 3])
    >>> found = pulse_results(answers, np.zeros(12, int), {"role": role})
    >>> found.mean.round(2)
    array([3.25, 2.33, 4.17])
    """
    given = _read(answer, wave, groups, export, person, k, (low, high, doubt))
    rows: list[tuple[int, Group, float, float]] = []
    last: dict[Group, BoolArray] = {}
    for number in np.unique(given.wave).tolist():
        shown = _wave(given, given.wave == number, last)
        for group, members in given.groups.items():
            present = members & (given.wave == number)
            if present.any():
                count, mean = shown.get(group, (np.nan, np.nan))
                rows.append((number, group, count, mean))
                last |= {group: present} if group in shown else {}
    return PulseResults(
        wave=np.array([row[0] for row in rows], np.int64),
        dimension=tuple(row[1][0] for row in rows),
        level=tuple(row[1][1] for row in rows),
        count=np.array([row[2] for row in rows], np.float64),
        mean=np.array([row[3] for row in rows], np.float64),
        is_shown=~np.isnan([row[3] for row in rows]),
        k=k,
        checked_over_time=person is not None,
    )


def _read(
    answer: FloatArray,
    wave: IntArray,
    groups: Mapping[str, Sequence[str]],
    export: IntArray | None,
    person: IntArray | None,
    k: int,
    scale: tuple[float, float, float],
) -> _Answers:
    answers, waves = np.asarray(answer, np.float64), np.asarray(wave)
    exports = np.zeros(answers.shape, np.int64) if export is None else np.asarray(export)
    people = waves if person is None else np.asarray(person)
    columns = {name: np.asarray(levels, dtype=np.str_) for name, levels in groups.items()}
    shapes = {each.shape for each in (waves, exports, people, *columns.values())}
    whole = all(each.dtype.kind in "iu" for each in (waves, exports, people))
    if answers.ndim != 1 or shapes != {answers.shape} or not whole or EVERYBODY[0] in columns:
        found = f"answers {answers.shape}, others {sorted(map(str, shapes))}"
        raise InputError(
            "an answer, whole numbers and levels a row, no dimension called all", found, "align them"
        )
    if k < FEWEST or not (scale[0] < scale[1] and 0.0 < scale[2] <= 1.0):
        found = f"k {k}, low, high and doubt {scale}"
        raise InputError("k of 5 or more, a scale and a doubt that are not empty", found, "change it")
    told = ~np.isnan(answers)
    answers = answers[told]
    if ((answers < scale[0]) | (answers > scale[1])).any():
        raise InputError("answers on the scale", "others", "change low and high")
    masks: dict[Group, BoolArray] = {EVERYBODY: np.ones(len(answers), np.bool_)}
    table = np.empty((len(answers), len(columns)), np.int64)
    for j, (name, levels) in enumerate(columns.items()):
        named = np.where(levels == "", NOT_SAID, levels)[told]
        distinct, table[:, j] = np.unique(named, return_inverse=True)
        masks |= {(name, level): named == level for level in distinct.tolist()}
    atom = np.unique(table, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
    pseudonyms = people[told] if person is not None else None
    return _Answers(answers, waves[told], exports[told], pseudonyms, masks, atom, k, *scale)


def _wave(
    given: _Answers, inside: BoolArray, last: Mapping[Group, BoolArray]
) -> dict[Group, tuple[float, float]]:
    """Show one wave as often as it was shown, each time with all that was told before; return the last."""
    shown: dict[Group, tuple[float, float]] = {}
    known: dict[Group, Cell] = {}
    for export in np.unique(given.export[inside]).tolist():
        present = inside & (given.export <= export)
        cells = {
            group: _cell(given, group, members & present, last) for group, members in given.groups.items()
        }
        cells = {group: cell for group, cell in cells.items() if cell.count}
        for group, before in known.items():
            if cells[group].count == before.count:
                cells[group] = replace(cells[group], is_public=True, is_latent=False)
        atoms = _atoms(given, present)
        sums = [*_partitions(cells), *_nested(given, present, cells), *_crossings(given, present, cells)]
        sums += [Sum(group, (("before", group), ("since", group))) for group in known]
        earlier = [replace(cell, key=("before", group), is_public=True) for group, cell in known.items()]
        hidden = hidden_cells([*cells.values(), *earlier, *atoms], sums, given.bounds)
        shown = {g: (float(cell.count), cell.value) for g, cell in cells.items() if g not in hidden}
        known |= {group: cells[group] for group in shown}
    return shown


def _cell(given: _Answers, group: Group, members: BoolArray, last: Mapping[Group, BoolArray]) -> Cell:
    """Make a group's cell; latent where it would tell of the few who came or went, or of all."""
    count = int(members.sum())
    mean = float(given.answer[members].mean()) if count else 0.0
    # Where the mean leaves no room from an end of the scale, it says what everybody answered.
    is_telling = count * min(given.high - mean, mean - given.low) < given.bounds.least_doubt - TOLERANCE
    if given.person is not None and group in last:
        moved = np.setxor1d(given.person[members], given.person[last[group]]).size
        is_telling |= 0 < moved < given.k
    return Cell(group, count, mean, count + 1 if is_telling else given.k, is_latent=is_telling)


def _atoms(given: _Answers, present: BoolArray) -> list[Cell]:
    """People alike in every dimension: never shown, and protected where they are few."""
    numbers, counts = np.unique(given.atom[present], return_counts=True)
    if len(numbers) > AUDITED_AT_MOST:
        need = f"at most {AUDITED_AT_MOST} kinds of people in a wave"
        raise InputError(need, f"{len(numbers)}", "ask for fewer dimensions, or part by part")
    means = [float(given.answer[present & (given.atom == number)].mean()) for number in numbers]
    triples = zip(numbers.tolist(), counts.tolist(), means, strict=True)
    return [Cell(("atom", number), n, mean, given.k, is_latent=True) for number, n, mean in triples]


def _partitions(cells: Mapping[Group, Cell]) -> Iterator[Sum]:
    """Split everybody along each dimension."""
    for name in sorted({group[0] for group in cells} - {EVERYBODY[0]}):
        yield Sum(EVERYBODY, tuple(group for group in cells if group[0] == name))


def _nested(given: _Answers, present: BoolArray, cells: Mapping[Group, Cell]) -> Iterator[Sum]:
    """Yield groups that hold another but for a few: those follow by subtraction."""
    for whole, part in permutations(cells, 2):
        rest = cells[whole].count - cells[part].count
        is_near = whole != EVERYBODY and 0 < rest < given.k
        if is_near and not (given.groups[part] & present & ~given.groups[whole]).any():
            but: Hashable = ("but", whole, part)
            yield Sum(whole, (part, but))


def _crossings(given: _Answers, present: BoolArray, cells: Mapping[Group, Cell]) -> Iterator[Sum]:
    """Make every group up of people alike in all dimensions."""
    for group in cells:
        numbers = np.unique(given.atom[present & given.groups[group]]).tolist()
        parts: tuple[Key, ...] = tuple(("atom", number) for number in numbers)
        yield Sum(group, parts)
