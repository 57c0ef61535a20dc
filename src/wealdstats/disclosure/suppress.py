"""Which cells to hide so that no small one can be worked out again from what is shown.

Primary: a cell of fewer people than its threshold is hidden. Secondary: further cells are hidden until no
small one follows from sums. Whether one follows is not guessed but tried, by linear programming.
What is public elsewhere cannot be hidden here, and is not.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wealdstats.disclosure.attack import Attack
from wealdstats.disclosure.cells import Bounds, Cell, Key, Sum
from wealdstats.errors import InputError


def hidden_cells(cells: Sequence[Cell], sums: Sequence[Sum], bounds: Bounds) -> frozenset[Key]:
    """Choose what is not shown. Every cell given and not in the answer may be shown with its count.

    Parameters
    ----------
    cells : sequence of Cell
        Every figure there is to show, and latent ones that follow from them.
    sums : sequence of Sum
        What adds up to what. A sum with one absent cell makes that cell known, and so protected.
    bounds : Bounds
        Range of the measure.

    Returns
    -------
    frozenset
        Keys to hide: small cells, and others as needed.

    Raises
    ------
    InputError
        Where a key is given twice, a count is negative or a value not finite.

    Notes
    -----
    Source: Cox (1980), JASA 75, for complementary suppression; docs/methods/hidden_cells.md. A few linear
    programmes for each small cell over the cells tied to it by sums, and a round of them for each further
    cell hidden; where nothing adds up there are none. The choice is careful, not the least possible. Somebody
    who knows some of the people behind a cell knows more than is reckoned with here.

    Examples
    --------
    >>> cells = [Cell("all", 44, 60.0, 6), Cell("few", 4, 40.0, 11), Cell("rest", 40, 62.0, 11)]
    >>> sorted(hidden_cells(cells, [Sum("all", ("few", "rest"))], Bounds(0, 100)))
    ['few', 'rest']
    """
    _check(cells)
    table = _complete({cell.key: cell for cell in cells}, sums)
    given = {cell.key for cell in cells}
    usable = [one for one in sums if all(key in table for key in one.keys)]
    hidden = {key for key, cell in table.items() if cell.is_small or cell.is_latent or key not in given}
    while True:
        # A lone hidden cell of a sum needs no programme to be seen through.
        exposed = _lone(table, usable, hidden) or _exposed(table, usable, hidden, bounds)
        candidates = _candidates(table, usable, hidden, exposed)
        if not candidates:
            return frozenset(hidden & given)
        hidden.add(min(candidates)[-1])


@dataclass(frozen=True, slots=True)
class Audit:
    """What somebody could work out from what is shown.

    Parameters
    ----------
    tried : tuple of hashable
        Small cells, given or following from a sum, whose number was attacked.
    exposed : frozenset of hashable
        Those that are shown, or follow wholly or too nearly.

    Notes
    -----
    Source: docs/methods/hidden_cells.md.

    Examples
    --------
    >>> Audit(("few",), frozenset()).passed
    True
    """

    tried: tuple[Key, ...]
    exposed: frozenset[Key]

    @property
    def passed(self) -> bool:
        """Whether nothing is exposed."""
        return not self.exposed


def audit(cells: Sequence[Cell], sums: Sequence[Sum], hidden: Collection[Key], bounds: Bounds) -> Audit:
    """Attack a table as it is shown, by linear programming, whoever chose what to hide.

    Parameters
    ----------
    cells, sums, bounds
        As for `hidden_cells`.
    hidden : collection of hashable
        Keys that are not shown.

    Returns
    -------
    Audit
        Which small cells were attacked, and which gave in.

    Raises
    ------
    InputError
        As `hidden_cells`.

    Notes
    -----
    Source: Fischetti and Salazar (2001), Management Science 47(7). What is public elsewhere counts as shown.

    Examples
    --------
    >>> cells = [Cell("all", 44, 60.0, 6), Cell("few", 4, 40.0, 11), Cell("rest", 40, 62.0, 11)]
    >>> audit(cells, [Sum("all", ("few", "rest"))], {"few"}, Bounds(0, 100)).exposed
    frozenset({'few'})
    """
    _check(cells)
    table = _complete({cell.key: cell for cell in cells}, sums)
    given = {cell.key for cell in cells}
    usable = [one for one in sums if all(key in table for key in one.keys)]
    unseen = {key for key, cell in table.items() if key in hidden or cell.is_latent or key not in given}
    small = [key for key, cell in table.items() if cell.is_small]
    veiled = [[key for key in one.keys if key in unseen] for one in usable]
    alone = {keys[0] for keys in veiled if len(keys) == 1 and table[keys[0]].is_small}
    exposed = (set(small) - unseen) | alone | _exposed(table, usable, unseen, bounds)
    return Audit(tuple(small), frozenset(exposed))


def _check(cells: Sequence[Cell]) -> None:
    if len({cell.key for cell in cells}) < len(cells):
        raise InputError("every key once", "one twice", "leave doubles out")
    if any(cell.count < 0 or not math.isfinite(cell.total) for cell in cells):
        raise InputError("counts of 0 or more and finite values", "others", "leave out what is missing")


def _complete(table: dict[Key, Cell], sums: Sequence[Sum]) -> dict[Key, Cell]:
    """Add what nobody published but anybody can subtract: one absent cell of a sum."""
    threshold = max((cell.threshold for cell in table.values()), default=0)
    for one in sums:
        absent = [key for key in one.keys if key not in table]
        if len(absent) != 1:
            continue
        parts = [table[key] for key in one.parts if key in table]
        count, total = sum(part.count for part in parts), sum(part.total for part in parts)
        if absent[0] != one.whole:
            count, total = table[one.whole].count - count, table[one.whole].total - total
        if count > 0:
            table[absent[0]] = Cell(absent[0], count, total / count, threshold)
    return table


def _lone(table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key]) -> set[Key]:
    """Give the small cells that are alone in a sum which has something left to hide."""
    found = set()
    for one in sums:
        veiled = [key for key in one.keys if key in hidden]
        if len(veiled) == 1 and table[veiled[0]].is_small and _could_hide(table, one, hidden):
            found.add(veiled[0])
    return found


def _could_hide(table: Mapping[Key, Cell], one: Sum, hidden: set[Key]) -> list[Cell]:
    shown = (table[key] for key in one.keys if key not in hidden)
    return [cell for cell in shown if not cell.is_public and cell.count > 0]


def _candidates(
    table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key], exposed: set[Key]
) -> list[tuple[int, int, bool, int, str, Key]]:
    """Shown cells whose hiding could protect exposed ones, with their cost.

    Cheapest are those in an exposed cell's own sums, in sums with little hidden yet; parts before wholes,
    small before large.
    """
    tied = _tied(sums, hidden, exposed)
    return [
        (
            int(exposed.isdisjoint(one.keys)),
            len(hidden.intersection(one.keys)),
            cell.key == one.whole,
            cell.count,
            str(cell.key),
            cell.key,
        )
        for one in sums
        if tied.intersection(one.keys)
        for cell in _could_hide(table, one, hidden)
    ]


def _tied(sums: Sequence[Sum], hidden: set[Key], exposed: set[Key]) -> set[Key]:
    """Give the hidden cells that share a sum with the exposed ones, directly or through others."""
    tied = set(exposed)
    grown = True
    while grown:
        near = {key for one in sums if tied.intersection(one.keys) for key in one.keys if key in hidden}
        grown = not near <= tied
        tied |= near
    return tied


def _exposed(table: Mapping[Key, Cell], sums: Sequence[Sum], hidden: set[Key], bounds: Bounds) -> set[Key]:
    """Give the small cells that somebody could work out, wholly or too nearly, from what is shown."""
    bound = [one for one in sums if hidden.intersection(one.keys)]
    keys = sorted({key for one in bound for key in one.keys if key in hidden}, key=str)
    if not keys:
        return set()
    attack = Attack([table[key] for key in keys], bound, bounds)
    return {key for place, key in enumerate(keys) if table[key].is_small and not attack.is_safe(place)}
