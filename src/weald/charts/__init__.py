"""Charts drawn by our own template: geometry here, looks in the stylesheet."""

from weald.charts.dots import DotChart, Estimate
from weald.charts.figure import Chart, ChartError, Figure, Table
from weald.charts.funnel import FunnelChart, Step
from weald.charts.geometry import NARROW, WIDE
from weald.charts.lineage import Bond, Kin, LineageChart
from weald.charts.map import MapChart, Place
from weald.charts.network import NetworkChart, Node, Tie
from weald.charts.path import Mark, PathChart, Series, Shade
from weald.charts.strip import StripChart
from weald.charts.timeline import Stay, TimelineChart
from weald.charts.words import COUNT, PERCENT, POINTS, SCORE, Unit

__all__ = [
    "COUNT",
    "NARROW",
    "PERCENT",
    "POINTS",
    "SCORE",
    "WIDE",
    "Bond",
    "Chart",
    "ChartError",
    "DotChart",
    "Estimate",
    "Figure",
    "FunnelChart",
    "Kin",
    "LineageChart",
    "MapChart",
    "Mark",
    "NetworkChart",
    "Node",
    "PathChart",
    "Place",
    "Series",
    "Shade",
    "Stay",
    "Step",
    "StripChart",
    "Table",
    "Tie",
    "TimelineChart",
    "Unit",
]
