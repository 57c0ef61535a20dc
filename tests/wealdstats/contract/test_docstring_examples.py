"""Every example in the documentation of `wealdstats` runs and says what it says."""

import doctest
import importlib
import pkgutil

import pytest

import wealdstats

MODULES = [
    module.name
    for module in pkgutil.walk_packages(wealdstats.__path__, "wealdstats.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    result = doctest.testmod(importlib.import_module(name))

    assert result.failed == 0
