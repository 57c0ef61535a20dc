"""Bringing files in by the browser, with the demo's own worker doing the work."""

from __future__ import annotations

import pytest
from tests.journeys.conftest import LOOKS
from tests.journeys.walk import Walk

# The worker's turn makes these slow: once with scripts, once without.
pytestmark = pytest.mark.parametrize(
    "walk",
    [look for look in LOOKS if look.name in {"phone-dark", "without-script"}],
    ids=lambda look: look.name,
    indirect=True,
)

OF_MEASURES = b"""\
urn,measure,year,value
900001,ks2_rwm_expected,2031,61
900002,ks2_rwm_expected,2031,many
123456,ks2_rwm_expected,2031,70
"""
OF_NO_KIND = b"""\
School number,What,When,Result
900001,ks2_rwm_expected,2031,61
"""
LINKS = b"""\
URN,LinkURN,LinkName,LinkType,LinkEstablishedDate
900001,nonsense,Old Oak School,Predecessor,01-09-2015
"""


def give(walk: Walk, name: str, content: bytes) -> None:
    walk.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    walk.press(walk.page.get_by_role("button", name="Look through it"))


def wait_for(walk: Walk, heading: str) -> None:
    """Look again until the worker is done; with scripts the page does so by itself."""
    for _ in range(60):
        if walk.heading() == heading:
            walk.look_at()
            return
        walk.page.wait_for_timeout(250)
        if not walk.look.has_script:
            walk.page.reload()
    assert walk.heading() == heading


def test_a_steward_sees_what_results_would_change_and_which_rows_are_wrong(walk: Walk):
    walk.sign_in("Jo")
    walk.open("/measures/imports")
    give(walk, "results.csv", OF_MEASURES)

    wait_for(walk, "What would the file change?")
    rejected = walk.page.get_by_role("table", name="The first rejected rows")
    assert rejected.get_by_role("row").filter(has_text="many").is_visible()
    assert rejected.get_by_text("No school here has the URN 123456").is_visible()
    with walk.page.expect_download() as saved:
        walk.page.get_by_role("link", name="Save the rejected rows").click()
    assert "123456" in saved.value.path().read_text(encoding="utf-8-sig")
    assert not walk.problems


def test_a_steward_explains_columns_that_say_nothing(walk: Walk):
    walk.sign_in("Jo")
    walk.open("/measures/imports")
    give(walk, "own.csv", OF_NO_KIND)

    assert walk.page.get_by_text("School number").first.is_visible()
    assert walk.page.get_by_role("button").first.is_visible()
    assert not walk.problems


def test_a_steward_reads_what_the_register_would_change(walk: Walk):
    walk.sign_in("Jo")
    walk.open("/schools/imports")
    give(walk, "links_edubasealldata20310101.csv", LINKS)

    wait_for(walk, "What would the file change?")
    assert walk.page.get_by_text("nonsense").first.is_visible()
    assert not walk.problems


def test_a_file_that_is_no_register_is_refused_where_it_is_given(walk: Walk):
    walk.sign_in("Jo")
    walk.open("/schools/imports")
    walk.page.locator("input[type=file]").set_input_files(
        {"name": "recipe.csv", "mimeType": "text/csv", "buffer": b"flour,butter\n1,2\n"}
    )
    walk.page.get_by_role("button", name="Look through it").click()
    walk.page.wait_for_load_state()

    assert walk.page.get_by_text("flour, butter").first.is_visible()
    walk.look_at()
    assert not walk.problems
