"""Charts drawn by our own template: geometry here, looks in the stylesheet."""

from weald.core.charts.dots import DotChart, Estimate
from weald.core.charts.figure import Chart, ChartError, Figure, Table
from weald.core.charts.funnel import FunnelChart, Step
from weald.core.charts.geometry import NARROW, WIDE
from weald.core.charts.map import MapChart, Place
from weald.core.charts.path import Mark, PathChart, Series, Shade
from weald.core.charts.strip import StripChart
from weald.core.charts.timeline import Stay, TimelineChart
from weald.core.charts.words import COUNT, PERCENT, POINTS, SCORE, Unit

__all__ = [
    "COUNT",
    "NARROW",
    "PERCENT",
    "POINTS",
    "SCORE",
    "WIDE",
    "Chart",
    "ChartError",
    "DotChart",
    "Estimate",
    "Figure",
    "FunnelChart",
    "MapChart",
    "Mark",
    "PathChart",
    "Place",
    "Series",
    "Shade",
    "Stay",
    "Step",
    "StripChart",
    "Table",
    "TimelineChart",
    "Unit",
]
