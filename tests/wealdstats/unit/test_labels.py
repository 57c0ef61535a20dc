"""Labels as row numbers, whatever kind of number or word they are."""

import numpy as np
import pytest

from wealdstats.labels import coded


@pytest.mark.parametrize(
    "labels",
    [
        np.array([-128, 127, 0, 127], np.int8),
        np.array([5, 3, 5], np.uint8),
        np.array([2**64 - 1, 2**64 - 3], np.uint64),
        np.array([-(2**63), 2**63 - 1]),
        np.array([7, 10**9, 7]),
        np.array(["b", "a", "b"]),
    ],
)
def test_coding_keeps_every_label_and_its_kind(labels):
    found = coded(labels, "target")

    assert (found.names[found.codes] == labels).all()
    assert found.names.dtype == labels.dtype
    assert (found.names == np.unique(labels)).all()
