"""One router for all of an app's operations: two on one address must stand in the same."""

from ninja import Router

router = Router(tags=["Practices"])
