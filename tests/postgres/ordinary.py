"""Acting as an ordinary user, where the tests run as root."""

from __future__ import annotations

import os

import pytest

ANYBODY = 65534  # an account without privileges that every system has
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to act as another user")
