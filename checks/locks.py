"""The locks name no address, pin every package by hash, and hold what pyproject.toml asks for."""

import re
import tomllib
from collections.abc import Iterable, Mapping

from checks.common import ROOT, main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", re.IGNORECASE)
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^ ;\\]+)", re.MULTILINE)


def addresses(lock: str) -> list[str]:
    """Name the lines that would tie an installation to one host."""
    lines = enumerate(lock.splitlines(), start=1)
    return [
        f"line {number} names an address: {line.strip()}" for number, line in lines if ADDRESS.search(line)
    ]


def without_hash(lock: str) -> list[str]:
    """Name the packages that anybody could replace on the way."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
    return [
        f"{match[1]} has no hash"
        for block in blocks
        if (match := PINNED.match(block)) and "--hash=sha256:" not in block
    ]


def missing(wanted: Iterable[str], lock: str) -> list[str]:
    """Name what is asked for and not locked, or locked at a version that is not asked for."""
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(lock)}
    found = []
    for text in wanted:
        requirement = Requirement(text)
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None:
            found.append(f"{requirement.name} is not locked")
        elif not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{requirement.name} is locked at {version}, wanted {requirement.specifier}")
    return found


def faults() -> list[str]:
    """Look at both locks of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    base: list[str] = project["project"]["dependencies"]
    site: list[str] = project["project"]["optional-dependencies"]["site"]
    wanted: Mapping[str, list[str]] = {
        "site.lock": base + site,
        "dev.lock": base + site + project["dependency-groups"]["dev"],
    }
    found = []
    for name, packages in wanted.items():
        lock = (ROOT / "requirements" / name).read_text()
        told = addresses(lock) + without_hash(lock) + missing(packages, lock)
        found += [f"requirements/{name}: {line}" for line in told]
    return found


if __name__ == "__main__":
    main(faults())
