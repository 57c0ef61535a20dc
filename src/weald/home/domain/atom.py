"""Atom feeds of what moved: with an address that stays, and nothing sent again that a reader has."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from weald.core.registry import News


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed before it is written: its heading, its own path, the page it is of, what is in it."""

    title: str
    path: str
    page: str
    news: Sequence[News]

    @property
    def etag(self) -> str:
        said = "|".join(f"{one.key} {one.at.isoformat()} {one.title} {one.text}" for one in self.news)
        return f'"{hashlib.sha256(f"{self.title}|{said}".encode()).hexdigest()[:32]}"'

    @property
    def last_modified(self) -> int | None:
        return int(max(one.at for one in self.news).timestamp()) if self.news else None


def as_atom(feed: Feed) -> str:
    site = settings.WEALD_ADDRESS
    atom = Atom1Feed(
        title=f"{feed.title} · Weald",
        link=f"{site}{feed.page}",
        description=None,
        language="en-GB",
        feed_url=f"{site}{feed.path}",
    )
    for one in feed.news:
        atom.add_item(
            title=one.title,
            link=f"{site}{one.url}",
            description=one.text,
            unique_id=f"tag:{urlsplit(site).hostname},2026:{one.key}",
            updateddate=one.at,
            pubdate=one.at,
        )
    return str(atom.writeString("utf-8"))
