"""Reading the environment: the only place that touches os.environ for settings."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import platformdirs


class Mode(StrEnum):
    """What the site is being run for."""

    DEMO = "demo"
    DEVELOPMENT = "development"
    PRODUCTION = "production"
    TEST = "test"


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    return text(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def words(name: str) -> list[str]:
    return [word for word in text(name).replace(",", " ").split() if word]


def everything() -> Mapping[str, str]:
    """Give the whole environment, for settings whose names are chosen by whoever sets them."""
    return os.environ


def data_folder() -> Path:
    """Where everything Weald keeps lives: database, keys, uploads, signed heads."""
    chosen = text("WEALD_DATA")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("weald")


MODE = Mode(text("WEALD_MODE", Mode.DEVELOPMENT))
DATA = data_folder()
