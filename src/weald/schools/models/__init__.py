from weald.schools.models.organisation import Identifier, Organisation, SchoolDetails
from weald.schools.models.spell import Link, Spell

__all__ = ["Identifier", "Link", "Organisation", "SchoolDetails", "Spell"]
