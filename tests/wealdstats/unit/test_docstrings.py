"""Every example runs, and every public name has one, with its source."""

import doctest
import importlib
import inspect
import pkgutil
from enum import Enum

import pytest

import wealdstats

MODULES = ["wealdstats", *(m.name for m in pkgutil.walk_packages(wealdstats.__path__, "wealdstats."))]


def documented(name):
    """Public functions and classes of a module; errors and enumerations need no example."""
    module = importlib.import_module(name)
    for attribute, value in vars(module).items():
        own = not attribute.startswith("_") and getattr(value, "__module__", None) == name
        plain = inspect.isclass(value) and issubclass(value, Exception | Enum)
        if own and not plain and (inspect.isclass(value) or inspect.isfunction(value)):
            yield attribute, value


@pytest.mark.parametrize("name", MODULES)
def test_examples_run_as_printed(name):
    outcome = doctest.testmod(importlib.import_module(name))

    assert outcome.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_source_and_an_example(name):
    lacking = [
        f"{attribute}: {part}"
        for attribute, value in documented(name)
        for part in ("Notes\n    -----\n    Source:", ">>> ")
        if part not in (value.__doc__ or "")
    ]

    assert lacking == []


def test_there_is_something_to_document():
    names = {attribute for name in MODULES for attribute, _ in documented(name)}

    assert {"synthetic_did", "att_gt", "fit_batch", "Weights", "Panel"} <= names
