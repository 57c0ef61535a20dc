"""The secret that signs sessions, where nobody gave one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from weald.settings.security import kept_secret


def test_secret_is_made_once_and_closed_to_others(tmp_path: Path):
    path = tmp_path / "keys" / "session"

    first, second = kept_secret(path), kept_secret(path)

    assert first == second
    assert len(first) >= 40
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_all_who_ask_at_once_get_the_same_secret(tmp_path: Path):
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(kept_secret, [tmp_path / "keys" / "session"] * 64))

    assert len(set(got)) == 1
