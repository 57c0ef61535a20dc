"""Small parts of the command line."""

import io
import time

import numpy as np
import pytest

from wealdstats.cli.progress import Progress
from wealdstats.cli.registry import method
from wealdstats.cli.show import cell, plain
from wealdstats.dividend import Verdict
from wealdstats.errors import InputError


class Terminal(io.StringIO):
    """Text that somebody reads as it comes."""

    def isatty(self):
        return True


def test_a_long_run_says_how_far_it_is_and_cleans_up():
    stream = Terminal()

    with Progress("icc", stream, after=0.01, every=0.01) as progress:
        progress.step(3, 1000)
        time.sleep(0.1)

    assert "icc … 0 s, 3 of 1,000" in stream.getvalue()
    assert stream.getvalue().endswith("\r")


def test_a_short_run_and_a_file_are_told_nothing():
    short, file = Terminal(), io.StringIO()

    with Progress("icc", short):
        pass
    with Progress("icc", file, after=0.0):
        time.sleep(0.02)

    assert short.getvalue() == file.getvalue() == ""


def test_a_method_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="wigh"):
        method("wigh")


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (np.float64("inf"), None),
        (np.array([True, False]), [True, False]),
        ({"a": np.int64(3)}, {"a": 3}),
        (Verdict.NO_SIGN, str(Verdict.NO_SIGN.value)),
        (frozenset({"x"}), ["x"]),
        (3 + 4j, "(3+4j)"),
    ],
)
def test_whatever_a_result_holds_can_be_written(value, held):
    assert plain(value) == held


def test_a_cell_is_short():
    assert cell([1.0, None, False]) == "1, –, no"
    assert cell([]) == "–"
    assert cell({"a": 1, "b": 0.5}) == "a 1, b 0.5"
