"""Who may do what with practices: one module a subject, each of which registers its rules."""

from weald.practices.rules import (  # noqa: F401 -- imported, they register
    adoption,
    answer,
    contest,
    evidence,
    focus,
    practice,
    trial,
    tumbler,
)
