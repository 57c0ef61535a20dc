"""Errors that a page or a command line can show: what was needed, what was found, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused, in words for the person who asked."""

    need: str
    finding: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.need} {self.finding} {self.remedy}"


class WealdError(Exception):
    """An expected failure; never a bug. Carries the sentences a person reads."""

    def __init__(self, need: str, finding: str, remedy: str) -> None:
        super().__init__(f"{need} {finding} {remedy}")
        self.refusal = Refusal(need, finding, remedy)


class Refused(WealdError):
    """The actor may know of the thing but not do this to it."""

    @classmethod
    def because(cls, refusal: Refusal) -> "Refused":
        return cls(refusal.need, refusal.finding, refusal.remedy)


class Conflict(WealdError):
    """Somebody else changed the thing meanwhile."""


class Withheld(WealdError):
    """The actor may not see the thing now, and may know why: answered like what is not there."""


class EnvironmentProblem(WealdError):
    """Something around Weald has to be put right first: the database, a disk, a setting."""
