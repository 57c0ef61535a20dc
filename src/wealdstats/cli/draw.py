"""Pictures of answers: a few forms, which methods fill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from wealdstats.cli.spec import Answer, Method
from wealdstats.cli.spec import Path as Where
from wealdstats.errors import InputError, MissingExtraError

Axes: TypeAlias = Any  # matplotlib's, which is an extra
Drawing: TypeAlias = Callable[[Axes, Answer], None]
ENDINGS = (".svg", ".png")
MOST_NAMED = 40
INK, SOFT = "#1c4e80", "#b7c9dd"
STYLE: Any = {  # matplotlib's own type for this lists every setting there is
    "svg.hashsalt": "wealdstats",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
}


def ranked(name: Where, value: Where, lower: Where, upper: Where, *, says: str, at: float = 0.0) -> Drawing:
    """Draw estimates with their intervals, in the order of the file or of names, not as a league table.

    Parameters
    ----------
    name, value, lower, upper : path
        Where in the answer they are; the first as text.
    says : str
        What is on the axis.
    at : float, default 0
        Where to draw the line to compare with.

    Returns
    -------
    callable
        Draws on an axes.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> callable(ranked("names", "effect", "lower", "upper", says="effect"))
    True
    """

    def drawing(axes: Axes, answer: Answer) -> None:
        names = [str(each) for each in np.ravel(answer.at(name))]
        middle, low, high = (np.ravel(np.asarray(answer.at(p), float)) for p in (value, lower, upper))
        place = np.arange(len(middle))[::-1]
        axes.hlines(place, low, high, color=SOFT, linewidth=3)
        axes.plot(middle, place, "o", color=INK, markersize=4)
        axes.axvline(at, color="grey", linewidth=0.8, linestyle=":")
        axes.set_xlabel(says)
        if len(names) <= MOST_NAMED:
            axes.set_yticks(place, names)
        else:
            axes.set_yticks([])

    return drawing


def lines(x: Where, *, says: str, across: str, **series: Where) -> Drawing:
    """Draw series over time or any other order.

    Parameters
    ----------
    x : path
        Where along the axis; a number for each point.
    says, across : str
        What is on the upright and on the level axis.
    **series : path
        One for each line, by its name in the legend (an underscore is a space).

    Returns
    -------
    callable
        Draws on an axes.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> callable(lines("years", says="points", across="year", schools="value"))
    True
    """

    def drawing(axes: Axes, answer: Answer) -> None:
        along = np.ravel(np.asarray(answer.at(x), float))
        for number, (name, path) in enumerate(series.items()):
            values = np.ravel(np.asarray(answer.at(path), float))
            style = {"marker": "o", "color": INK} if number == 0 else {"linestyle": "--"}
            axes.plot(along, np.broadcast_to(values, along.shape), label=name.replace("_", " "), **style)
        axes.set_xlabel(across)
        axes.set_ylabel(says)
        axes.legend(frameon=False)

    return drawing


def scatter(x: Where, y: Where, *, across: str, says: str, group: Where | None = None) -> Drawing:
    """Draw points, in colours by group where there are groups.

    Parameters
    ----------
    x, y : path
        Where the points are.
    across, says : str
        What is on the level and on the upright axis.
    group : path, optional
        A number for each point, or None.

    Returns
    -------
    callable
        Draws on an axes.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> callable(scatter("factor", "intercept", across="factor", says="intercept"))
    True
    """

    def drawing(axes: Axes, answer: Answer) -> None:
        colour = None if group is None else answer.at(group)
        given = {"color": INK} if colour is None else {"c": np.asarray(colour), "cmap": "tab10"}
        axes.scatter(np.ravel(answer.at(x)), np.ravel(answer.at(y)), s=12, **given)
        axes.set_xlabel(across)
        axes.set_ylabel(says)

    return drawing


def histogram(values: Where, mark: Where, *, says: str, marks: str) -> Drawing:
    """Draw what chance gives, and a line where the estimate is.

    Parameters
    ----------
    values, mark : path
        Draws, and the estimate.
    says, marks : str
        What is on the axis, and what the line is.

    Returns
    -------
    callable
        Draws on an axes.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> callable(histogram("within.null", "within.z", says="z", marks="found"))
    True
    """

    def drawing(axes: Axes, answer: Answer) -> None:
        axes.hist(np.ravel(answer.at(values)), bins=30, color=SOFT, label="by chance")
        axes.axvline(float(answer.at(mark)), color=INK, label=marks)
        axes.set_xlabel(says)
        axes.set_ylabel("draws")
        axes.legend(frameon=False)

    return drawing


def save(method: Method, answer: Answer, path: str) -> None:
    """Draw an answer into a file.

    Parameters
    ----------
    method : Method
        What was asked.
    answer : Answer
        What was found.
    path : str
        A file ending in .svg or .png.

    Raises
    ------
    InputError
        When the method has no picture or the ending is another.
    MissingExtraError
        When `matplotlib` is not installed.

    Notes
    -----
    Source: this project. The same answer gives the same file, byte for byte: pictures carry no date.

    Examples
    --------
    >>> save(Method("m", "a:b", "", (), {}), None, "picture.svg")
    Traceback (most recent call last):
    wealdstats.errors.InputError: Need: a method with a picture. Found: m has none. Remedy: leave --plot out.
    """
    if method.draw is None:
        raise InputError("a method with a picture", f"{method.name} has none", "leave --plot out")
    if Path(path).suffix.lower() not in ENDINGS:
        raise InputError(f"a picture ending in {' or '.join(ENDINGS)}", path, "choose one of these")
    try:
        import matplotlib as mpl  # noqa: PLC0415 -- optional dependency
        from matplotlib.figure import Figure  # noqa: PLC0415 -- as above
    except ImportError:
        raise MissingExtraError(
            "matplotlib for pictures", "it is not installed", 'pip install "weald[plot]"'
        ) from None
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.0, 4.5))
        axes = figure.subplots()
        method.draw(axes, answer)
        axes.set_title(f"{method.name}: {answer.asked.table.name}", loc="left", fontsize=9)
        dated = {"Date": None} if path.lower().endswith(".svg") else {"Software": None}
        figure.savefig(path, dpi=150, metadata=dated)
