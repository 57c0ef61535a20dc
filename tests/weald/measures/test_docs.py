"""The page about mappings says what mappings may say, no more and no less."""

import re
import tomllib
from pathlib import Path

import pytest

from weald.measures.domain.mapping import PART_KEYS, SCHEMES, TOP_KEYS, mapping_from, shipped_mappings
from weald.measures.enums import Group, Missing

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/mappings.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs/how-to/import-results.md").read_text(encoding="utf-8")


def keys_of(part):
    """The keys in the tables under a heading."""
    section = PAGE.split(f"### `{part}`\n")[1] if part else PAGE.split("## Keys\n")[1]
    rows = re.findall(r"^\| (`[^|]+) \|", re.split(r"\n##", section)[0], re.MULTILINE)
    return {key for row in rows for key in re.findall(r"`(\w+)`", row)}


def test_every_top_key_is_documented():
    parts = set(PART_KEYS) | {"missing"}

    assert keys_of("") | parts == TOP_KEYS
    for part in parts - {"figure"}:
        assert f"### `[{part}]`" in PAGE


@pytest.mark.parametrize("part", PART_KEYS)
def test_every_key_of_a_part_is_documented(part):
    heading = "[[figure]]" if part == "figure" else f"[{part}]"

    assert keys_of(heading) == PART_KEYS[part]


def test_every_shipped_mapping_reason_group_and_scheme_is_named():
    for word in (*Missing.values, *Group.values, *SCHEMES, *(mapping.code for mapping in shipped_mappings())):
        assert f"`{word}`" in PAGE, word


def test_the_example_is_a_mapping():
    example = PAGE.split("## An example")[1].split("```toml")[1].split("```")[0]

    assert mapping_from(tomllib.loads(example)).code == "ours"


def test_the_how_to_names_the_settings_and_only_options_the_command_has():
    from weald.cli.imports import results  # noqa: PLC0415 -- the command line loads slowly

    known = {
        option for parameter in results.params for option in (*parameter.opts, *parameter.secondary_opts)
    }

    assert {"WEALD_SUPPRESS_BELOW", "WEALD_SUPPRESS_SUBGROUP_BELOW"} <= set(re.findall(r"WEALD_\w+", HOW_TO))
    assert set(re.findall(r"(?<!\w)--[a-z-]+", HOW_TO)) <= known
