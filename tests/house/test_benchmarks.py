"""What the page on benchmarks says is what was measured, and nothing measured elsewhere is lost from it."""

import json

from bench.scale import KEPT, PAGE, page


def measured():
    return [point for found in json.loads(KEPT.read_text()).values() for point in found]


def test_page_says_what_was_measured():
    written = PAGE.read_text()

    assert page(measured(), written) == written


def test_measuring_again_leaves_other_sections_where_they_are():
    other = "\n## Another measurement\n\nof something else\n\n## And one more\n"

    assert page(measured(), page([], other)).endswith(other)
    assert "## " not in page(measured(), "")
