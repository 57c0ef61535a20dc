"""The import contracts of `.importlinter`: between apps, inside an app, around the numerical package."""

import os
import re
import subprocess
import sys
from pathlib import Path

from checks.common import ROOT, main

BROKEN = re.compile(r"^(.+) BROKEN(?: \(.*\))?$", re.MULTILINE)
IMPORT = re.compile(r"^-?\s+(\S+ -> \S+ \(.*\))$", re.MULTILINE)


def broken(source: Path = ROOT / "src") -> list[str]:
    """Name the contracts that the code below `source` breaks, and the imports that break them."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )
    contracts = [f"broken: {name.strip()}" for name in BROKEN.findall(done.stdout)]
    if done.returncode and not contracts:
        return [f"the contracts could not be checked: {done.stdout[-500:]}{done.stderr[-500:]}"]
    return contracts + [f"by: {line}" for line in IMPORT.findall(done.stdout)]


if __name__ == "__main__":
    main(broken())
