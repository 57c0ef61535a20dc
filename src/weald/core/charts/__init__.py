"""Charts drawn by our own few SVG templates: geometry here, looks in the stylesheet."""

from weald.core.charts.figure import ChartError, Figure, Table
from weald.core.charts.geometry import NARROW, WIDE
from weald.core.charts.path import Mark, PathChart, Series, Shade
from weald.core.charts.words import COUNT, PERCENT, POINTS, SCORE, Unit

__all__ = [
    "COUNT",
    "NARROW",
    "PERCENT",
    "POINTS",
    "SCORE",
    "WIDE",
    "ChartError",
    "Figure",
    "Mark",
    "PathChart",
    "Series",
    "Shade",
    "Table",
    "Unit",
]
