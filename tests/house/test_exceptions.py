"""Every exception for linter, type checker and coverage says why; and one that does not would be found."""

import pytest
from checks.common import kept_files
from checks.exceptions import unexplained


def test_every_exception_says_why():
    assert unexplained(kept_files()) == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: S603",
        "# noqa: S603, S607 --",
        "# type: ignore",
        "# type: ignore[attr-defined]",
        "# type: ignore[attr-defined] # noqa: ANN401",
        "# pragma: no cover",
        "# ruff: noqa: E501",
        "# noqa: S603 -- 1",
    ],
)
def test_exception_without_a_reason_is_found(tmp_path, comment):
    path = tmp_path / "planted.py"
    path.write_text(f'words = "# noqa"\nx = 1  {comment}\n')

    assert unexplained([path], tmp_path) == [f"planted.py:2: {comment}"]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: S603 -- our own words",
        "# noqa: S603, S607 - git, wherever it is",
        "# type: ignore[attr-defined]  # a field of choices",
        "# type: ignore[attr-defined]  # noqa: ANN401 -- the library's own",
        "# pragma: no cover - only where the extra is installed",
        "# there is no quarrel here",
    ],
)
def test_exception_with_its_reason_may_stand(tmp_path, comment):
    path = tmp_path / "planted.py"
    path.write_text(f"x = 1  {comment}\n")

    assert unexplained([path], tmp_path) == []
