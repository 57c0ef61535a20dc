"""Results come in by a mapping: typed, once, whole rows only, and without undoing what is known better."""

import gzip
import json

import pytest
from openpyxl import Workbook
from tests.factories.measures import ObservationFactory, ReleaseFactory, school_with_urn
from tests.weald.measures.files import KS2_TABLES, TIDY, bring_in, held, published, reasons, table

from weald.core.enums import ImportMode, Verb
from weald.core.errors import Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import SYSTEM
from weald.measures.domain.importing import import_results
from weald.measures.domain.mapping import mapping_from
from weald.measures.enums import Missing
from weald.measures.models import Measure, Observation, Release
from weald.schools.enums import Scheme
from weald.schools.models import Identifier

pytestmark = pytest.mark.django_db

HAZEL, ROWAN = "100101", "100102"
HAZEL_ROW = f"{HAZEL},30,1.5,104,-0.4,2,103,63%,7%,2018"


@pytest.fixture
def hazel():
    return school_with_urn(HAZEL, "Hazel Lane School")


@pytest.fixture
def rowan():
    return school_with_urn(ROWAN, "Rowan Road School")


def test_a_published_table_becomes_observations_with_their_pupils(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    assert run.was_applied
    assert (run.rows_read, run.rows_added, run.rows_rejected) == (1, 7, 0)
    assert held()[HAZEL, "ks2_rwm_expected", 2018, "all"] == (63.0, 30, "")
    assert held()[HAZEL, "ks2_writ_progress", 2018, "all"] == (-0.4, 30, "")


def test_the_same_file_again_changes_nothing(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))
    before = held()

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    assert (run.rows_added, run.rows_changed, run.rows_unchanged) == (0, 0, 7)
    assert held() == before
    assert Release.objects.count() == 1


def test_symbols_become_reasons_and_never_nought(tmp_path, hazel):
    row = f"{HAZEL},30,SUPP,,LOWCOV,NE,NP,c,x,2018"

    bring_in(tmp_path, table(KS2_TABLES, row))

    found = {measure: missing for (_, measure, _, _), (_, _, missing) in held().items()}
    assert found == {
        "ks2_read_progress": Missing.SUPPRESSED,
        "ks2_read_score": Missing.BLANK,
        "ks2_writ_progress": Missing.LOW_COVERAGE,
        "ks2_mat_progress": Missing.NO_ENTRIES,
        "ks2_mat_score": Missing.NOT_PUBLISHED,
        "ks2_rwm_expected": Missing.CONFIDENTIAL,
        "ks2_rwm_higher": Missing.UNAVAILABLE,
    }
    assert not Observation.objects.filter(value__isnull=False).exists()


def test_a_blank_in_a_year_without_such_results_is_explained_by_the_measure_not_stored(tmp_path, hazel):
    row = f"{HAZEL},30,,104,,,103,63%,7%,2024"

    run = bring_in(tmp_path, table(KS2_TABLES, row))

    assert run.rows_added == 4
    assert not Observation.objects.filter(measure__code="ks2_read_progress").exists()


def test_a_dry_run_counts_but_changes_nothing(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW), mode=ImportMode.DRY_RUN)

    assert (run.was_applied, run.rows_added) == (False, 7)
    assert held() == {}
    assert not Release.objects.exists()
    assert not published()


def test_a_dry_run_shows_what_would_change(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace("63%", "66%")), mode=ImportMode.DRY_RUN)

    assert run.rows_changed == 1
    measure = "Expected standard in reading, writing and maths"
    assert run.examples == [[f"{HAZEL} Hazel Lane School", f"{measure} 2018, all pupils", "63", "66"]]


def test_figures_that_a_file_takes_away_are_shown_first_and_in_words(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace("63%", "SUPP")), mode=ImportMode.DRY_RUN)

    assert run.examples[0][2:] == ["63", "suppressed by the publisher: few pupils"]


def test_a_correction_replaces_the_figure_and_says_from_which_release(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace("63%", "66%")), "revised.csv")

    assert (run.rows_added, run.rows_changed, run.rows_unchanged) == (0, 1, 6)
    changed = Observation.objects.get(measure__code="ks2_rwm_expected")
    assert changed.value == 66
    assert changed.release.name.endswith("revised.csv")


def test_unknown_school_is_rejected_with_its_number_and_the_others_come_in(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace(HAZEL, "999999"), HAZEL_ROW))

    assert (run.rows_added, run.rows_rejected) == (7, 1)
    rejection = run.rejections.get()
    assert (rejection.line, rejection.column, rejection.value) == (2, "URN", "999999")
    assert "No school here has the URN 999999" in rejection.reason


