"""Schools that joined, each fitted against its own donors, or left out with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from wealdstats.dividend.asking import Group
from wealdstats.dividend.donors import Window, window_of
from wealdstats.dividend.fitting import Treated, fit_groups
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.store import Store
from wealdstats.panel import Join

Shared: TypeAlias = tuple[int, Window, Window]
BLOCK = 2000


def fit_schools(store: Store, joins: Iterable[Join], *, block: int = BLOCK) -> dict[Join, Treated | LeftOut]:
    """Fit the schools of some joinings, all that share stratum and years at once.

    Parameters
    ----------
    store : Store
        Frame, rule and pools.
    joins : iterable of Join
        Each school and trust once.
    block : int, default 2000
        Schools fitted together at least: a matter of memory, not of the answer.

    Returns
    -------
    dict of Join to Treated or LeftOut
        Every joining.

    Notes
    -----
    Source: docs/methods/dividend.md.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_store
    >>> from wealdstats.simulate import World, simulate
    >>> store, _ = example_store()
    >>> schools = fit_schools(store, simulate(World(), seed=1).joins.of("T00"))
    >>> all(isinstance(school, Treated) for school in schools.values())
    True
    """
    found: dict[Join, Treated | LeftOut] = {}
    groups: dict[Shared, list[Join]] = defaultdict(list)
    for join in joins:
        placed = _placed(store, join)
        if isinstance(placed, str):
            found[join] = LeftOut(join.unit, join.first_year, placed)
        else:
            groups[placed].append(join)
    for together in _blocks(groups, block):
        found.update(fit_groups({Group(store, *shared): groups[shared] for shared in together}))
    return found


def _blocks(groups: Mapping[Shared, list[Join]], least: int) -> Iterator[list[Shared]]:
    """Cut groups into blocks of so many schools, that their donors may fit in memory together."""
    block: list[Shared] = []
    for shared in groups:
        block.append(shared)
        if sum(len(groups[each]) for each in block) >= least:
            yield block
            block = []
    yield block


def _placed(store: Store, join: Join) -> Shared | str:
    """Find a joining's stratum and windows, or say why it carries no estimate."""
    frame, rule = store.frame, store.rule
    row = frame.position.get(join.unit)
    if row is None or not frame.observed[row].any():
        return "no results for this measure"
    if frame.first[row] < join.first_year:
        return "it had been in another trust before"
    stratum = int(frame.stratum[row])
    if stratum < 0:
        return "phase, region or local authority not known"
    laid = window_of(frame, stratum, join.first_year, rule)
    window = laid.cut(frame.observed[row])
    if window.n_pre < rule.min_years_before:
        return f"fewer than {rule.min_years_before} observed years before joining"
    if len(window.post) < rule.min_years_after:
        return f"fewer than {rule.min_years_after} observed years from joining on"
    return (stratum, window, laid) if store.bank(stratum, laid) else "too few schools to draw placebos from"
