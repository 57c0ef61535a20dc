"""What measures registers with core: places, search, slots, samples."""

from weald.measures.queries import visibility  # noqa: F401 -- declares who may know of what
