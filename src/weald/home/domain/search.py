"""Search over everything the apps offer, as far as the actor may see."""

from weald.core.permissions import Actor
from weald.core.registry import SEARCH_PROVIDERS, Hit

MOST_HITS = 50


def find(words: str, actor: Actor) -> list[Hit]:
    """Ask every app and put the best first; each answers only what the actor may know of."""
    if not words:
        return []
    hits = [hit for provider in SEARCH_PROVIDERS for hit in provider(words, actor)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.title))[:MOST_HITS]
