"""A practice's page, its files and its bundle: what a reader may know, and nothing else."""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.factories.files import StoredFileFactory
from tests.factories.practices import (
    AdoptionFactory,
    AskFactory,
    AttachmentFactory,
    CreditFactory,
    ParentageFactory,
    PracticeFactory,
    next_version,
)
from tests.personas import make_cast

from weald.core.enums import Audience
from weald.practices.enums import AdoptionState, CreditKind, Part, Stage
from weald.practices.exports.bundle import NOT_SHARED, bundle, write_zip

pytestmark = pytest.mark.django_db
HEAVIEST = 60_000


@pytest.fixture
def cast():
    return make_cast()


def url(practice, name="practice", *more):
    return reverse(f"practices:{name}", args=[practice.pk, *more])


def texts(words=60):
    return {f"version__{part}": f"About {part}. " + "Word by word it says how. " * words for part in Part}


def big(cast):
    practice = PracticeFactory(
        title="Ten minutes of fluency",
        made_by=cast.amina.user,
        home=cast.alder_vale,
        phases=["primary"],
        version__units=[f"Unit {number}\n" + "Text. " * 80 for number in range(12)],
        version__cost_hours="3.0",
        **texts(),
    )
    practice.authors.add(cast.tom.user)
    for number in range(3):
        AttachmentFactory(version=practice.head, name=f"grid {number}.txt")
    for _ in range(10):
        AdoptionFactory(practice=practice, version=practice.head)
    AdoptionFactory(
        practice=practice,
        version=practice.head,
        state=AdoptionState.STOPPED,
        ended_on=practice.shared_at.date(),
        began_on=practice.shared_at.date(),
        ended_because="Time.",
    )
    return practice


@pytest.mark.parametrize(("schools", "more"), [(8, ""), (9, "and 1 more"), (11, "and 3 more")])
def test_the_margin_counts_the_schools_it_has_no_room_for(client, cast, schools, more):
    practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale)
    for _ in range(schools):
        AdoptionFactory(practice=practice, version=practice.head)

    page = cast.sign_in(client, "amina").get(url(practice)).content.decode()

    assert page.count('<span class="small quiet">since ') == 8
    assert (f'<p class="small">{more}</p>' in page) if more else ("more</p>" not in page)


def test_the_page_says_what_it_is_whose_it_is_and_what_it_costs(client, cast):
    practice = big(cast)
    cast.sign_in(client, "dev")

    page = client.get(url(practice))

    words = page.content.decode()
    order = [
        "About summary",
        "The core: keep these",
        "About core",
        "What may flex",
        "About problem",
        "Unit 11",
    ]
    assert sorted(order, key=words.index) == order
    for part in (
        "Amina",
        "Tom",
        "3 staff hours to begin",
        "About saves",
        "grid 2.txt",
        "CC BY 4.0",
        "and 2 more",
    ):
        assert part in words
    assert "1 place stopped" in words
    assert len(page.content) < HEAVIEST


def test_a_page_asks_the_same_number_of_queries_however_much_it_shows(client, cast):
    cast.sign_in(client, "dev")
    asked = []
    for count in (1, 3):
        ancestors = PracticeFactory.create_batch(count)
        practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale)
        for ancestor in ancestors:
            AdoptionFactory(practice=practice, version=practice.head)
            AttachmentFactory(version=practice.head)
            CreditFactory(version=practice.head, ancestor=ancestor.head)
            AskFactory(practice=practice)
        with CaptureQueriesContext(connection) as queries:
            client.get(url(practice))
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert asked[0] < 60


def test_a_paragraph_alone_invites_to_ask(client, cast):
    practice = PracticeFactory()

    page = cast.sign_in(client, "dev").get(url(practice)).content.decode()

    assert "More is written when somebody wants it" in page
    assert "Ask what it costs" in page


def test_retired_and_withdrawn_are_said(client, cast):
    retired = PracticeFactory(
        stage=Stage.RETIRED,
        stage_when_retired=Stage.TESTED,
        retired_because="It cost **more**.",
        retired_at=timezone.now(),
    )
    withdrawn = PracticeFactory(home=cast.fenwick, audience=Audience.TEAM)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(withdrawn_at=withdrawn.shared_at)
    cast.sign_in(client, "dev")

    assert "It cost <strong>more</strong>." in client.get(url(retired)).content.decode()
    assert "no longer shared" in client.get(url(withdrawn)).content.decode()


