"""The file `weald`: one environment for each state of the lock, whoever asks, however often."""

from __future__ import annotations

import ast
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The Python from which this environment was made: it has pip, which the environment need not have.
WITH_PIP = str(sys._base_executable)
LOCK = """\
# Nothing to fetch: an environment of Python alone.
"""
PACKAGE = 'import sys; print("ran", sys.argv[1:], sys.prefix); __version__ = "0"'
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout, in a folder with spaces, whose package only says that it ran."""
    place = Path(tempfile.mkdtemp(prefix="weald bootstrap "))
    place.chmod(0o755)
    shutil.copy(ROOT / "weald", place / "weald")
    for name in ("site", "dev"):
        lock = place / "requirements" / f"{name}.lock"
        lock.parent.mkdir(exist_ok=True)
        lock.write_text(LOCK)
    shutil.copy(ROOT / "requirements" / "bootstrap.lock", place / "requirements")
    for module in ("__init__.py", "cli/__init__.py"):
        (place / "src" / "weald" / module).parent.mkdir(parents=True, exist_ok=True)
        (place / "src" / "weald" / module).write_text("")
    (place / "src" / "weald" / "cli" / "__main__.py").write_text(PACKAGE)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def weald(checkout: Path, tmp_path: Path) -> Run:
    def run(
        *arguments: str, python: str = sys.executable, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, str(checkout / "weald"), *arguments],
            env=_environment(tmp_path) | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "UV_OFFLINE": "1", "PIP_NO_INDEX": "1"}


def environments(checkout: Path) -> list[str]:
    return sorted(path.name for path in (checkout / ".weald").glob("env-*"))


def test_first_use_makes_the_environment_and_the_second_finds_it(weald: Run, checkout: Path):
    first = weald("demo", "--once", "it's")
    second = weald("demo", "--once", "it's")

    assert first.stdout.startswith("""ran ['demo', '--once', "it's"]"""), first.stderr
    assert "sets itself up, once" in first.stderr
    assert second.stdout == first.stdout
    assert second.stderr == ""
    assert str(checkout / ".weald" / environments(checkout)[0]) in first.stdout


def test_tests_have_an_environment_of_their_own(weald: Run, checkout: Path):
    weald("check")
    weald("test")

    assert [name.rpartition("-")[0] for name in environments(checkout)] == ["env-dev", "env-site"]


def test_it_can_be_run_by_name_through_a_link_and_from_anywhere(weald: Run, checkout: Path, tmp_path: Path):
    weald("check")
    link = tmp_path / "linked"
    link.symlink_to(checkout / "weald")
    (tmp_path / "click.py").write_text("raise SystemExit('the wrong click')")

    done = subprocess.run(
        [str(link), "check"],
        cwd=tmp_path,
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.startswith("ran ['check']"), done.stderr


def test_changed_lock_makes_another_environment_and_removes_the_old_one(weald: Run, checkout: Path):
    weald("check")
    [before] = environments(checkout)
    (checkout / "requirements" / "site.lock").write_text(LOCK + "# changed\n")
    weald("check")

    [after] = environments(checkout)
    assert after != before


def test_environment_that_a_command_still_runs_in_is_kept(weald: Run, checkout: Path, tmp_path: Path):
    (checkout / "src/weald/cli/__main__.py").write_text(
        "import time; print('on', flush=True); time.sleep(600)"
    )
    running = subprocess.Popen(
        [sys.executable, str(checkout / "weald"), "serve"],
        env=_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdout.readline() == "on\n"
    (checkout / "src/weald/cli/__main__.py").write_text(PACKAGE)
    (checkout / "requirements" / "site.lock").write_text(LOCK + "# changed\n")

    weald("check")
    while_running = environments(checkout)
    running.kill()
    running.communicate()
    (checkout / "requirements" / "site.lock").write_text(LOCK + "# changed again\n")
    weald("check")

    assert len(while_running) == 2
    assert len(environments(checkout)) == 1


def test_interrupted_set_up_is_made_up_for(weald: Run, checkout: Path):
    weald("check")
    place = checkout / ".weald" / environments(checkout)[0]
    (place / "ready").unlink()
    (place / "bin" / "python").unlink()

    done = weald("check")

    assert done.stdout.startswith("ran ['check']"), done.stderr


def test_killed_set_up_leaves_no_lock(checkout: Path, weald: Run, tmp_path: Path):
    first = subprocess.Popen(
        [sys.executable, str(checkout / "weald"), "check"], env=_environment(tmp_path), stderr=subprocess.PIPE
    )
    first.stderr.readline()
    first.send_signal(signal.SIGKILL)
    first.communicate()

    assert weald("check").stdout.startswith("ran ['check']")


def test_many_first_uses_at_once_make_one_environment(checkout: Path, tmp_path: Path):
    several = [
        subprocess.Popen(
            [sys.executable, str(checkout / "weald"), "check"],
            env=_environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    said = [process.communicate(timeout=120) for process in several]

    assert [out.startswith("ran ['check']") for out, _ in said] == [True] * 5
    assert sum("sets itself up" in err for _, err in said) == 1


def test_without_uv_pip_does_it(checkout: Path, weald: Run, tmp_path: Path):
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("sh", "env"):
        (folder / program).symlink_to(shutil.which(program))

    done = weald("check", python=WITH_PIP, PATH=str(folder))

    assert "Fetching uv" in done.stderr
    assert done.stdout.startswith("ran ['check']"), done.stderr


def test_uv_that_fails_is_made_up_for_by_pip(checkout: Path, weald: Run, tmp_path: Path):
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "uv").write_text("#!/bin/sh\nexit 1\n")
    (folder / "uv").chmod(0o755)

    done = weald("check", python=WITH_PIP, PATH=f"{folder}:{os.environ['PATH']}")

    assert "trying with pip" in done.stderr
    assert done.stdout.startswith("ran ['check']"), done.stderr


def test_what_cannot_be_installed_is_explained(checkout: Path, weald: Run):
    (checkout / "requirements" / "site.lock").write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n")

    done = weald("check")

    assert done.returncode == 1
    assert "Weald could not install its packages" in done.stderr
    assert "Traceback" not in done.stderr


def test_package_with_another_hash_is_refused(checkout: Path, weald: Run):
    (checkout / "requirements" / "site.lock").write_text("click==8.1.8\n")  # without any hash

    done = weald("check")

    assert done.returncode == 1


def test_somebody_elses_python_settings_do_not_get_in(weald: Run, tmp_path: Path):
    weald("check")
    (tmp_path / "weald").mkdir()
    (tmp_path / "weald" / "__init__.py").write_text("raise SystemExit('the wrong weald')")

    done = weald("check", PYTHONPATH=str(tmp_path), PYTHONHOME="")

    assert done.stdout.startswith("ran ['check']"), done.stderr


def test_made_environment_costs_next_to_nothing(weald: Run, checkout: Path, tmp_path: Path):
    weald("check")
    python = next((checkout / ".weald").glob("env-*/bin/python"))

    def seconds(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([str(python), *command], env=_environment(tmp_path), capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # Processor time, and the least of several: other work on the machine only ever adds.
    with_bootstrap = min(seconds(str(checkout / "weald"), "check") for _ in range(10))
    without = min(seconds("-P", "-m", "weald.cli", "check") for _ in range(10))

    assert with_bootstrap - without < 0.05


def test_old_python_can_read_the_file_and_is_told():
    ast.parse((ROOT / "weald").read_text(), feature_version=(3, 6))

    said = _under_old_python(path="")

    assert said.returncode == 1
    assert said.stderr.startswith("Weald needs Python 3.11 or newer")


def test_old_python_hands_over_to_a_newer_one_on_the_path(tmp_path: Path):
    newer = tmp_path / "python3.12"
    newer.write_text("#!/bin/sh\necho newer $2\n")
    newer.chmod(0o755)

    said = _under_old_python(path=str(tmp_path))

    assert said.stdout == "newer demo\n"


def _under_old_python(*, path: str) -> subprocess.CompletedProcess[str]:
    """Run the file as if by Python 3.8, which need not be here."""
    text = (ROOT / "weald").read_text()
    code = f"import sys; sys.version_info = (3, 8); sys.argv = ['weald', 'demo']; exec({text!r})"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


def test_locks_hold_hashes_and_no_addresses():
    for lock in (ROOT / "requirements").glob("*.lock"):
        lines = lock.read_text().splitlines()

        assert "://" not in lock.read_text()
        assert not any(line.startswith("-") for line in lines)
        pinned = [number for number, line in enumerate(lines) if line and line[0] not in " #"]
        assert all("==" in lines[number] for number in pinned)
        assert all(lines[number + 1].strip().startswith("--hash=sha256:") for number in pinned), lock.name
