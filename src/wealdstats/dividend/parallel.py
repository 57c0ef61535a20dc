"""Where a sector's trusts are judged: one after another, on several cores, or on a cluster."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from wealdstats.dividend.estimate import assess
from wealdstats.dividend.fitting import Treated
from wealdstats.dividend.parts import LeftOut
from wealdstats.dividend.result import Dividend, NotEstimated
from wealdstats.dividend.settings import Settings
from wealdstats.errors import InputError, MissingExtraError
from wealdstats.panel import Join

Found: TypeAlias = tuple[int, list[Dividend | NotEstimated]]
PIECE = 8
ANSWERS_WITHIN = "15s"
LARGE = "distributed.admin.large-graph-warning-threshold"


@dataclass(frozen=True, slots=True)
class Family:
    """A sector's trusts with all that is needed to judge any of them.

    Parameters
    ----------
    settings : Settings
        What they share, banks included.
    fits : mapping of Join to Treated or LeftOut
        All their schools.
    trusts : tuple of (str, tuple of Join)
        Trusts with their joinings, in the order of their names.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_family
    >>> family = example_family()
    >>> [trust for trust, _ in family.trusts][:3], family.pieces(4)
    (['T00', 'T01', 'T02'], [(0, 4), (4, 8)])
    """

    settings: Settings
    fits: Mapping[Join, Treated | LeftOut]
    trusts: tuple[tuple[str, tuple[Join, ...]], ...]

    def pieces(self, size: int) -> list[tuple[int, int]]:
        """Cut the trusts into pieces of so many: where each begins and where it ends."""
        return [(start, min(start + size, len(self.trusts))) for start in range(0, len(self.trusts), size)]

    def judge(self, start: int, stop: int) -> Found:
        """Judge the trusts of a piece; a trust's draws hang on its name, not on where it is judged."""
        some = self.trusts[start:stop]
        return start, [assess(self.settings, trust, joins, self.fits) for trust, joins in some]


Place: TypeAlias = Callable[[Family], Iterator[Found]]


def place_of(workers: int, scheduler: str | None) -> Place:
    """Choose where families are judged, and refuse before any work what cannot be had.

    Parameters
    ----------
    workers : int
        Processes on this machine; 0 takes one for each core.
    scheduler : str or None
        Address of a Dask scheduler, whose workers then do it.

    Returns
    -------
    callable (Family) -> iterator of (int, list of Dividend or NotEstimated)
        Gives pieces of the family as they are judged, each with the place of its first trust.

    Raises
    ------
    InputError
        Fewer than no workers, or workers beside a scheduler.
    MissingExtraError
        More than one process or a scheduler without the extra ``parallel``.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_family
    >>> len(list(place_of(1, None)(example_family())))
    8
    """
    if workers < 0:
        raise InputError("workers 0 or more", f"{workers}", "0 takes one for each core")
    if scheduler is not None and workers != 1:
        raise InputError("workers or a scheduler", "both", "leave workers out: a cluster brings its own")
    if scheduler is not None:
        return partial(_on_cluster, _extra("distributed", "to work on a cluster"), scheduler)
    if workers != 1:
        return partial(_on_cores, _extra("joblib", "to work on more than one core"), workers or -1)
    return _here


def judge_all(
    family: Family, place: Place, progress: Callable[[int, int], None] | None = None
) -> list[Dividend | NotEstimated]:
    """Judge all trusts of a family.

    Parameters
    ----------
    family : Family
        The trusts.
    place : callable
        Where, from `place_of`.
    progress : callable (done, total), optional
        Told as trusts are judged.

    Returns
    -------
    list of Dividend or NotEstimated
        In the order of the trusts, the same to the last bit wherever they were judged.

    Notes
    -----
    Source: docs/methods/dividend.md. The same bits need the same versions of numpy and scipy, and
    processors of one kind, on all machines.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_family
    >>> len(judge_all(example_family(), place_of(1, None)))
    8
    """
    found: dict[int, list[Dividend | NotEstimated]] = {}
    done = 0
    for start, some in place(family):
        found[start] = some
        done += len(some)
        if progress is not None:
            progress(done, len(family.trusts))
    return [one for start in sorted(found) for one in found[start]]


def _here(family: Family) -> Iterator[Found]:
    return (family.judge(*piece) for piece in family.pieces(1))


def _on_cores(joblib: Any, workers: int, family: Family) -> Iterator[Found]:  # noqa: ANN401 -- untyped
    """Judge in processes of this machine, each of which reads the family once."""
    with TemporaryDirectory(prefix="wealdstats-") as folder:
        path = Path(folder, "family")
        path.write_bytes(pickle.dumps(family, protocol=pickle.HIGHEST_PROTOCOL))
        run = joblib.Parallel(n_jobs=workers, return_as="generator_unordered")
        yield from run(joblib.delayed(judge_from)(str(path), *piece) for piece in family.pieces(PIECE))


def judge_from(path: str, start: int, stop: int) -> Found:
    """Judge a piece of a family that was written to a file.

    Parameters
    ----------
    path : str
        The file; never another family's under the same name.
    start, stop : int
        Where the piece begins and ends.

    Returns
    -------
    (int, list of Dividend or NotEstimated)
        Where it began, and its trusts.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> from wealdstats.dividend.examples import example_family
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "family")
    ...     written = path.write_bytes(pickle.dumps(example_family()))
    ...     start, some = judge_from(str(path), 2, 4)
    >>> start, [one.trust for one in some]
    (2, ['T02', 'T03'])
    """
    return _read(path).judge(start, stop)


@lru_cache(maxsize=1)
def _read(path: str) -> Family:
    family: Family = pickle.loads(Path(path).read_bytes())  # noqa: S301 -- our own, of a moment ago
    return family


def _on_cluster(distributed: Any, address: str, family: Family) -> Iterator[Found]:  # noqa: ANN401 -- as above
    """Judge on a cluster; the family is a task itself, made again where the worker that held it is lost."""
    packed = pickle.dumps(family, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        client = distributed.Client(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError("a Dask scheduler that answers", f"{address}: {error}", "start one there") from error
    # The family is large on purpose: it crosses the wire once for each worker, not for each piece.
    with client, import_module("dask").config.set({LARGE: 2**40}):
        shared = client.submit(pickle.loads, packed, pure=False)
        pieces = family.pieces(PIECE)
        tasks = [client.submit(Family.judge, shared, *piece, pure=False) for piece in pieces]
        for task in distributed.as_completed(tasks, loop=client.loop):
            yield task.result()


def _extra(name: str, purpose: str) -> Any:  # noqa: ANN401 -- an untyped package
    try:
        return import_module(name)
    except ImportError as missing:
        remedy = 'pip install "weald[parallel]"'
        raise MissingExtraError(f"{name}, {purpose}", "it is not installed", remedy) from missing
