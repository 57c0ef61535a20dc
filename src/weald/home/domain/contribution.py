"""What a person or an organisation gave and received: told in words, never weighed against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weald.core.permissions import Actor
from weald.core.registry import TALLIES, Contributor, Tally
from weald.home.domain.words import count_words


@dataclass(frozen=True, slots=True)
class Contribution:
    """Two tallies beside each other; there is no sum, and no difference."""

    given: Sequence[Tally]
    received: Sequence[Tally]

    @property
    def is_empty(self) -> bool:
        return not (self.given or self.received)

    @property
    def sentence(self) -> str:
        """Say both in a sentence: Three practices shared and one day given; two thank-yous received."""
        said = "; ".join(listed(tallies) for tallies in (self.given, self.received) if tallies)
        return f"{said[:1].upper()}{said[1:]}." if said else ""


def contribution_of(actor: Actor, contributor: Contributor, since: datetime) -> Contribution:
    """Ask every app; each counts only what the reader may know of."""
    found = [one for provider in TALLIES for one in provider(actor, contributor, since) if one.count]
    return Contribution(
        given=[one for one in found if one.direction == "given"],
        received=[one for one in found if one.direction == "received"],
    )


def tally_words(tally: Tally) -> str:
    return count_words(tally.count, tally.one, tally.many)


def listed(tallies: Sequence[Tally]) -> str:
    said = [tally_words(one) for one in tallies]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
