"""What a method tells the command line about itself: columns, options, what to show and to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy.typing as npt

from wealdstats.cli.table import Table

Kind: TypeAlias = Literal["text", "number", "whole", "flag"]
OptionKind: TypeAlias = Literal["text", "number", "whole", "words"]
Values: TypeAlias = npt.NDArray[Any]
Path: TypeAlias = "str | Callable[[Any], Any]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column a table has to have, or may have.

    Parameters
    ----------
    name : str
        Its heading.
    kind : {"text", "number", "whole", "flag"}
        What its cells are.
    says : str
        What it is about, for the help.
    required : bool, default True
        Whether the method needs it.
    may_miss : bool, default False
        Whether a cell may be empty, as a missing number or an empty text.
    one_of : tuple of float, default ()
        The only numbers allowed; any without.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Column("vote", "number", "what they said", one_of=(-1, 0, 1)).kind
    'number'
    """

    name: str
    kind: Kind
    says: str
    required: bool = True
    may_miss: bool = False
    one_of: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be said on the command line.

    Parameters
    ----------
    name : str
        The parameter of the function; written with hyphens.
    kind : {"text", "number", "whole", "words"}
        What is written after it; ``words`` are separated by commas.
    says : str
        What it does, for the help.
    one_of : tuple of str, default ()
        The only words allowed.
    required : bool, default False
        Whether it has to be given.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Option("min_votes", "whole", "fewest votes of a person who counts").flag
    '--min-votes'
    """

    name: str
    kind: OptionKind
    says: str
    one_of: tuple[str, ...] = ()
    required: bool = False

    @property
    def flag(self) -> str:
        """How it is written."""
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Companion:
    """A further table, given as an option.

    Parameters
    ----------
    name : str
        The option's name.
    says : str
        What its rows are.
    columns : tuple of Column
        What it has.
    required : bool, default False
        Whether it has to be given.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Companion("members", "everybody", (Column("member", "text", "who"),)).required
    False
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read and said, ready for a method.

    Parameters
    ----------
    table : Table
        The file.
    columns : dict
        Its declared columns that are there, by name.
    companions : dict
        The same for each further table given.
    options : dict
        Options given.
    progress : callable (done, total)
        Told how far a long run is.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Asked(Table("a.csv", ("x",), (("1",),), (2,)), {}, {}, {}, lambda done, total: None).options
    {}
    """

    table: Table
    columns: Mapping[str, Values]
    companions: Mapping[str, Mapping[str, Values]]
    options: Mapping[str, Any]
    progress: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of the answer: columns of one length.

    Parameters
    ----------
    title : str
        Its heading.
    columns : dict of str to path
        Where in the result each column is: ``"within.null"``, ``"<school"`` for a column of the file, or a
        function of the answer.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Listing("schools", {"school": "names", "degree": "degree"}).title
    'schools'
    """

    title: str
    columns: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Answer:
    """A result beside what was asked, so that rows find their names again.

    Parameters
    ----------
    result : object
        What the method returned.
    asked : Asked
        What it was asked.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> asked = Asked(Table("a.csv", ("x",), (("1",),), (2,)), {}, {}, {}, lambda done, total: None)
    >>> Answer(1 + 2j, asked).at("imag")
    2.0
    """

    result: Any
    asked: Asked

    def at(self, path: Path) -> Any:  # noqa: ANN401 -- a result may hold anything
        """Follow a path into the result, or into the file."""
        if callable(path):
            return path(self)
        if path.startswith("<"):
            return self.asked.columns[path[1:]]
        found = self.result
        for name in path.split("."):
            found = found[int(name)] if name.isdigit() else getattr(found, name)
        return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method on the command line.

    Parameters
    ----------
    name : str
        What it is called.
    function : str
        ``"package:function"`` that answers, and whose defaults the help shows.
    says : str
        What it answers, in a line.
    columns : tuple of Column
        What the file has.
    facts : dict of str to path
        Single numbers and words to show.
    listings : tuple of Listing
        Tables to show.
    options, companions : tuple
        What else may be said and given.
    call : callable, optional
        Turns what was asked into a result; without it columns and options are the function's arguments.
    draw : callable, optional
        Draws the answer on a matplotlib axes.
    page : str
        Its page in docs/methods.

    Notes
    -----
    Source: docs/reference/wealdstats.md.

    Examples
    --------
    >>> Method("icc", "wealdstats.agreement:icc", "how alike judges score", (), {}).page
    'icc'
    """

    name: str
    function: str
    says: str
    columns: tuple[Column, ...]
    facts: Mapping[str, Path]
    listings: tuple[Listing, ...] = ()
    options: tuple[Option, ...] = ()
    companions: tuple[Companion, ...] = ()
    call: Callable[[Asked], Any] | None = None
    draw: Callable[[Any, Answer], None] | None = None
    page_name: str = field(default="")

    @property
    def page(self) -> str:
        """The page in docs/methods about it."""
        return self.page_name or self.name
