from weald.core.models.imports import ImportRejection, ImportRun
from weald.core.models.job import Job
from weald.core.models.ledger import Entry, Head, Identity
from weald.core.models.share import Share

__all__ = ["Entry", "Head", "Identity", "ImportRejection", "ImportRun", "Job", "Share"]
