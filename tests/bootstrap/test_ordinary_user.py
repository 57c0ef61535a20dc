"""`weald` and its database for an ordinary user, where the tests run as root and can become one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.postgres.ordinary import ANYBODY, needs_root

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
USE = """
import pathlib, os
from weald.postgres import Cluster, ensure_database
cluster = Cluster(pathlib.Path(os.environ["WEALD_DATA"]), durable=False)
with cluster.running() as server:
    ensure_database(server, "weald")
    print(os.getuid(), cluster.layout.data.stat().st_uid, oct(cluster.layout.root.stat().st_mode & 0o777))
print(cluster.is_alive())
"""
pytestmark = needs_root


@pytest.fixture
def home() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="weald-home-"))
    os.chown(place, ANYBODY, ANYBODY)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def as_anybody(home: Path) -> Run:
    """Run something as a user without privileges."""

    def run(*command: object, **settings: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)),
            env={"PATH": os.defpath, "HOME": str(home), "UV_OFFLINE": "1", "PIP_NO_INDEX": "1"}
            | {name: str(value) for name, value in settings.items()},
            user=ANYBODY,
            group=ANYBODY,
            extra_groups=[],
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def their_python() -> str:
    """A Python of this version that other users may run (root's own may lie in root's home)."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        try:
            done = subprocess.run([candidate, "-c", ""], user=ANYBODY, group=ANYBODY, cwd="/", check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return candidate
    pytest.skip(f"no Python {version} here that an ordinary user may run")


@pytest.fixture
def packages() -> Path:
    """Where this environment's packages are, if others may read them."""
    return Path(next(path for path in sys.path if path.endswith("site-packages")))


def test_database_of_an_ordinary_user_runs_as_that_user_and_is_closed_to_others(
    as_anybody: Run, their_python: str, packages: Path, home: Path
):
    done = as_anybody(
        their_python, "-c", USE, WEALD_DATA=home / "data", PYTHONPATH=f"{ROOT / 'src'}:{packages}"
    )

    assert done.stdout == f"{ANYBODY} {ANYBODY} 0o700\nFalse\n", done.stderr


def test_folder_that_cannot_be_written_is_explained(as_anybody: Run, their_python: str, packages: Path):
    done = as_anybody(
        their_python, "-c", USE, WEALD_DATA="/root/weald", PYTHONPATH=f"{ROOT / 'src'}:{packages}"
    )

    assert "PostgresProblem" in done.stderr
    assert "Make the folder writable for the user who runs Weald" in done.stderr


def test_database_of_another_user_is_explained(
    as_anybody: Run, their_python: str, packages: Path, home: Path
):
    other = home / "data" / "database" / "cluster"
    other.mkdir(parents=True)

    done = as_anybody(
        their_python, "-c", USE, WEALD_DATA=home / "data", PYTHONPATH=f"{ROOT / 'src'}:{packages}"
    )

    assert "It belongs to user number 0, and this is user number" in done.stderr


def test_checkout_that_cannot_be_written_is_used_from_the_users_cache(
    as_anybody: Run, their_python: str, home: Path
):
    place = Path(tempfile.mkdtemp(prefix="weald-checkout-"))
    place.chmod(0o755)
    shutil.copy(ROOT / "weald", place / "weald")
    (place / "requirements").mkdir()
    (place / "requirements" / "site.lock").write_text("# nothing\n")
    shutil.copy(ROOT / "requirements" / "bootstrap.lock", place / "requirements")
    (place / "src/weald/cli").mkdir(parents=True)
    (place / "src/weald/cli/__main__.py").write_text("import sys; print('ran', sys.prefix)")

    done = as_anybody(their_python, place / "weald", "check")

    shutil.rmtree(place)
    assert done.stdout.startswith(f"ran {home}/.cache/weald/"), done.stderr
