"""Keep docs/reference/register.md equal to what is read. `--write` brings it up to date."""

import sys

import django
from checks.common import ROOT

PLACE = ROOT / "docs" / "reference" / "register.md"
OPENING = """# Columns of the register's files

Written by `python -m checks.register_reference --write` from `weald/schools/domain/register/layouts.py`;
a test fails when it is out of date. Headings are compared without regard to capitals and spacing, and
columns that are not listed are not read. A file is of a kind if it has all of the kind's **marking**
columns; a row is of use if its **needed** cells are filled.
"""


def written() -> str:
    from weald.schools.domain.register.layouts import LAYOUTS  # noqa: PLC0415 -- after Django is set up

    parts = [OPENING]
    for layout in LAYOUTS:
        parts.append(f"\n## {layout.title}\n\n| column | becomes | |\n|---|---|---|\n")
        for field in layout.fields:
            marks = [
                word for word, has in (("marking", field.is_marking), ("needed", field.is_needed)) if has
            ]
            headings = " or ".join(f"`{heading}`" for heading in field.headings)
            parts.append(f"| {headings} | {field.name.replace('_', ' ')} | {', '.join(marks)} |\n")
    return "".join(parts)


def main() -> int:
    django.setup()
    if "--write" in sys.argv:
        PLACE.write_text(written())
        return 0
    is_current = PLACE.exists() and PLACE.read_text() == written()
    print("register reference is up to date" if is_current else f"{PLACE} is out of date: run with --write")
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(main())
