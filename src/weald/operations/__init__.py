"""What every app's `api.py` is made of: operations with their rule, pages of answers, ETags, refusals."""

from weald.operations.answers import Page, Problem, Sheet, page
from weald.operations.declared import DECLARED, Declared, reads, writes
from weald.operations.tags import PreconditionFailed, PreconditionMissing, expect, tag_of

__all__ = [
    "DECLARED",
    "Declared",
    "Page",
    "PreconditionFailed",
    "PreconditionMissing",
    "Problem",
    "Sheet",
    "expect",
    "page",
    "reads",
    "tag_of",
    "writes",
]
