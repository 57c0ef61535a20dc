"""The shipped catalogue comes in whole, comes in once, and leaves local edits alone."""

import pytest

from weald.core.errors import WealdError
from weald.measures.apps import load_shipped
from weald.measures.domain.catalogue import Definition, load_catalogue, shipped_definitions
from weald.measures.enums import Gap
from weald.measures.models import Measure, SeriesNote

pytestmark = pytest.mark.django_db

FIELDS = {
    "name": "Grafting",
    "spoken": "grafting at 11",
    "unit": "percent",
    "topic": "attainment",
    "direction": "higher",
    "phase": "primary",
    "decimals": 0,
    "lowest": 0,
    "highest": 100,
    "floor": 2.0,
    "spread": None,
    "description": "",
    "source": "Board of Orchards",
    "order": 1,
}
NOTES = {(2020, "never_existed"): "no exams", (2018, "break"): "another knife"}


def shipped(notes=NOTES, **changes):
    return [Definition("grafting", FIELDS | changes, dict(notes))]


def notes_of(code="grafting"):
    return {(note.year, note.kind): note.reason for note in SeriesNote.objects.filter(measure__code=code)}


def written(folder, text):
    (folder / "orchard.toml").write_text(text)
    return folder


def test_catalogue_is_there_after_migrating_with_its_breaks_and_missing_years():
    rwm = Measure.objects.get(code="ks2_rwm_expected")

    assert (rwm.unit, rwm.lowest, rwm.highest, rwm.floor) == ("percent", 0, 100, 2.0)
    assert set(rwm.notes.filter(kind=Gap.NEVER_EXISTED).values_list("year", flat=True)) == {2020, 2021}
    progress = Measure.objects.get(code="ks2_read_progress")
    assert progress.notes.filter(kind=Gap.NOT_PUBLISHED, year__in=[2024, 2025]).count() == 2
    assert Measure.objects.get(code="ks4_attainment8").notes.filter(kind=Gap.BREAK, year=2017).exists()
    assert set(
        Measure.objects.get(code="ks4_progress8")
        .notes.filter(kind=Gap.NOT_PUBLISHED)
        .values_list("year", flat=True)
    ) == {2025, 2026}


def test_every_shipped_measure_is_written_down_wholly():
    for definition in shipped_definitions():
        assert definition.fields["description"].endswith("."), definition.code
        assert definition.fields["source"], definition.code


def test_loading_again_changes_nothing():
    report = load_catalogue()

    assert (report.added, report.updated, report.kept) == ([], [], [])


def test_migrating_backwards_past_the_table_is_not_an_error(monkeypatch):
    monkeypatch.setattr(Measure._meta, "db_table", "measures_gone")

    load_shipped(using="default")

    assert Measure._meta.db_table == "measures_gone"


def test_migrating_loads_what_is_missing():
    Measure.objects.filter(code="ks4_em_4").delete()

    load_shipped(using="default")

    assert Measure.objects.filter(code="ks4_em_4").exists()


def test_new_measure_comes_with_its_notes():
    report = load_catalogue(shipped())

    assert report.added == ["grafting"]
    assert notes_of() == NOTES


def test_later_shipment_changes_what_nobody_changed_here():
    load_catalogue(shipped())

    report = load_catalogue(shipped(floor=3.0, name="Grafting and budding"))

    measure = Measure.objects.get(code="grafting")
    assert (measure.floor, measure.name) == (3.0, "Grafting and budding")
    assert (report.updated, report.kept) == (["grafting"], [])


def test_local_edit_survives_a_later_shipment_and_is_told():
    load_catalogue(shipped())
    Measure.objects.filter(code="grafting").update(floor=5.0)

    report = load_catalogue(shipped(floor=3.0, name="Grafting and budding"))

    measure = Measure.objects.get(code="grafting")
    assert (measure.floor, measure.name) == (5.0, "Grafting and budding")
    assert report.kept == ["grafting.floor"]


def test_local_edit_that_the_shipment_catches_up_with_is_not_told():
    load_catalogue(shipped())
    Measure.objects.filter(code="grafting").update(floor=3.0)

    report = load_catalogue(shipped(floor=3.0))

    assert report.kept == []


def test_notes_follow_the_shipment_where_nobody_touched_them():
    load_catalogue(shipped())
    later = {(2020, "never_existed"): "no exams: frost", (2024, "not_published"): "lost in the post"}

    load_catalogue(shipped(later))

    assert notes_of() == later


def test_notes_changed_added_or_removed_here_stay_so():
    load_catalogue(shipped())
    measure = Measure.objects.get(code="grafting")
    measure.notes.filter(year=2018).delete()
    measure.notes.filter(year=2020).update(reason="we did hold some")
    measure.notes.create(year=2015, kind=Gap.BREAK, reason="our own")

    report = load_catalogue(shipped({(2018, "break"): "another saw", (2020, "never_existed"): "frost"}))

    assert notes_of() == {(2020, "never_existed"): "we did hold some", (2015, "break"): "our own"}
    assert report.kept == ["grafting.notes.2018", "grafting.notes.2020"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("[[measure]]\nname = 'Grafting'", "lacks"),
        ("[[measure]]\ncode='a'\nname='A'\nspoken='a'\nunit='apples'\ntopic='attainment'", "'apples'"),
        (
            "[[measure]]\ncode='a'\nname='A'\nspoken='a'\nunit='percent'\ntopic='attainment'\ncolour='red'",
            "colour",
        ),
        (
            "[[measure]]\ncode='a'\nname='A'\nspoken='a'\nunit='percent'\ntopic='attainment'\n"
            "[[measure.note]]\nyears=[2020]\nkind='lost'\nreason='frost'",
            "'lost'",
        ),
    ],
)
def test_a_catalogue_with_a_mistake_says_where(tmp_path, text, finding):
    with pytest.raises(WealdError) as caught:
        shipped_definitions(written(tmp_path, text))

    assert finding in caught.value.refusal.finding


def test_a_measure_defined_twice_is_refused(tmp_path):
    one = "[[measure]]\ncode='a'\nname='A'\nspoken='a'\nunit='percent'\ntopic='attainment'\n"

    with pytest.raises(WealdError) as caught:
        shipped_definitions(written(tmp_path, one + one))

    assert "Defined twice: a." in caught.value.refusal.finding


def test_measure_says_its_name():
    load_catalogue(shipped())
    measure = Measure.objects.get(code="grafting")

    assert str(measure) == "Grafting"
    assert str(measure.notes.first()) == f"{measure.pk} 2018: break"
