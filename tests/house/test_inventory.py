"""Settings and estimators are documented; and one that is not would be found."""

from checks.common import ROOT
from checks.inventory import (
    PARTS,
    differences,
    estimators,
    faults,
    settings_documented,
    settings_in,
    without_page,
    without_part,
)


def test_every_setting_and_estimator_is_documented():
    assert faults() == []


def test_settings_are_found_in_the_code():
    found = settings_in((ROOT / "src" / "weald").rglob("*.py"))

    assert {"DATABASE_URL", "WEALD_DATA", "WEALD_MODE", "WEALD_METRICS_TOKEN"} <= found


def test_setting_that_is_not_documented_or_no_longer_there_is_found(tmp_path):
    path = tmp_path / "new.py"
    path.write_text(
        'import os\nnew = os.environ["WEALD_NEW"]\nprefix = "WEALD_NEW_"\nwords = "set WEALD_OTHER"\n'
    )
    page = "### `WEALD_OLD`\n\nNot `WEALD_NEW`.\n"

    found = differences("setting", settings_in([path]), settings_documented(page))

    assert found == [
        "setting WEALD_NEW is not documented",
        "setting WEALD_OLD is documented, but not there",
    ]


def test_estimators_are_found_in_the_code():
    assert "synthetic_did" in set(estimators())


def test_estimator_without_a_page_is_found(tmp_path):
    (tmp_path / "oak.md").write_text("# Oak\n\n## `ash` too\n\nNot `elm`.\n")

    assert without_page(["oak", "ash", "elm"], tmp_path) == ["elm: no page in docs/methods"]


def test_page_without_a_part_is_found(tmp_path):
    (tmp_path / "oak.md").write_text("\n".join(f"## {part}" for part in PARTS if part != "Variance"))
    (tmp_path / "woods.md").write_text("# About woods, which estimate nothing")

    assert without_part({"oak"}, tmp_path) == ["docs/methods/oak.md: no part 'Variance'"]
