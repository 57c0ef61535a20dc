from weald.measures.models.comparison import Comparison, Likeness
from weald.measures.models.measure import Measure, NationalFigure, SeriesNote
from weald.measures.models.observation import Observation, Release
from weald.measures.models.upload import ResultsFile
from weald.measures.models.variation import Residual, VariationRun

__all__ = [
    "Comparison",
    "Likeness",
    "Measure",
    "NationalFigure",
    "Observation",
    "Release",
    "Residual",
    "ResultsFile",
    "SeriesNote",
    "VariationRun",
]
