"""What Today says is waiting."""

from __future__ import annotations

from weald.core.permissions import NOBODY, SYSTEM
from weald.people.queries.waiting import waiting_for


def test_nothing_waits_for_whoever_is_no_person():
    assert waiting_for(NOBODY) == waiting_for(SYSTEM) == {}
