"""Practices for programs: the same reading and the same verbs as on the pages."""

from weald.practices.api import bundles, reading, returning, writing
from weald.practices.api.routers import router

__all__ = ["bundles", "reading", "returning", "router", "writing"]
