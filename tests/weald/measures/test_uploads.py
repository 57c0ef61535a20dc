"""Results by a page: recognised or explained, previewed, looked through, applied, mended."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.weald.measures.files import KS2_TABLES, TIDY, held, table

from weald.core.enums import ImportMode, JobState
from weald.core.errors import Conflict, Refused
from weald.core.models import ImportRun, Job
from weald.measures.domain.uploads import (
    NOT_MAPPED,
    apply_results,
    explain_columns,
    preview,
    receive,
)
from weald.measures.models import Release, ResultsFile
from weald.measures.tasks import import_results
from weald.schools.enums import Scheme
from weald.schools.models import Identifier

pytestmark = pytest.mark.django_db

ALDER = "100101"
ROW = f"{ALDER},30,1.5,104,-0.4,2,103,63%,7%,2018"
OWN = table("School number,Summer,Score,How many", f"{ALDER},2019,0.63,30", f"{ALDER},2018,0.55,28")
EXPLAINED = {
    "school": "School number",
    "scheme": "urn",
    "year_column": "Summer",
    "measure": "ks2_rwm_expected",
    "value": "Score",
    "cohort": "How many",
    "is_fraction": "on",
}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def places(cast):
    Identifier.objects.create(organisation=cast.alder_vale, scheme=Scheme.URN, value=ALDER)
    return cast


@pytest.fixture
def keeper(places):
    return next(person for person in places if person.actor.holds("steward"))


@pytest.fixture
def head(places):
    return next(
        person for person in places if person.actor.holds("headteacher", at=frozenset({places.alder_vale.pk}))
    )


def upload(content, name="results.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def give(client, places, person, content, name="results.csv", **fields):
    places.sign_in(client, person.key)
    return client.post(reverse("measures:import"), {"file": upload(content, name), **fields})


def do(run):
    """What a worker does with the job."""
    reports = []
    import_results.func.__wrapped__(lambda *args, **said: reports.append((args, said)), run_id=run.pk)
    assert reports[0][1]["result_url"] == reverse("measures:import_run", args=[run.pk])
    return ImportRun.objects.get(pk=run.pk)


def words(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def kept(uploads):
    return [path for path in uploads.rglob("*") if path.is_file()]


def test_a_known_table_is_looked_through_then_applied(client, places, keeper, uploads):
    response = give(client, places, keeper, table(KS2_TABLES, ROW), is_public="on")
    looked_at = ImportRun.objects.get()

    assert response.url == reverse("measures:import_run", args=[looked_at.pk])
    assert Job.objects.get().kind == "measures.import_results"
    waiting = words(client.get(response.url))
    assert "How the first rows are read" in waiting
    assert "Expected standard in reading, writing and maths: 63 % (30 pupils)" in waiting

    do(looked_at)
    seen = words(client.get(response.url))
    assert "What would the file change?" in seen
    assert "Nothing has been changed yet." in seen
    assert held() == {}

    applied = client.post(
        reverse("measures:import_apply", args=[looked_at.pk]), {"mode": ImportMode.GOOD_ROWS}
    )
    run = ImportRun.objects.get(mode=ImportMode.GOOD_ROWS)
    do(run)
    assert "What did the file change?" in words(client.get(applied.url))
    assert held()[ALDER, "ks2_rwm_expected", 2018, "all"] == (63.0, 30, "")
    assert Release.objects.get().is_public
    assert kept(uploads) == []


def test_an_unknown_table_is_explained_column_by_column(client, places, head):
    response = give(client, places, head, OWN)
    run = ImportRun.objects.get()

    assert (run.kind, response.url) == (NOT_MAPPED, reverse("measures:import_columns", args=[run.pk]))
    asked = words(client.get(response.url))
    assert "Which column is what?" in asked
    assert "0.63" in asked
    assert "Explain the columns" in words(client.get(reverse("measures:import_run", args=[run.pk])))

    explained = client.post(response.url, EXPLAINED)
    do(run)
    page = words(client.get(explained.url))
    assert "Expected standard in reading, writing and maths: 63 % (30 pupils)" in page
    assert "Your own: your school and trust see them" in page

    client.post(reverse("measures:import_apply", args=[run.pk]), {"mode": ImportMode.ALL_OR_NOTHING})
    do(ImportRun.objects.get(mode=ImportMode.ALL_OR_NOTHING))
    assert held()[ALDER, "ks2_rwm_expected", 2018, "all"] == (55.0, 28, "")
    assert not Release.objects.get().is_public


def test_a_table_with_its_year_only_in_the_form_is_explained_with_it(client, places, head):
    give(client, places, head, table("URN,Score", f"{ALDER},63"))
    run = ImportRun.objects.get()
    address = reverse("measures:import_columns", args=[run.pk])
    explained = {"school": "URN", "scheme": "urn", "measure": "ks2_rwm_expected", "value": "Score"}

    without = client.post(address, explained)
    client.post(address, explained | {"year": "2019"})
    do(run)

    assert without.status_code == 422
    assert "does not say which year" in words(without)
    assert ResultsFile.objects.get().year == 2019
    assert ImportRun.objects.get().rows_added == 1


def test_either_a_column_or_one_measure_must_be_chosen(client, places, head):
    give(client, places, head, OWN)
    address = reverse("measures:import_columns", args=[ImportRun.objects.get().pk])

    neither = client.post(address, EXPLAINED | {"measure": ""})

    assert neither.status_code == 422
    assert "either a column with the measure or one measure" in words(neither)


def test_columns_are_explained_once(client, places, head):
    give(client, places, head, OWN)
    run = ImportRun.objects.get()
    address = reverse("measures:import_columns", args=[run.pk])
    client.post(address, EXPLAINED)

    again = client.get(address)

    assert again.url == reverse("measures:import_run", args=[run.pk])
    with pytest.raises(Conflict):
        explain_columns(ResultsFile.objects.get(), {}, year=None, by=head.actor)


def test_a_mapping_may_be_chosen_instead_of_recognised(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW), mapping="ks2_tables")

    assert ImportRun.objects.get().kind == "results.ks2_tables"
    assert ResultsFile.objects.get().mapping == {"code": "ks2_tables"}


def test_the_year_is_taken_from_the_form_or_the_name(client, places, keeper):
    content = "RECTYPE,URN,READPROG\r\n"

    give(client, places, keeper, content, "england_ks2final_2019.csv")
    give(client, places, keeper, content, "england_ks2final.csv", year="2018")

    assert list(ResultsFile.objects.order_by("pk").values_list("year", flat=True)) == [2019, 2018]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<!doctype html><html>", "results.csv", "web page"),
        (b"RECTYPE,URN,READPROG\r\n", "england_ks2final.csv", "which year"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once_and_not_kept(
    client, places, keeper, uploads, content, name, said
):
    response = give(client, places, keeper, content, name)

    assert response.status_code == 422
    assert said in words(response)
    assert kept(uploads) == []
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, places, keeper, monkeypatch):
    monkeypatch.setattr("weald.measures.forms.importing.MOST_BYTES", 10)

    response = give(client, places, keeper, table(KS2_TABLES, ROW))

    assert "larger than 200 MB" in words(response)


def test_only_keepers_are_asked_whether_figures_are_published(client, places, keeper, head):
    asked = words(places.sign_in(client, keeper.key).get(reverse("measures:import")))
    not_asked = words(places.sign_in(client, head.key).get(reverse("measures:import")))

    assert "These are published figures" in asked
    assert "These are published figures" not in not_asked


def test_a_head_cannot_publish_by_writing_the_request_themselves(client, places, head):
    give(client, places, head, table(TIDY, f"{ALDER},2019,ks2_rwm_expected,all,63,30"), is_public="on")

    assert not ResultsFile.objects.get().is_public
    with pytest.raises(Refused):
        receive(file=upload(table(TIDY)), mapping="", year=None, is_public=True, by=head.actor)


def test_a_teacher_is_refused_with_the_reason(client, places):
    response = places.sign_in(client, "dev").get(reverse("measures:import"))

    assert response.status_code == 403
    assert "Importing results changes what others see" in words(response)


def test_another_person_s_import_is_not_found(client, places, keeper, head):
    give(client, places, keeper, table(KS2_TABLES, ROW))

    response = places.sign_in(client, head.key).get(
        reverse("measures:import_run", args=[ImportRun.objects.get().pk])
    )

    assert response.status_code == 404


def test_rejected_rows_are_saved_to_be_mended(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW, ROW.replace(ALDER, "999999")))
    run = ImportRun.objects.get()
    do(run)

    page = words(client.get(reverse("measures:import_run", args=[run.pk])))
    saved = client.get(reverse("measures:import_rejected", args=[run.pk]))
    content = b"".join(saved.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))

    assert "No school here has the URN 999999" in page
    assert saved["Content-Disposition"] == 'attachment; filename="rejected-results.csv"'
    assert rows[0][-4:] == ["line", "column", "value", "reason"]
    assert rows[1][0] == "999999"


def test_a_file_that_turns_out_wrong_says_why_and_cannot_be_applied(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW))
    run = ImportRun.objects.get()
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now(), problem="It broke off.")

    page = words(client.get(reverse("measures:import_run", args=[run.pk])))

    assert "Why was the file not applied?" in page
    assert "It broke off." in page
    assert "Apply it" not in page


def test_applying_needs_a_known_answer(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW))
    run = ImportRun.objects.get()

    response = client.post(reverse("measures:import_apply", args=[run.pk]), {"mode": "perhaps"}, follow=True)

    assert "Choose what happens if some rows are rejected." in words(response)
    assert ImportRun.objects.count() == 1


def test_a_file_is_applied_once(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW))
    results = ResultsFile.objects.get()
    apply_results(results, mode=ImportMode.GOOD_ROWS, by=keeper.actor)

    with pytest.raises(Conflict):
        apply_results(results, mode=ImportMode.GOOD_ROWS, by=keeper.actor)


def test_a_job_done_twice_imports_once(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW))
    run = ImportRun.objects.get()

    assert do(run).rows_added == 7
    assert do(run).rows_added == 7
    assert ImportRun.objects.count() == 1


def test_progress_is_asked_for_again_and_the_page_renews_itself_when_over(client, places, keeper):
    give(client, places, keeper, table(KS2_TABLES, ROW))
    run = ImportRun.objects.get()
    address = reverse("measures:import_run", args=[run.pk])

    under_way = client.get(address, headers={"HX-Request": "true"})
    Job.objects.update(state=JobState.RUNNING, done=5, total=10, message="Reading")
    reading = client.get(address, headers={"HX-Request": "true"})
    do(run)
    over = client.get(address, headers={"HX-Request": "true"})

    assert "<html" not in words(under_way)
    assert "Reading" in words(reading)
    assert over["HX-Refresh"] == "true"


def test_a_preview_says_what_would_not_be_read_and_which_row_is_the_country(places, keeper):
    content = "RECTYPE,URN,READPROG,TELIG,PTRWM_EXP\r\n"
    content += f"1,{ALDER},1.5,30,SUPP\r\n3,,0.1,30,60%\r\n5,,0,3000,65%\r\n1,999999,1,1,1%\r\n"
    file = upload(content, "england_ks2final_2019.csv")
    run = receive(file=file, mapping="", year=None, is_public=True, by=keeper.actor)

    rows = preview(run.results_file, keeper.actor)

    assert [(row.school, row.year) for row in rows] == [
        ("Alder Vale Primary", "2018/19"),
        ("", ""),
        ("England", "2018/19"),
        ("", ""),
    ]
    assert rows[1].problem == "RECTYPE 3 is not a school"
    assert "No school here has the URN 999999" in rows[3].problem
    assert rows[0].figures[0].endswith("suppressed by the publisher: few pupils (30 pupils)")


def test_a_preview_names_the_group(places, head):
    file = upload(table(TIDY, f"{ALDER},2019,ks2_rwm_expected,disadvantaged,63,30"))
    run = receive(file=file, mapping="", year=None, is_public=False, by=head.actor)

    [row] = preview(run.results_file, head.actor)

    assert row.figures == (
        "Expected standard in reading, writing and maths, disadvantaged pupils: 63\u202f% (30 pupils)",
    )


def test_runs_from_the_command_line_are_shown_too(client, places, keeper):
    run = ImportRun.objects.create(
        kind="results.ks2_tables",
        file_name="ks2.csv",
        file_hash="0" * 64,
        mode=ImportMode.GOOD_ROWS,
        started_at=timezone.now(),
        finished_at=timezone.now(),
        was_applied=True,
    )
    places.sign_in(client, keeper.key)

    assert "ks2.csv" in words(client.get(reverse("measures:import")))
    assert "It has been applied." in words(client.get(reverse("measures:import_run", args=[run.pk])))


def test_a_results_file_says_which_run_it_is_of(places, head):
    run = receive(file=upload(OWN), mapping="", year=None, is_public=False, by=head.actor)

    assert str(run.results_file) == f"results of {run.pk}"