def test_all_or_nothing_changes_nothing_when_a_row_is_bad(tmp_path, hazel):
    content = table(KS2_TABLES, HAZEL_ROW, HAZEL_ROW.replace(HAZEL, "999999"))

    run = bring_in(tmp_path, content, mode=ImportMode.ALL_OR_NOTHING)

    assert not run.was_applied
    assert held() == {}


def test_one_bad_cell_rejects_its_whole_row(tmp_path, hazel, rowan):
    bad = HAZEL_ROW.replace("63%", "163%").replace("104", "many")

    run = bring_in(tmp_path, table(KS2_TABLES, bad, HAZEL_ROW.replace(HAZEL, ROWAN)))

    assert {urn for urn, *_ in held()} == {ROWAN}
    rejection = run.rejections.get()
    assert rejection.column == "Overall Meet Std, Reading Score"
    assert "above 100" in rejection.reason
    assert "neither a number nor a known symbol" in rejection.reason


def test_a_value_below_its_measure_is_rejected(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace(",104,", ",44,")))

    assert "below 80" in reasons(run)[2]


def test_a_result_of_a_year_that_never_existed_is_rejected(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace("2018", "2020")))

    assert "no exams" in reasons(run)[2]
    assert held() == {}


def test_the_same_row_twice_counts_once(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW, HAZEL_ROW))

    assert (run.rows_added, run.rows_rejected) == (7, 0)
    assert run.ignored == {"the same row stands in the file twice": 7}


def test_a_second_row_that_says_something_else_is_rejected_whole(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW, HAZEL_ROW.replace("63%", "66%")))

    assert (run.rows_added, run.rows_rejected) == (7, 1)
    assert held()[HAZEL, "ks2_rwm_expected", 2018, "all"][0] == 63


def test_a_row_with_one_repeated_figure_brings_in_none_of_its_others(tmp_path, hazel):
    short = f"{HAZEL},,,,,,,63%,,2018"
    longer = f"{HAZEL},30,1.5,104,-0.4,2,103,66%,7%,2018"

    run = bring_in(tmp_path, table(KS2_TABLES, short, longer))

    assert run.rows_rejected == 1
    assert held()[HAZEL, "ks2_read_score", 2018, "all"] == (None, None, Missing.BLANK)


def test_a_blank_never_replaces_a_figure_or_a_better_reason(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, f"{HAZEL},30,SUPP,104,-0.4,2,103,63%,7%,2018"))
    before = held()

    run = bring_in(tmp_path, table(KS2_TABLES, f"{HAZEL},,,,,,,,,2018"))

    assert (run.rows_changed, run.rows_unchanged) == (0, 7)
    assert held() == before


def test_a_number_of_pupils_once_known_stays_known_while_the_figure_is_the_same(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace(",30,", ",,")))

    assert (run.rows_changed, run.rows_unchanged) == (0, 7)
    assert {cohort for _, cohort, _ in held().values()} == {30}


def test_a_number_of_pupils_does_not_outlive_the_figure_it_was_of(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW.replace(",30,", ",,").replace("63%", "66%")))

    assert held()[HAZEL, "ks2_rwm_expected", 2018, "all"] == (66.0, None, "")


KS2_FINAL = (
    "RECTYPE,URN,SCHNAME,TELIG,PTRWM_EXP,READPROG,"
    "TFSM6CLA1A,PTRWM_EXP_FSM6CLA1A,TNotFSM6CLA1A,PTRWM_EXP_NotFSM6CLA1A"
)


def test_the_departments_download_brings_groups_and_the_national_figure(tmp_path, hazel):
    rows = (
        f"1,{HAZEL},Hazel Lane,30,63%,1.5,12,42%,18,78%",
        "3,,Wealdshire,3000,60%,0.1,900,44%,2100,67%",
        "4,,England (all schools),650000,64%,0,200000,50%,450000,70%",
        "5,,England (state-funded),640000,65%,0,200000,51%,440000,71%",
    )

    run = bring_in(tmp_path, table(KS2_FINAL, *rows), "england_ks2final_2019.csv")

    assert run.ignored == {"RECTYPE 3 is not a school": 1, "RECTYPE 4 is not a school": 1}
    assert held()[HAZEL, "ks2_rwm_expected", 2019, "disadvantaged"] == (42.0, 12, "")
    assert held()[HAZEL, "ks2_rwm_expected", 2019, "other"] == (78.0, 18, "")
    assert published()["ks2_rwm_expected", 2019, "all", "published"] == 65
    assert published()["ks2_rwm_expected", 2019, "other", "published"] == 71


