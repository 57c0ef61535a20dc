"""How much work something is, told without a clock: a busy machine counts as a quiet one does."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(call: Callable[[], object]) -> int:
    """Count the lines of Python that run. What compiled code does between two lines is not seen."""
    count = 0

    def step(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()  # that of the coverage, where it is measured
    sys.settrace(lambda _frame, _event, _arg: step)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
