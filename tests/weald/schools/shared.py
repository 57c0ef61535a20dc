"""Where the published files are, for tests that read them whole; they are no part of the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("WEALD_SHARED_DATA") or ROOT.parent / "shared" / "data")

needs_shared_data = pytest.mark.skipif(
    not (SHARED / "register").is_dir(), reason=f"the published files are not at {SHARED} (WEALD_SHARED_DATA)"
)


def register_file(name):
    return SHARED / "register" / name
