"""Writes docs/reference/rules.md: every rule with its sentence. `python -m tests.spec.rule_book`."""

from itertools import groupby
from pathlib import Path

BOOK = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rules.md"
HEAD = """# Who may do what

Every act on Weald has one rule. A page, a list, a file and the programming interface all ask it, and a
refusal always says what was needed, what was found and what to do. What you may not know of does not
exist for you. The tables in `tests/spec` say for each named person of the story what each rule answers.

Written by `python -m tests.spec.rule_book` from the rules themselves.
"""


def rule_book() -> str:
    from weald.core.permissions import RULES  # noqa: PLC0415 -- after Django is set up

    parts = [HEAD]
    for app, rules in groupby(sorted(RULES), key=lambda name: name.partition(".")[0]):
        parts.append(f"\n## {app.capitalize()}\n\n| rule | in words |\n|---|---|\n")
        parts += [f"| `{name}` | {RULES[name].sentence} |\n" for name in rules]
    return "".join(parts)


if __name__ == "__main__":
    import django

    django.setup()
    BOOK.parent.mkdir(parents=True, exist_ok=True)
    BOOK.write_text(rule_book())
