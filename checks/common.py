"""What the checks share: where the house stands, and how they answer."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def kept_files(root: Path = ROOT) -> list[Path]:
    """Give every file that is kept or about to be, those ignored left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 -- git, wherever it is
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    return sorted(root / name for name in listed.stdout.split("\0") if name and (root / name).is_file())


def answer(findings: Iterable[str]) -> int:
    """Print what was found; the exit code says whether there was anything."""
    found = sorted(findings)
    for line in found:
        print(line)
    return 1 if found else 0


def main(findings: Iterable[str]) -> None:
    sys.exit(answer(findings))


def set_up_site() -> None:
    """Make the site's code known to a check that runs by itself; needs no database."""
    import os  # noqa: PLC0415 -- only these checks need them
    import tempfile  # noqa: PLC0415 -- as above

    import django  # noqa: PLC0415 -- as above

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weald.settings")
    os.environ.setdefault("WEALD_SECRET_KEY", "only for looking at the code")
    os.environ.setdefault("WEALD_DATA", tempfile.gettempdir())
    django.setup()
