"""Lists as files: complete, safe to open, and never more than the reader may see."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory

from weald.core.exports import csv_cell, export, wanted_format
from weald.core.models import Job, Share
from weald.core.permissions import Actor

ADA = Actor(person_id=1, name="Ada Fern")
COLUMNS = {"title": "title", "kind": "kind", "state": lambda job: job.get_state_display()}


def asking(address="/jobs", *, by=ADA, **headers):
    request = RequestFactory().get(address, headers=headers)
    request.actor = by
    return request


def body(response):
    return b"".join(response.streaming_content).decode()


def make_job(title, person_id=1):
    return Job.objects.create(kind="test", title=title, requested_by_id=person_id)


@pytest.mark.parametrize(
    ("address", "accept", "expected"),
    [
        ("/x", "text/html", None),
        ("/x", "application/json", "json"),
        ("/x", "text/html,application/json", None),
        ("/x?format=json", "text/html", "json"),
        ("/x?format=csv", "application/json", "csv"),
        ("/x?format=pdf", "application/json", None),
    ],
)
def test_format_is_what_the_address_names_or_else_what_is_accepted(address, accept, expected):
    assert wanted_format(asking(address, accept=accept)) == expected


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (0, "0"),
        (-3.5, "-3.5"),
        (Decimal("-0.10"), "-0.10"),
        (True, "yes"),
        (False, "no"),
        (date(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 8, tzinfo=UTC), "2026-09-01T08:00:00+00:00"),
        ("Oak & Ash", "Oak & Ash"),
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
    ],
)
def test_cell_says_missing_as_nothing_and_never_becomes_a_formula(value, cell):
    assert csv_cell(value) == cell


@pytest.mark.django_db
def test_csv_opens_in_a_spreadsheet_with_headings_and_every_row():
    make_job('Import, "again"\nand again')
    make_job("=HYPERLINK(1)")

    response = export(asking(), COLUMNS, Job.objects.order_by("pk"), "jobs")
    text = body(response)

    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["title", "kind", "state"],
        ['Import, "again"\nand again', "test", "waiting"],
        ["'=HYPERLINK(1)", "test", "waiting"],
    ]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="jobs-2')
    assert response["Content-Disposition"].endswith('.csv"')


@pytest.mark.django_db
def test_json_holds_the_same_rows_with_their_types():
    job = make_job("Import")

    response = export(
        asking("/?format=json"), {"id": "pk", "total": "total", "at": "created_at"}, [job], "jobs"
    )

    [row] = json.loads(body(response))
    assert (row["id"], row["total"]) == (job.pk, None)
    assert row["at"].startswith(str(job.created_at.year))
    assert response["Content-Type"] == "application/json"


def test_json_of_two_rows_and_of_none_is_json():
    two = export(asking("/?format=json"), {"n": "n"}, [{"n": 1}, {"n": 2}], "numbers")
    none = export(asking("/?format=json"), {"n": "n"}, [], "numbers")

    assert json.loads(body(two)) == [{"n": 1}, {"n": 2}]
    assert json.loads(body(none)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/?format=csv", "/?format=json"])
def test_export_leaves_out_what_the_reader_may_not_see(address):
    make_job("mine")
    make_job("hers", person_id=2)

    text = body(export(asking(address), {"title": "title"}, Job.objects.all(), "jobs"))

    assert "mine" in text
    assert "hers" not in text


@pytest.mark.django_db
def test_export_of_a_model_without_a_visibility_query_is_empty():
    Share.objects.create(target_label="a.b", target_id="1", organisation_id=1, shared_by_id=1)

    text = body(export(asking("/?format=json"), {"id": "target_id"}, Share.objects.all(), "shares"))

    assert json.loads(text) == []


@pytest.mark.django_db
def test_export_streams_any_number_of_rows_in_one_query(django_assert_num_queries):
    for number in range(3):
        make_job(f"job {number}")

    with django_assert_num_queries(1):
        text = body(export(asking(), {"title": "title"}, Job.objects.all(), "jobs"))

    assert text.count("\r\n") == 4
