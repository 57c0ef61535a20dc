from weald.measures.models.measure import Measure, NationalFigure, SeriesNote
from weald.measures.models.observation import Observation, Release
from weald.measures.models.upload import ResultsFile

__all__ = ["Measure", "NationalFigure", "Observation", "Release", "ResultsFile", "SeriesNote"]
