from weald.search.models.document import SearchDocument
from weald.search.models.meaning import Meaning
from weald.search.models.word import SearchWord, Spelling

__all__ = ["Meaning", "SearchDocument", "SearchWord", "Spelling"]
