from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from weald.postgres import Cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that the server's account can reach (pytest's own are closed to it)."""
    place = Path(tempfile.mkdtemp(prefix="weald-postgres-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster whose server is gone after the test, whatever the test did to it."""
    one = Cluster(folder, durable=False)
    yield one
    one.stop()
    if one.is_alive():
        one.start()
        one.stop()
    assert not one.is_alive()


@pytest.fixture
def weald_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run a few lines in another Python process that has the package; ended with the test."""
    running: list[subprocess.Popen[str]] = []
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    def start(code: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-c", code, *map(str, arguments)]
        running.append(subprocess.Popen(command, text=True, **pipes, **options))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()
