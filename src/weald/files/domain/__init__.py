"""Keeping files: `store` takes a stream, `content_of` gives it back in pieces."""

from weald.files.domain.storing import Kept, content_of, store

__all__ = ["Kept", "content_of", "store"]
