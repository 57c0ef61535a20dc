"""How a practice's page says things: no rows, no page."""

import pytest

from weald.practices.enums import Stage
from weald.practices.models import Practice
from weald.practices.templatetags.practice_words import way


@pytest.mark.parametrize(
    ("reached", "left"),
    [(Stage.IDEA, ["Idea"]), (Stage.TESTED, ["Idea", "Nurtured", "Tested"])],
)
def test_a_retired_practice_has_done_what_it_reached_and_nothing_lies_ahead(reached, left):
    practice = Practice(stage=Stage.RETIRED, stage_when_retired=reached)

    assert way(practice, {"live": 0}) == [(name, "done", "") for name in left]


def test_a_living_practice_shows_where_it_stands_and_what_lies_ahead():
    practice = Practice(stage=Stage.NURTURED)

    shown = way(practice, {"live": 2})

    assert [state for _, state, _ in shown] == ["done", "now", "ahead", "ahead", "ahead"]
    assert shown[1] == ("Nurtured", "now", "in use at 2 places")