def test_national_figures_come_in_once_and_are_corrected(tmp_path):
    national = "5,,England,640000,65%,0,200000,51%,440000,71%"
    bring_in(tmp_path, table(KS2_FINAL, national), "england_ks2final_2019.csv")

    again = bring_in(tmp_path, table(KS2_FINAL, national), "england_ks2final_2019.csv")
    revised = bring_in(
        tmp_path, table(KS2_FINAL, national.replace("65%", "66%")), "england_ks2revised_2019.csv"
    )

    assert (again.rows_added, again.rows_changed, again.rows_unchanged) == (0, 0, 4)
    assert (revised.rows_added, revised.rows_changed) == (0, 1)
    assert published()["ks2_rwm_expected", 2019, "all", "published"] == 66


def test_an_unknown_kind_of_row_is_rejected(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_FINAL, f"9,{HAZEL},?,30,63%,1.5,12,42%,18,78%"), "ks2_2019.csv")

    assert reasons(run)[2] == "The kind of row is not known."


def test_a_file_without_a_year_anywhere_asks_for_it(tmp_path, hazel):
    content = table(KS2_FINAL, f"1,{HAZEL},Hazel Lane,30,63%,1.5,12,42%,18,78%")

    with pytest.raises(WealdError) as caught:
        bring_in(tmp_path, content, "england_ks2final.csv")
    run = bring_in(tmp_path, content, "england_ks2final.csv", year=2019)

    assert "does not say which year" in caught.value.refusal.finding
    assert run.was_applied


def test_key_stage_4_table_comes_in(tmp_path, hazel):
    heading = "RECTYPE,LEA,ESTAB,URN,TPUP,ATT8SCR,P8MEA,P8PUP,PTL2BASICS_95,TFSM6CLA1A,ATT8SCR_FSM6CLA1A"
    rows = (f"1,301,4001,{HAZEL},180,48.2,0.31,170,45%,40,39.1", "7,,,,,46.3,-0.03,,43%,,35.0")

    bring_in(tmp_path, table(heading, *rows), "2022-2023_england_ks4final.csv")

    assert held()[HAZEL, "ks4_attainment8", 2023, "all"] == (48.2, 180, "")
    assert held()[HAZEL, "ks4_attainment8", 2023, "disadvantaged"] == (39.1, 40, "")
    assert held()[HAZEL, "ks4_progress8", 2023, "all"] == (0.31, 170, "")
    assert published()["ks4_em_5", 2023, "all", "published"] == 43


def test_census_by_urn_comes_in_from_json(tmp_path, hazel):
    content = json.dumps({HAZEL: {"fsm": 21.9, "eal": None, "senEhcp": 3, "senSupport": 21.8}})

    run = bring_in(tmp_path, gzip.compress(content.encode()), "census_by_urn_2023.json.gz")

    assert run.rows_added == 4
    assert held()[HAZEL, "pupils_fsm", 2023, "all"] == (21.9, None, "")
    assert held()[HAZEL, "pupils_eal", 2023, "all"] == (None, None, Missing.BLANK)


def test_census_table_takes_the_row_of_england_for_what_it_is(tmp_path, hazel):
    rows = (f"{HAZEL},210,31%,12%", "NAT,8000000,25%,20%")

    bring_in(tmp_path, table("URN,NOR,PNUMFSMEVER,PNUMEAL", *rows), "england_census_2023.csv")

    assert held()[HAZEL, "pupils_on_roll", 2023, "all"] == (210.0, None, "")
    assert published()["pupils_fsm", 2023, "all", "published"] == 25


def test_panel_comes_in_by_the_urn_as_published(tmp_path, hazel, rowan):
    hazel.identity = rowan
    hazel.save()
    heading = "urn,year,pupils,rwm_exp,rwm_high,read_prog,writ_prog,mat_prog,read_score,mat_score,sid"
    rows = (
        f"{HAZEL},2018,28.0,72.0,21.0,0.9,3.8,2.8,106.0,106.0,{ROWAN}",
        f"{ROWAN},2025,,80.0,,,,,,,{ROWAN}",
    )

    bring_in(tmp_path, table(heading, *rows))

    assert held()[HAZEL, "ks2_rwm_expected", 2018, "all"] == (72.0, 28, "")
    assert held()[ROWAN, "ks2_rwm_expected", 2025, "all"] == (80.0, None, "")


