"""Nothing is too large; and what is too large would be found."""

import pytest
from checks.common import kept_files
from checks.sizes import oversized


def test_nothing_in_the_house_is_too_large():
    assert oversized(kept_files()) == []


@pytest.mark.parametrize(
    ("name", "lines", "limit"),
    [
        ("src/weald/schools/domain/long.py", 401, 400),
        ("tests/weald/test_long.py", 601, 600),
        ("checks/long.py", 101, 100),
        ("src/weald/schools/templates/schools/long.html", 201, 200),
        ("src/weald/templates/_components/long/long.css", 151, 150),
    ],
)
def test_file_that_is_one_line_too_long_is_found_and_one_that_fits_is_not(tmp_path, name, lines, limit):
    path = tmp_path / name
    path.parent.mkdir(parents=True)

    path.write_text("\n" * lines)
    too_long = oversized([path], tmp_path)
    path.write_text("\n" * limit)

    assert too_long == [f"{name}: {lines} lines, at most {limit}"]
    assert oversized([path], tmp_path) == []


@pytest.mark.parametrize(("lines", "is_found"), [(60, False), (61, True)])
def test_function_is_measured_by_its_body_without_the_docstring(tmp_path, lines, is_found):
    path = tmp_path / "src" / "long.py"
    path.parent.mkdir()
    body = ["    x = 1"] * lines

    path.write_text(
        "\n".join(["async def long(", "    a,", "):", '    """Say', "    much.", '    """', *body])
    )

    expected = ["src/long.py: long has a body of 61 lines, at most 60"] if is_found else []
    assert oversized([path], tmp_path) == expected


def test_core_that_has_grown_over_its_head_is_found(tmp_path):
    paths = [tmp_path / "src" / "weald" / "core" / f"{number}.py" for number in range(8)]
    paths[0].parent.mkdir(parents=True)
    for path in paths:
        path.write_text("\n" * 380)

    assert oversized(paths, tmp_path) == ["src/weald/core: 3040 lines of Python, at most 3000"]


def test_what_nobody_writes_by_hand_is_not_measured(tmp_path):
    path = tmp_path / "src" / "weald" / "core" / "migrations" / "0001_initial.py"
    path.parent.mkdir(parents=True)
    path.write_text("\n" * 900)

    assert oversized([path], tmp_path) == []
