import pickle
from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest

from wealdstats.types import FloatArray, Result


@dataclass(frozen=True, slots=True, eq=False)
class Mean(Result):
    value: FloatArray
    name: str


def test_a_result_lets_nobody_change_a_field_or_a_number_in_it():
    mean = Mean(np.array([1.0, 2.0]), "m")

    with pytest.raises(FrozenInstanceError):
        mean.name = "n"
    with pytest.raises(ValueError, match="read-only"):
        mean.value[0] = 5.0


def test_a_result_leaves_the_array_it_was_given_writeable():
    given = np.array([1.0, 2.0])

    Mean(given, "m")
    given[0] = 3.0

    assert given[0] == 3.0


def test_a_result_comes_back_from_another_process_as_read_only_as_it_went():
    back = pickle.loads(pickle.dumps(Mean(np.array([1.0, 2.0]), "m")))  # noqa: S301 -- our own

    assert back.value.tolist() == [1.0, 2.0]
    assert back.name == "m"
    assert not back.value.flags.writeable
