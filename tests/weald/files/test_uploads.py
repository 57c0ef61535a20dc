"""A file that is too large: refused before it is on disk, with everything else in its form kept."""

from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse
from tests.personas import make_cast
from tests.weald.files.samples import PDF

from weald.files import uploads
from weald.files.errors import Unfit
from weald.files.models import StoredFile
from weald.files.uploads import FAR_TOO_LARGE, takes_files_up_to
from weald.practices.models import Practice

BOUNDARY = "a-line-that-no-file-has"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
LIMIT = 1_000_000
MANY = 3_000_000


@takes_files_up_to(LIMIT)
def small_view(request):
    return None


def request_with(*files, announced=None):
    """A form with a title before its files and a licence after them."""
    parts = [("title", None, b"Fluency"), *(("file", name, content) for name, content in files)]
    body = b""
    for name, file_name, content in [*parts, ("licence", None, b"cc-by-4.0")]:
        named = f'; filename="{file_name}"' if file_name else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{BOUNDARY}--\r\n".encode()
    request = RequestFactory().generic("POST", "/", body, content_type=FORM)
    request.META["CONTENT_LENGTH"] = str(announced or len(body))
    request.resolver_match = ResolverMatch(small_view, (), {})
    return request


@pytest.fixture
def opened(monkeypatch):
    """Every file on disk that receiving a form asks for."""
    names = []
    original = TemporaryFileUploadHandler.new_file

    def counted(self, *args, **given):
        names.append(args[1])
        original(self, *args, **given)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", counted)
    return names


def test_what_is_announced_too_large_never_meets_the_disk(opened):
    request = request_with(("film.pdf", PDF + b"x" * (LIMIT + MANY)))

    assert request.POST.dict() == {"title": "Fluency", "licence": "cc-by-4.0"}
    stand_in = request.FILES["file"]
    assert opened == []
    assert (stand_in.name, stand_in.size > LIMIT) == ("film.pdf", True)
    with pytest.raises(Unfit, match="A file is 1 MB at most"):
        stand_in.read()
    with pytest.raises(Unfit):
        stand_in.seek(0)


def test_what_grows_too_large_is_thrown_away_and_the_next_file_is_kept(opened):
    request = request_with(("film.pdf", b"x" * (LIMIT + 1)), ("grid.pdf", PDF))

    film, grid = request.FILES.getlist("file")

    assert request.POST["licence"] == "cc-by-4.0"
    assert (film.size, grid.read()) == (LIMIT + 1, PDF)
    with pytest.raises(Unfit):
        film.read(10)


def test_what_was_written_of_it_is_gone_from_disk_at_once(opened, monkeypatch):
    monkeypatch.setattr(uploads.Bounded, "is_announced_too_large", False)
    request = request_with(("film.pdf", b"x" * (LIMIT + MANY)))
    written = []
    close = TemporaryUploadedFile.close
    monkeypatch.setattr(
        TemporaryUploadedFile, "close", lambda file: (written.append(file.tell()), close(file))
    )

    request.FILES["file"].close()

    assert opened == ["film.pdf"]
    assert len(written) == 1
    assert written[0] <= LIMIT


def test_a_file_of_exactly_the_limit_is_let_through(opened):
    request = request_with(("film.pdf", b"x" * LIMIT))

    assert len(request.FILES["file"].read()) == LIMIT


def test_what_is_far_too_large_is_not_read_at_all():
    request = request_with(("film.pdf", PDF), announced=FAR_TOO_LARGE * LIMIT + 1)

    with pytest.raises(RequestDataTooBig):
        _ = request.POST
    assert request.read(1) == b"-"


@pytest.mark.django_db
def test_sharing_says_so_and_keeps_what_was_written(client, monkeypatch):
    cast = make_cast()
    cast.sign_in(client, "amina")
    monkeypatch.setattr(uploads.Bounded, "most", LIMIT)
    monkeypatch.setattr(uploads, "MOST_BYTES", LIMIT)
    given = {"title": "Fluency", "summary": "Ten minutes.", "licence": "cc-by-4.0", "audience": "trust"}

    response = client.post(
        reverse("practices:share"),
        {**given, "home": cast.alder_vale.pk, "file": named(b"%PDF-1.7" + b"x" * MANY)},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "A file is 1 MB at most" in page
    assert 'value="Fluency"' in page
    assert "Ten minutes." in page
    assert response.context["form"]["audience"].value() == "trust"
    assert not Practice.objects.exists()
    assert not StoredFile.objects.exists()


def named(content):
    file = BytesIO(content)
    file.name = "film.pdf"
    return file


@pytest.mark.django_db
def test_far_too_large_is_said_on_a_page(client):
    make_cast().sign_in(client, "amina")

    response = client.generic(
        "POST", reverse("practices:share"), b"--", content_type=FORM, CONTENT_LENGTH=str(10**12)
    )

    assert response.status_code == 400
    assert "not read to its end" in response.content.decode()
