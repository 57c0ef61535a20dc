"""Keep docs/reference/components.md equal to what the code declares. `--write` brings it up to date."""

import re
import sys
from dataclasses import MISSING, fields, is_dataclass
from inspect import Parameter, getdoc
from pathlib import Path
from typing import Any

from weald import charts
from weald.core.components import CATALOGUE, Component
from weald.core.templatetags import components  # noqa: F401 -- declares them

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "components.md"
HEAD = """# Components and charts

What a page may use, with every attribute. Written by `checks/components_reference.py --write` from
the declarations in `weald/core/templatetags/components.py` and `weald/charts`; a test fails when
it is out of date. The component page (`/components`, in the demo and in development) shows each one.

A template begins with `{% load components %}`. Attributes are named; an unknown or missing one is refused.
"""


def words(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return re.sub(r"\b(typing|collections\.abc|weald\.charts\.\w+|django(\.\w+)+)\.", "", text).replace(
        "|", "\\|"
    )


def rows(entries: list[tuple[str, Any, str]]) -> list[str]:
    table = [f"| `{name}` | {words(annotation)} | {default} |" for name, annotation, default in entries]
    return ["", "| attribute | takes | default |", "|---|---|---|", *table] if table else []


def component(entry: Component) -> list[str]:
    form = (
        f"{{% {entry.name} … %}}…{{% end{entry.name} %}}" if entry.has_content else f"{{% {entry.name} … %}}"
    )
    attributes = [
        (p.name, p.annotation, "*required*" if p.default is Parameter.empty else f"`{p.default!r}`")
        for p in entry.attributes.parameters.values()
    ]
    return [f"### {entry.name}", "", entry.purpose, "", f"`{form}`", *rows(attributes), ""]


def chart(kind: type) -> list[str]:
    attributes = [
        (field.name, field.type, "*required*" if field.default is MISSING else f"`{field.default!r}`")
        for field in fields(kind)
    ]
    return [f"### {kind.__name__}", "", getdoc(kind) or "", *rows(attributes), ""]


def reference() -> str:
    lines = [HEAD, "## Components", ""]
    for name in sorted(CATALOGUE):
        lines += component(CATALOGUE[name])
    lines += ["## Charts", "", "From `weald.charts`; frozen, drawn by `{% figure figure=… %}`.", ""]
    for name in charts.__all__:
        kind = getattr(charts, name)
        if isinstance(kind, type) and is_dataclass(kind):
            lines += chart(kind)
    units = [f"`{name}`" for name in charts.__all__ if isinstance(getattr(charts, name), charts.Unit)]
    lines += ["## Units", "", f"Ready made: {', '.join(units)}; another is a `Unit` of its own."]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    if "--write" in sys.argv:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(reference())
        return 0
    if TARGET.exists() and TARGET.read_text() == reference():
        return 0
    print(f"{TARGET} is out of date: run python checks/components_reference.py --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