def laestab_mapping():
    return mapping_from(
        {
            "code": "own",
            "name": "Our own",
            "school": {"column": "LAESTAB", "scheme": "laestab"},
            "year": {"column": "Year"},
            "figure": [{"column": "Share", "measure": "ks2_rwm_expected"}],
        }
    )


def test_a_laestab_means_the_school_that_held_it_that_summer(tmp_path, hazel, rowan):
    for school in (hazel, rowan):
        Identifier.objects.create(organisation=school, scheme=Scheme.LAESTAB, value="3012001")
    hazel.closed_on, rowan.opened_on = "2018-08-31", "2018-09-01"
    hazel.save()
    rowan.save()

    bring_in(
        tmp_path,
        table("LAESTAB,Year,Share", "301/2001,2018,50", "3012001,2019,60"),
        mapping=laestab_mapping(),
    )

    values = dict(Observation.objects.values_list("organisation", "value"))
    assert values == {hazel.pk: 50, rowan.pk: 60}


def test_a_laestab_that_several_open_schools_have_is_rejected_and_one_that_nobody_has(tmp_path, hazel, rowan):
    for school in (hazel, rowan):
        Identifier.objects.create(organisation=school, scheme=Scheme.LAESTAB, value="3012001")

    run = bring_in(
        tmp_path, table("LAESTAB,Year,Share", "3012001,2018,50", "3019999,2018,50"), mapping=laestab_mapping()
    )

    assert "2 schools" in reasons(run)[2]
    assert "No school here has the LAESTAB 3019999" in reasons(run)[3]


def test_a_laestab_that_one_school_alone_has_is_it_whatever_its_dates(tmp_path, hazel):
    Identifier.objects.create(organisation=hazel, scheme=Scheme.LAESTAB, value="301/2001")
    hazel.opened_on = "2019-01-01"
    hazel.save()

    run = bring_in(tmp_path, table("LAESTAB,Year,Share", "3012001,2018,50"), mapping=laestab_mapping())

    assert run.rows_added == 1


def test_a_row_that_names_no_school_is_rejected(tmp_path):
    run = bring_in(tmp_path, table(TIDY, ",2019,ks2_rwm_expected,all,63,30"))

    assert reasons(run)[2] == "The row names no school."


def test_workbooks_come_in_like_csv(tmp_path, hazel):
    book = Workbook()
    book.active.append(TIDY.split(","))
    book.active.append([int(HAZEL), 2019, "ks2_rwm_expected", "all", 63.5, 30])
    book.save(tmp_path / "own.xlsx")

    import_results(tmp_path / "own.xlsx", by=SYSTEM, mode=ImportMode.GOOD_ROWS)

    assert held()[HAZEL, "ks2_rwm_expected", 2019, "all"] == (63.5, 30, "")


def test_own_figures_never_replace_published_ones(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    run = bring_in(tmp_path, table(TIDY, f"{HAZEL},2018,ks2_rwm_expected,all,99,30"))

    assert (run.rows_changed, run.rows_ignored) == (0, 1)
    assert "a published figure is here" in next(iter(run.ignored))
    assert held()[HAZEL, "ks2_rwm_expected", 2018, "all"][0] == 63


def test_published_figures_take_the_place_of_own_ones_even_when_they_agree(tmp_path, hazel):
    bring_in(tmp_path, table(TIDY, f"{HAZEL},2018,ks2_rwm_expected,all,63,30"))

    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    assert (run.rows_added, run.rows_changed) == (6, 1)
    assert Observation.objects.get(measure__code="ks2_rwm_expected").release.is_public


def test_the_average_of_schools_follows_an_import_without_own_figures(tmp_path):
    rows = []
    for number in range(11):
        school_with_urn(200_000 + number)
        rows.append(f"{200_000 + number},{10 + number},,,,,,{40 + number}%,,2018")
    bring_in(tmp_path, table(KS2_TABLES, *rows))
    school_with_urn(300_000)

    bring_in(tmp_path, table(TIDY, "300000,2018,ks2_rwm_expected,all,100,400"))

    weighted = sum((10 + n) * (40 + n) for n in range(11)) / sum(10 + n for n in range(11))
    assert published()["ks2_rwm_expected", 2018, "all", "schools"] == pytest.approx(weighted)


def test_few_schools_have_no_average(tmp_path, hazel):
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    assert published() == {}


def test_a_head_imports_figures_of_their_own_school_only(tmp_path, cast):
    for number, school in ((HAZEL, cast.alder_vale), (ROWAN, cast.fenwick)):
        Identifier.objects.create(organisation=school, scheme=Scheme.URN, value=number)
    head = next(
        p
        for p in cast
        if any(r.kind == "headteacher" and r.organisation_id == cast.alder_vale.pk for r in p.actor.roles)
    )
    rows = (f"{HAZEL},2019,ks2_rwm_expected,all,63,30", f"{ROWAN},2019,ks2_rwm_expected,all,70,30")

    run = bring_in(tmp_path, table(TIDY, *rows), by=head.actor)

    assert {urn for urn, *_ in held()} == {HAZEL}
    assert reasons(run)[3] == "This school is not one of yours."
    assert not Release.objects.get().is_public


def test_a_head_may_bring_in_results_under_an_earlier_urn(tmp_path, cast):
    earlier = school_with_urn(HAZEL, identity=cast.alder_vale)
    head = next(
        p
        for p in cast
        if any(r.kind == "headteacher" and r.organisation_id == cast.alder_vale.pk for r in p.actor.roles)
    )

    bring_in(tmp_path, table(TIDY, f"{HAZEL},2015,pupils_fsm,all,63,30"), by=head.actor)

    assert Observation.objects.get().organisation == earlier


def test_a_head_may_not_import_published_results(tmp_path, cast):
    head = next(p for p in cast if any(r.kind == "headteacher" for r in p.actor.roles))

    with pytest.raises(Refused):
        bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW), by=head.actor)


