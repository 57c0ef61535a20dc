"""The library: what a reader may know of, narrowed, sorted, paged, taken away."""

import csv
import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.factories.drafts import DraftFactory
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.personas import make_cast

from weald.core.enums import Audience
from weald.practices.enums import Stage

pytestmark = pytest.mark.django_db
ADDRESS = reverse("practices:library")


@pytest.fixture
def cast():
    return make_cast()


def titles(client, **chosen):
    page = client.get(ADDRESS, chosen)
    assert page.status_code == 200
    return [practice.title for practice in page.context["page"]]


def test_a_list_shows_only_what_was_shared_with_its_reader(client, cast):
    PracticeFactory(title="For all", audience=Audience.PUBLIC, home=cast.larkrise)
    PracticeFactory(title="For the sector", audience=Audience.SECTOR, home=cast.larkrise)
    PracticeFactory(title="Hartwood’s own", audience=Audience.TRUST, home=cast.alder_vale)
    PracticeFactory(title="Fenwick’s own", audience=Audience.SCHOOL, home=cast.fenwick)

    assert set(titles(cast.sign_in(client, "amina"))) == {"For all", "For the sector", "Hartwood’s own"}
    assert set(titles(cast.sign_in(client, "dev"))) == {"For all", "For the sector", "Fenwick’s own"}
    assert titles(cast.sign_in(client, "nobody")) == ["For all"]


def test_it_narrows_by_phase_subject_area_stage_kind_and_whose(client, cast):
    amina = cast.amina.user
    PracticeFactory(title="A", subject="mathematics", phases=["primary"], home=cast.alder_vale, made_by=amina)
    PracticeFactory(title="B", subject="english", area="attendance", home=cast.fenwick)
    PracticeFactory(title="C", kind="policy", stage=Stage.TESTED, subject="", home=cast.quarry_bank)
    cast.sign_in(client, "amina")

    assert set(titles(client)) == {"A", "B", "C"}
    assert titles(client, subject="mathematics") == ["A"]
    assert titles(client, phase="primary") == ["A"]
    assert titles(client, kind="policy") == ["C"]
    assert titles(client, stage="tested") == ["C"]
    assert titles(client, whose="mine") == ["A"]
    assert titles(client, whose="school") == ["A"]
    assert set(titles(client, whose="trust")) == {"A", "C"}
    assert set(titles(client, subject="no such", stage="x", whose="y", sort="z")) == {"A", "B", "C"}


def test_retired_ones_and_adaptations_beneath_their_origin_are_there_if_asked(client, cast):
    origin = PracticeFactory(title="Origin")
    PracticeFactory(title="Beneath", origin=origin)
    PracticeFactory(title="Alone", origin=origin, stands_alone=True)
    PracticeFactory(
        title="Retired",
        stage=Stage.RETIRED,
        retired_at=origin.shared_at,
        retired_because="It cost more than it gave.",
        stage_when_retired=Stage.IDEA,
    )
    cast.sign_in(client, "amina")

    assert set(titles(client)) == {"Origin", "Alone"}
    assert set(titles(client, lines="all")) == {"Origin", "Alone", "Beneath"}
    assert set(titles(client, stage="every")) == {"Origin", "Alone", "Retired"}
    assert titles(client, stage="retired") == ["Retired"]


def test_an_adaptation_stands_by_itself_where_its_origin_is_not_in_the_list(client, cast):
    unseen = PracticeFactory(title="Fenwick’s own", audience=Audience.SCHOOL, home=cast.fenwick)
    PracticeFactory(title="Made of it", origin=unseen, subject="english")
    seen = PracticeFactory(title="Seen", subject="mathematics")
    PracticeFactory(title="In English", origin=seen, subject="english")

    assert set(titles(cast.sign_in(client, "amina"))) == {"Made of it", "Seen"}
    assert set(titles(client, subject="english")) == {"Made of it", "In English"}
    assert set(titles(cast.sign_in(client, "dev"), subject="")) == {"Fenwick’s own", "Seen"}


def test_it_sorts(client, cast):
    first, second = PracticeFactory(title="Zebra"), PracticeFactory(title="Ant")
    AdoptionFactory(practice=first, version=first.head)
    cast.sign_in(client, "amina")

    assert titles(client) == ["Ant", "Zebra"]
    assert titles(client, sort="title") == ["Ant", "Zebra"]
    assert titles(client, sort="-title") == ["Zebra", "Ant"]
    assert titles(client, sort="-adopted") == ["Zebra", "Ant"]
    assert titles(client, sort="changed") == ["Zebra", "Ant"]
    assert second.title == "Ant"


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_same_number_of_queries_however_long(client, cast, count, django_assert_num_queries):
    for _ in range(count):
        practice = PracticeFactory(phases=["primary"])
        AdoptionFactory(practice=practice, version=practice.head)
        DraftFactory(person=cast.amina.user, practice=practice, base=practice.head)
    cast.sign_in(client, "amina")

    with django_assert_num_queries(16):
        client.get(ADDRESS)


def test_it_leaves_as_csv_json_and_workbook_with_no_formula_in_it(client, cast):
    PracticeFactory(title="=cmd|' /C calc'!A0", version__summary="+evil **bold**", subject="mathematics")
    PracticeFactory(title="Not for Amina", audience=Audience.SCHOOL)
    cast.sign_in(client, "amina")

    text = client.get(ADDRESS, {"format": "csv"}).getvalue().decode("utf-8-sig")
    data = json.loads(client.get(ADDRESS, {"format": "json"}).getvalue())
    book = client.get(ADDRESS, {"format": "xlsx"})

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["title"] == "'=cmd|' /C calc'!A0"
    assert row["summary"] == "'+evil bold"
    assert [one["title"] for one in data] == ["=cmd|' /C calc'!A0"]
    sheet = load_workbook(io.BytesIO(book.getvalue())).active
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells[0][1] == ("'=cmd|' /C calc'!A0", "s")
    assert len(cells) == 1
    assert book["Content-Disposition"].startswith("attachment")


def test_an_empty_library_teaches(client, cast):
    cast.sign_in(client, "amina")

    assert b"The first practice could be yours" in client.get(ADDRESS).content
    assert b"Nothing like this" in client.get(ADDRESS, {"subject": "mathematics", "stage": "formed"}).content
    cast.sign_in(client, "nobody")
    assert b"sign in" in client.get(ADDRESS).content


def test_what_somebody_writes_stands_above_the_list_for_them_alone(client, cast):
    for number in range(7):
        DraftFactory(person=cast.amina.user, fields={"title": f"Draft {number}"})

    mine = cast.sign_in(client, "amina").get(ADDRESS)
    every = client.get(reverse("practices:drafts"))
    others = cast.sign_in(client, "tom").get(ADDRESS)

    assert mine.content.count(b"Draft ") >= 5
    assert b"All drafts" in mine.content
    assert every.context["page"].paginator.count == 7
    assert b"Draft 1" not in others.content


def test_a_very_long_list_is_counted_to_its_end_only_in_files(client, cast, monkeypatch):
    monkeypatch.setattr("weald.core.paging.MOST_LISTED", 2)
    monkeypatch.setattr("weald.practices.views.library.MOST_LISTED", 2)
    PracticeFactory.create_batch(3)
    cast.sign_in(client, "amina")

    page = client.get(ADDRESS)

    assert len(page.context["page"]) == 2
    assert "2 practices and more" in page.content.decode()
    assert len(json.loads(client.get(ADDRESS, {"format": "json"}).getvalue())) == 3
