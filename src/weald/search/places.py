"""What search registers with core: its visibility."""

from weald.search.queries import visibility  # noqa: F401 -- it registers what may be found
