from weald.measures.models.measure import Measure, NationalFigure, SeriesNote
from weald.measures.models.observation import Observation, Release

__all__ = ["Measure", "NationalFigure", "Observation", "Release", "SeriesNote"]
