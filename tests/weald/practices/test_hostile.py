"""Whatever somebody writes or sends: refused in words, or shown so that it can do nothing."""

import csv
import io
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.practices import AdoptionFactory, AskFactory, AttachmentFactory, PracticeFactory
from tests.personas import make_cast
from tests.weald.files.samples import GIF, JPEG, PDF, WORD, archive, open_xml, png

from weald.practices.enums import Part
from weald.practices.models import Practice

pytestmark = pytest.mark.django_db

ATTACK = (
    "<script>window.hurt=1</script><img src=x onerror=window.hurt=1><svg onload=window.hurt=1>"
    "\"' onfocus=window.hurt=1 autofocus x='[a](javascript:window.hurt=1)![b](https://spy.example/p.png)"
)


class Page(HTMLParser):
    """What a browser would find that runs or fetches."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith(("/static/", "static/")):
            self.found.append(f"script {given}")
        if tag in {"img", "iframe", "object", "embed", "style", "base", "math"}:
            self.found.append(tag)
        self.found += [
            f"{tag} {name}" for name in given if name.startswith("on") or name in {"style", "srcdoc"}
        ]
        links = [given.get(name) or "" for name in ("href", "action", "formaction", "src")]
        self.found += [
            link for link in links if link.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ]


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def attacked(cast):
    """A practice with the attack in every field that holds text."""
    practice = PracticeFactory(
        title=ATTACK[:160],
        made_by=cast.amina.user,
        home=cast.alder_vale,
        subject="generic",
        generic_because=ATTACK,
        phases=["<script>1</script>"],
        area='"><script>1</script>',
        version__units=[f"{ATTACK}\n{ATTACK}"],
        version__note=ATTACK,
        version__cost_hours="1",
        **{f"version__{part}": ATTACK for part in Part},
    )
    cast.amina.user.name = ATTACK[:120]
    cast.amina.user.save()
    AttachmentFactory(version=practice.head, name=ATTACK[:200])
    AskFactory(practice=practice, text=ATTACK, asked_by=cast.dev.user, asked_for=cast.fenwick)
    AdoptionFactory(practice=practice, version=practice.head)
    return practice


def test_no_text_of_a_practice_can_run_on_any_page(client, cast, attacked):
    cast.sign_in(client, "amina")
    client.post(reverse("practices:change", args=[attacked.pk]))
    draft = cast.amina.user.drafts.get()
    ask = attacked.asks.get()
    pages = [
        reverse("practices:library"),
        reverse("practices:practice", args=[attacked.pk]),
        reverse("practices:ask", args=[attacked.pk]),
        reverse("practices:answer", args=[ask.pk]),
        reverse("practices:drafts"),
        *(
            reverse("practices:write", args=[draft.pk, step])
            for step in ("summary", "whom", "files", "check")
        ),
    ]

    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        assert Page(response.content.decode()).found == [], address
        assert "script-src 'self'" in response["Content-Security-Policy"], address


def test_nor_in_a_preview_nor_in_what_is_sent_back(client, cast):
    cast.sign_in(client, "amina")
    given = {"title": ATTACK[:160], "summary": ATTACK, "home": cast.alder_vale.pk, "audience": "sector"}

    preview = client.post(reverse("practices:share"), {**given, "licence": "cc-by-4.0", "preview": "1"})
    sent_back = client.post(reverse("practices:share"), {**given, "licence": ATTACK})

    assert (preview.status_code, sent_back.status_code) == (200, 422)
    for response in (preview, sent_back):
        assert Page(response.content.decode()).found == []


def test_every_cell_of_the_library_is_text_to_a_spreadsheet(client, cast):
    for sign in "=+-@\t\r":
        PracticeFactory(title=f"{sign}cmd", version__summary=f"{sign}cmd", home=cast.alder_vale)
    cast.sign_in(client, "amina")

    text = client.get(reverse("practices:library"), {"format": "csv"}).getvalue().decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert len(cells) > 6 * 15
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r") and not cell[1:].isdigit()]


HOSTILE_FILES = [
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("page.html", b"<!doctype html><script>alert(1)</script>"),
    ("page.txt", b"\xef\xbb\xbf  <html><script>alert(1)</script>"),
    ("polyglot.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"),
    ("picture.gif", GIF + b"<script>alert(1)</script>"),
    ("picture.jpg", JPEG[:-2] + b"<script>alert(1)</script>\xff\xd9"),
    ("photo.jpg", JPEG + archive(("evil.class", b"x"))),
    ("photo.png", png(behind=b"<?php system('x') ?>")),
    ("lesson.pdf", PDF + b"<script>alert(1)</script>"),
    ("form.pdf", PDF[:-6] + b"/S/JavaScript/JS(app.alert(1))"),
    ("lesson.docx", open_xml(WORD, ("word/vbaProject.bin", b"x"))),
    ("lesson.docx", open_xml(WORD, ("../../../etc/cron.d/x", b"x"))),
    ("bomb.docx", open_xml(WORD, ("word/media/a.bmp", bytes(20_000_000)))),
    ("files.zip", archive(("a.txt", b"x"))),
    ("setup.exe", b"MZ" + bytes(200)),
    ("results.csv", b'name,mark\n=HYPERLINK("http://x"),1\n'),
    ("empty.pdf", b""),
]


@pytest.mark.parametrize(
    ("name", "content"), HOSTILE_FILES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_that_could_run_is_refused_and_said(client, cast, name, content):
    cast.sign_in(client, "amina")
    file = SimpleUploadedFile(name, content, "application/pdf")

    response = client.post(
        reverse("practices:share"),
        {
            "title": "T",
            "summary": "S",
            "home": cast.alder_vale.pk,
            "audience": "public",
            "licence": "cc-by-4.0",
            "file": file,
        },
    )

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not Practice.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Ámélie 👩🏽‍🏫 O’Neill",
        "عائشة العربي",
        "נועה \u202eevil",
        "A\u0301\u0301\u0301\u0301",
        "x" * 120,
        "<b>Bold</b>",
    ],
)
def test_names_in_every_writing_stay_themselves(client, cast, name):
    cast.tom.user.name = name
    cast.tom.user.save()
    practice = PracticeFactory(made_by=cast.tom.user, home=cast.alder_vale, title=name, version__summary=name)
    cast.sign_in(client, "amina")

    words = client.get(reverse("practices:practice", args=[practice.pk])).content.decode()
    listed = client.get(reverse("practices:library")).content.decode()

    assert "<b>Bold</b>" not in words
    assert Page(words).found == Page(listed).found == []
    # A name turns round nothing but itself.
    assert words.count("<bdi>") >= 2