def test_a_teacher_may_import_nothing(tmp_path, cast):
    with pytest.raises(Refused):
        bring_in(tmp_path, table(TIDY), by=cast.nobody.actor)


def test_an_import_is_written_in_the_ledger(tmp_path, hazel):
    run = bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))

    entry = Entry.objects.get(verb=Verb.IMPORTED)
    assert entry.target_id == str(run.pk)
    assert entry.payload["kind"] == "results.ks2_tables"


def test_nobody_s_table_says_what_it_saw(tmp_path):
    with pytest.raises(WealdError) as caught:
        bring_in(tmp_path, table("tree,apples,", "oak,3,"))

    assert "tree, apples, (blank)" in caught.value.refusal.finding


def test_a_mapping_that_names_an_unknown_measure_is_refused(tmp_path, hazel):
    content = {
        "code": "own",
        "name": "Our own",
        "school": {"column": "URN"},
        "year": {"value": 2019},
        "figure": [{"column": "Apples", "measure": "apples"}],
    }

    with pytest.raises(WealdError) as caught:
        bring_in(tmp_path, table("URN,Apples", f"{HAZEL},3"), mapping=mapping_from(content))

    assert "'apples'" in caught.value.refusal.finding


def test_a_mapping_whose_columns_are_not_there_is_refused(tmp_path, hazel):
    content = {
        "code": "own",
        "name": "Our own",
        "school": {"column": "URN"},
        "year": {"value": 2019},
        "figure": [{"column": "Apples", "measure": "ks2_rwm_expected"}],
    }

    with pytest.raises(WealdError) as no_figures:
        bring_in(tmp_path, table("URN,Pears", f"{HAZEL},3"), mapping=mapping_from(content))
    with pytest.raises(WealdError) as no_school:
        bring_in(tmp_path, table("Number,Apples", f"{HAZEL},3"), mapping=mapping_from(content))

    assert "none of Apples" in no_figures.value.refusal.finding
    assert "'URN' for the school" in no_school.value.refusal.need


def test_rejected_rows_come_back_mended_in_part(tmp_path, hazel):
    """Observations know their release by its file: a mended part is a release of its own."""
    bring_in(tmp_path, table(KS2_TABLES, HAZEL_ROW))
    mended = KS2_TABLES + ",line,column,value,reason"

    run = bring_in(tmp_path, table(mended, HAZEL_ROW.replace("63%", "64%") + ",2,URN,,why"), "mended.csv")

    assert run.rows_changed == 1
    assert Release.objects.count() == 2


def test_an_observation_says_what_it_is_of():
    observation = ObservationFactory(year=2019)

    assert str(observation) == f"{observation.organisation_id} {observation.measure_id} 2019 all"
    assert str(ReleaseFactory(name="Orchard tables")) == "Orchard tables"


def test_measures_are_listed_in_the_catalogues_order():
    codes = list(Measure.objects.values_list("code", flat=True)[:2])

    assert codes == ["ks2_rwm_expected", "ks2_rwm_higher"]
