"""Things that happen, told to home through the real registries as any app tells it."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field

from weald.core.registry import NEWS, TALLIES, WAITING


@dataclass
class Happenings:
    """What waits, moved and was given, by the key of the person of the cast it is for."""

    cast: object
    waiting: defaultdict = field(default_factory=lambda: defaultdict(list))
    news: defaultdict = field(default_factory=lambda: defaultdict(list))
    tallies: defaultdict = field(default_factory=lambda: defaultdict(list))

    def _of(self, told, actor):
        people = {one.user.pk: key for key, one in self.cast._people.items() if one.user}
        return told[people.get(actor.person_id, "nobody")]

    def waiting_for(self, actor):
        return self._of(self.waiting, actor)

    def news_for(self, actor, since):
        return [one for one in self._of(self.news, actor) if one.at >= since]

    def tallies_for(self, actor, contributor, since):
        return self._of(self.tallies, actor)


@contextmanager
def happening(cast):
    """Register what is to happen; nothing does yet, beside what the apps themselves find."""
    found = Happenings(cast)
    mine = [(WAITING, found.waiting_for), (NEWS, found.news_for), (TALLIES, found.tallies_for)]
    for registry, provider in mine:
        registry.append(provider)
    try:
        yield found
    finally:
        for registry, provider in mine:
            registry.remove(provider)