def test_what_is_not_shared_with_a_reader_does_not_exist_for_them(client, cast):
    secret = PracticeFactory(home=cast.alder_vale, audience=Audience.SCHOOL, title="Hidden")
    attached = AttachmentFactory(version=secret.head)
    other = PracticeFactory()

    for person, status in (("amina", 200), ("dev", 404), ("nobody", 404), ("helen", 404)):
        cast.sign_in(client, person)
        for address in (url(secret), url(secret, "bundle"), url(secret, "attachment", attached.pk)):
            response = client.get(address)
            assert response.status_code == status, (person, address)
            assert response.getvalue()
    cast.sign_in(client, "dev")
    # Nor by way of a practice that the reader does see.
    assert client.get(url(other, "attachment", attached.pk)).status_code == 404
    assert client.get(url(secret), {"format": "json"}).status_code == 404


def test_a_file_is_a_download_and_known_ones_are_not_sent_again(client, cast):
    practice = PracticeFactory(audience=Audience.PUBLIC)
    file = StoredFileFactory(content=b"<script>alert(1)</script>")
    attached = AttachmentFactory(version=practice.head, file=file, name="note.txt")

    response = client.get(url(practice, "attachment", attached.pk))
    again = client.get(url(practice, "attachment", attached.pk), headers={"if-none-match": response["ETag"]})

    assert response["Content-Disposition"] == 'attachment; filename="note.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert again.status_code == 304


def descended(cast):
    """A practice that owes to one everybody sees and to one that only Fenwick does."""
    known = PracticeFactory(title="Known ancestor")
    hidden = PracticeFactory(title="Fenwick’s secret", home=cast.fenwick, audience=Audience.SCHOOL)
    child = PracticeFactory(title="Child", made_by=cast.amina.user, home=cast.alder_vale)
    ParentageFactory(child=child.head, parent=known.head)
    CreditFactory(version=child.head, ancestor=known.head, kind=CreditKind.KEPT, words=30, share=0.3)
    CreditFactory(version=child.head, ancestor=hidden.head)
    return child


def test_an_ancestor_not_shared_with_the_reader_is_thanked_without_its_name(client, cast):
    child = descended(cast)

    page = cast.sign_in(client, "amina").get(url(child)).content.decode()
    theirs = cast.sign_in(client, "dev").get(url(child)).content.decode()

    assert "Known ancestor" in page
    assert "30 % of its words" in page
    assert "A practice not shared with you" in page
    assert "secret" not in page
    assert "Fenwick’s secret" in theirs


def test_a_bundle_has_every_version_its_files_and_lineage(client, cast):
    practice = big(cast)
    next_version(practice, core="Other core.", note="Shorter.", units=["# One\nText", "Two"])
    AttachmentFactory(version=practice.head, name="new.pdf")
    cast.sign_in(client, "dev")

    response = client.get(url(practice, "bundle"))

    assert response["Content-Disposition"] == f'attachment; filename="practice-{practice.pk}-version-2.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    manifest = json.loads(archive.read("practice.json"))
    assert [version["number"] for version in manifest["versions"]] == [1, 2]
    assert (
        manifest["practice"]["authors"] == ["Amina Yusuf", "Tom Reyes"]
        or len(manifest["practice"]["authors"]) == 2
    )
    for version in manifest["versions"]:
        for file in version["attachments"]:
            assert len(archive.read(file["path"])) == file["size"]
    latest = archive.read("practice.md").decode()
    assert latest.startswith('---\ntitle: "Ten minutes of fluency"')
    assert "## What must not change\n\nOther core." in latest
    assert "## Unit 1: One\n\nText" in latest
    assert "It began here." in archive.read("lineage.md").decode()
    assert set(archive.namelist()) >= {"versions/001.md", "versions/002.md"}


def test_a_bundle_names_no_ancestor_that_its_reader_may_not_know_of(client, cast):
    child = descended(cast)

    mine, theirs = bundle(child, cast.amina.actor), bundle(child, cast.dev.actor)

    assert {one["title"] for one in mine.manifest["lineage"]["credits"]} == {"Known ancestor", NOT_SHARED}
    assert "Fenwick" not in "".join(mine.texts.values())
    assert "Fenwick’s secret" in theirs.texts["lineage.md"]
    assert "- Known ancestor, " in mine.texts["lineage.md"]
    assert "30% of its words" in mine.texts["lineage.md"]
    data = cast.sign_in(client, "amina").get(url(child), {"format": "json"}).json()
    assert data == mine.manifest


def test_the_same_practice_gives_the_same_bytes(cast):
    practice = big(cast)
    made = [io.BytesIO(), io.BytesIO()]

    for file in made:
        write_zip(bundle(practice, cast.amina.actor), file)

    assert made[0].getvalue() == made[1].getvalue()


def test_a_bundle_outlives_its_makers(cast):
    practice = PracticeFactory(made_by=None, version__cost_hours=None)

    assert bundle(practice, cast.amina.actor).manifest["versions"][0]["made_by"] is None
    assert "made_by: null" in bundle(practice, cast.amina.actor).texts["practice.md"]
