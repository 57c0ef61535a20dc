"""Mappings are checked when they are read, and files are known by their columns."""

import csv

import pytest

from weald.core.errors import WealdError
from weald.measures.domain.catalogue import shipped_definitions
from weald.measures.domain.mapping import (
    mapping_from,
    read_mapping,
    recognise,
    shipped_mapping,
    shipped_mappings,
)
from weald.measures.enums import Missing

LEAST = {"code": "orchard", "name": "Orchard", "school": {"column": "URN"}}
FIGURE = {"column": "Apples", "measure": "ks2_rwm_expected"}
TIDY = {"value_column": "value", "measure_column": "measure"}

KS2_TABLES = "URN,KS2 Pupils,Reading Progress,Overall Meet Std,Overall Exceed Std,Academic Year"
KS2_FINAL = "RECTYPE,URN,SCHNAME,READPROG,READPROG_DESCR,WRITPROG,MATPROG"
KS4_FINAL = "RECTYPE,LEA,ESTAB,URN,TPUP,ATT8SCR,P8MEA,PTL2BASICS_95"
PANEL = "urn,year,pupils,rwm_exp,rwm_high,read_prog,writ_prog,mat_prog,read_score,mat_score,sid"
CENSUS = "key,fsm,eal,senEhcp,senSupport"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (KS2_TABLES, "ks2_tables"),
        (KS2_FINAL, "ks2_final"),
        (KS2_FINAL.lower(), "ks2_final"),
        (KS4_FINAL, "ks4_final"),
        (PANEL, "ks2_panel"),
        (CENSUS, "census_by_urn"),
        ("URN,LA,ESTAB,SCHOOLTYPE,NOR,PNUMFSMEVER,PNUMEAL", "census_final"),
        ("LA,ESTAB,URN,PERCTOT,PPERSABS10", "absence_final"),
        ("urn,year,measure,group,value,cohort", "tidy"),
        (" URN , Year , Measure , Value ", "tidy"),
    ],
)
def test_published_tables_are_known_by_their_columns(heading, code):
    assert recognise(next(csv.reader([heading]))).code == code


def test_an_unknown_table_is_nobody_s():
    assert recognise(["tree", "apples"]) is None


def test_every_measure_a_shipped_mapping_names_is_in_the_catalogue():
    known = {definition.code for definition in shipped_definitions()}

    for mapping in shipped_mappings():
        assert {figure.measure for figure in mapping.figures} <= known, mapping.code


def test_shipped_mappings_read_the_files_they_are_made_for_as_published_and_tidy_ones_as_one_s_own():
    assert {mapping.code for mapping in shipped_mappings() if not mapping.is_public} == {"tidy"}


def test_a_mapping_is_found_by_its_code():
    assert shipped_mapping("ks4_final").name.startswith("Key stage 4")


def test_asking_for_an_unknown_mapping_names_the_known_ones():
    with pytest.raises(WealdError) as caught:
        shipped_mapping("orchard")

    assert "ks2_final" in caught.value.refusal.remedy


def test_a_mapping_may_have_symbols_of_its_own():
    mapping = mapping_from(LEAST | {"figure": [FIGURE], "missing": {"WORMS": "x", "blank": "np"}})

    assert mapping.symbols["worms"] == Missing.UNAVAILABLE
    assert mapping.symbols[""] == Missing.NOT_PUBLISHED
    assert mapping.symbols["supp"] == Missing.SUPPRESSED


def test_a_mapping_without_telling_columns_fits_no_file_by_itself():
    assert not mapping_from(LEAST | {"figure": [FIGURE]}).fits(["URN", "Apples"])


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"code": ""}, "has no code"),
        ({"name": 3}, "has no name"),
        ({"colour": "red"}, "unknown keys: colour"),
        ({"school": {}}, "which column names the school"),
        ({"school": {"column": "URN", "scheme": "ukprn"}}, "scheme 'ukprn'"),
        ({"school": {"column": "URN", "colour": "red"}}, "unknown keys: school.colour"),
        ({"figure": []}, "either [[figure]] columns or a [tidy] part"),
        ({"tidy": TIDY}, "either [[figure]] columns or a [tidy] part"),
        ({"figure": [{"column": "Apples"}]}, "[[figure]] without a measure"),
        ({"figure": [{"measure": "apples"}]}, "[[figure]] without a column"),
        ({"figure": [FIGURE | {"group": "pears"}]}, "unknown group 'pears'"),
        ({"figure": [FIGURE | {"scale": 0}]}, "not above 0"),
        ({"rows": {"schools": ["1"]}}, "which column tells them apart"),
        ({"missing": {"WORMS": "eaten"}}, "unknown reasons: eaten"),
        ({"figure": [], "tidy": {"measure": "a"}}, "which column has the value"),
        ({"figure": [], "tidy": {"value_column": "v"}}, "either a measure_column or one measure"),
        ({"figure": [], "tidy": TIDY | {"measure": "a"}}, "either a measure_column or one measure"),
        ({"figure": [], "tidy": TIDY | {"scale": -1}}, "not above 0"),
    ],
)
def test_a_mapping_with_a_mistake_says_what_and_where_to_read(change, finding):
    with pytest.raises(WealdError) as caught:
        mapping_from(LEAST | {"figure": [FIGURE]} | change, "orchard.toml")

    assert finding in caught.value.refusal.finding
    assert "orchard.toml" in caught.value.refusal.finding
    assert "mappings.md" in caught.value.refusal.remedy


@pytest.mark.parametrize("content", [b"code = ", b"\xff\xfe\x00", None])
def test_a_mapping_that_is_no_toml_is_refused_in_words(tmp_path, content):
    path = tmp_path / "orchard.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(WealdError) as caught:
        read_mapping(path)

    assert "cannot be read as TOML" in caught.value.refusal.finding
