"""What a web process loads before somebody asks for it."""

import sys

from weald import wsgi
from weald.search.domain.embedding import vocabulary


def test_warming_up_loads_what_first_pages_would_wait_for():
    wsgi.warm_up()

    assert set(wsgi.SLOW_TO_LOAD) <= sys.modules.keys()
    assert vocabulary.cache_info().currsize == 1
