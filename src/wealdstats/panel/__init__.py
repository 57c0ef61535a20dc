"""What the estimators are given: results of schools by year, and who joined which trust when."""

from wealdstats.panel.joins import Join, Joins
from wealdstats.panel.table import Panel

__all__ = ["Join", "Joins", "Panel"]
