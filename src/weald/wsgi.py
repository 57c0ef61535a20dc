"""The WSGI application a web server runs."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.settings")

application = get_wsgi_application()

# What is loaded when somebody first asks for it: every address with its pages, then what only some need.
SLOW_TO_LOAD = (
    "weald.urls",
    "wealdstats.variation",
    "wealdstats.dividend.pooled",
    "wealdstats.networks",
    "weald.search.domain.embedding",
)


def warm_up() -> None:
    """Load it before the first request, which would have to wait for it.

    Not beside it: two threads that import packages whose modules know of each other see them half made.
    """
    for name in SLOW_TO_LOAD:
        import_module(name)
    import_module("weald.search.domain.embedding").vocabulary()


warm_up()
