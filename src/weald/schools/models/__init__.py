from weald.schools.models.organisation import Identifier, Organisation, SchoolDetails
from weald.schools.models.register import Provenance, SearchEntry, Sighting, Snapshot, Word
from weald.schools.models.spell import Link, Spell
from weald.schools.models.vocabulary import Term

__all__ = [
    "Identifier",
    "Link",
    "Organisation",
    "Provenance",
    "SchoolDetails",
    "SearchEntry",
    "Sighting",
    "Snapshot",
    "Spell",
    "Term",
    "Word",
]
