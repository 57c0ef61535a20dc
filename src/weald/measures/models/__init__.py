from weald.measures.models.measure import Measure, SeriesNote
from weald.measures.models.observation import Observation, Release

__all__ = ["Measure", "Observation", "Release", "SeriesNote"]
