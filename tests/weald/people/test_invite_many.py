"""Inviting from a file: row by row, on trial, and whatever somebody puts into one."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.people import UserFactory

from weald.core.errors import WealdError
from weald.core.models import Entry
from weald.people.domain.invite_many import MOST_ROWS, invite_many, subject_named
from weald.people.models import Invitation

pytestmark = pytest.mark.django_db

HEAD = "email,name,role\n"


@pytest.fixture
def invite(cast, tmp_path, django_capture_on_commit_callbacks):
    """Let Tom invite to Alder Vale from a file of these rows; give what became of each."""

    def go(text, *, name="people.csv", **more):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with django_capture_on_commit_callbacks(execute=True):
            return invite_many(
                path, cast.alder_vale, by=cast.tom.actor, link_to=lambda token: f"https://x/{token}", **more
            )

    return go


@pytest.fixture
def send(client, cast):
    """Send a file to the page as Tom."""

    def go(content, **more):
        cast.sign_in(client, "tom")
        file = SimpleUploadedFile("people.csv", content)
        answer = client.post(f"/people/at/{cast.alder_vale.pk}/invite-many", {"file": file} | more)
        return answer.status_code, answer.content.decode()

    return go


def test_every_row_says_by_its_line_what_became_of_it(invite, mailoutbox):
    outcomes = invite(
        HEAD + "a@x.example,A,teacher\n\nnot an address,B,teacher\nc@x.example,C,steward\n"
        "d@x.example,D,wizard\n,E,teacher\nf@x.example,F,subject lead\n"
    )

    assert [(one.line, bool(one.problem)) for one in outcomes] == [
        (2, False),
        (4, True),
        (5, True),
        (6, True),
        (7, True),
        (8, False),
    ]
    assert "is not an e-mail address" in outcomes[1].problem
    assert sorted(letter.to[0] for letter in mailoutbox) == ["a@x.example", "f@x.example"]


def test_a_trial_says_the_same_and_changes_nothing(invite, mailoutbox):
    rows = HEAD + "a@x.example,A,teacher\nb@x.example,B,steward\n"
    before = Entry.objects.count()

    tried = invite(rows, is_trial=True)
    after_trial = (Invitation.objects.count(), len(mailoutbox), Entry.objects.count() - before)
    done = invite(rows)

    assert tried == done
    assert after_trial == (0, 0, 0)
    assert (Invitation.objects.count(), len(mailoutbox)) == (1, 1)


def test_somebody_twice_in_a_file_gets_one_letter(invite, mailoutbox):
    outcomes = invite(HEAD + "a@x.example,A,teacher\nA@X.example,A,Teacher\na@x.example,A,governor\n")

    assert [one.problem for one in outcomes] == ["", "Stands in line 2 already.", ""]
    assert len(mailoutbox) == 2


def test_somebody_invited_before_only_gets_a_new_link(invite, mailoutbox):
    invite(HEAD + "a@x.example,A,teacher\n")

    outcomes = invite(HEAD + "a@x.example,A,teacher\n")

    assert outcomes[0].problem == ""
    assert (Invitation.objects.count(), len(mailoutbox)) == (1, 2)


def test_an_account_that_exists_is_given_away_to_nobody(invite):
    known = UserFactory()

    outcomes = invite(HEAD + f"{known.email},A,teacher\nwho@x.example,B,teacher\n")

    assert [one.problem for one in outcomes] == ["", ""]


def test_what_looks_like_a_formula_or_another_line_stays_words(invite, mailoutbox):
    outcomes = invite(HEAD + '"a@x.example","=HYPERLINK(""https://evil.example"")",teacher\n')
    hostile = invite(
        HEAD + '"b@x.example\nBcc: c@x.example",B,teacher\n"d@x.example","D\nBcc: e@x.example",teacher\n'
    )

    assert outcomes[0].problem == ""
    assert "Hello =HYPERLINK" in mailoutbox[0].body
    assert "is not an e-mail address" in hostile[0].problem
    assert {address for letter in mailoutbox for address in letter.recipients()} <= {
        "a@x.example",
        "d@x.example",
    }


def test_names_from_right_to_left_and_with_marks_are_names(invite):
    invite(HEAD + "a@x.example,مريم ‏حسن 🌲,teacher\n")

    assert Invitation.objects.get().name == "مريم ‏حسن 🌲"


def test_a_spreadsheet_s_own_encoding_and_marks_are_read(invite):
    outcomes = invite(
        "E-mail address;Full name;Role\r\nmailto:zoe@x.example;Zoë Müller;teacher\r\n".encode("cp1252")
    )

    assert (outcomes[0].email, outcomes[0].problem) == ("zoe@x.example", "")
    assert Invitation.objects.get().name == "Zoë Müller"


def test_only_so_many_rows_are_read(invite):
    outcomes = invite(HEAD + "".join(f"bad{n},X,teacher\n" for n in range(MOST_ROWS + 5)))

    assert len(outcomes) == MOST_ROWS + 1
    assert outcomes[-1].problem == f"Only {MOST_ROWS} rows are read at a time."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02garbage",
        b"name,role\nA,teacher\n",
        b"email,email,role\na@x.example,b@x.example,teacher\n",
        b"x" * 1_500_000,
        b'email,role\n"never closed' + b"\n" * 300,
    ],
)
def test_a_file_that_is_no_list_is_refused_or_its_rows_are(invite, content, mailoutbox):
    try:
        problems = [one.problem for one in invite(content)]
    except WealdError as error:
        problems = [str(error.refusal)]

    assert all(problems)
    assert mailoutbox == []


def test_a_workbook_that_grows_out_of_all_proportion_is_refused(invite):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("people.csv", b"email,role\n" + b"0" * 50_000_000)

    with pytest.raises(WealdError):
        invite(packed.getvalue(), name="people.zip")


def test_the_page_tries_first_and_says_so(send):
    status, tried = send(b"email,role\na@x.example,teacher\nb@x.example,steward\n", is_trial="on")
    clean = send(b"email,role\na@x.example,teacher\n", is_trial="on")[1]

    assert status == 200
    assert "2 read, 1 not used; the others would be invited." in tried
    assert "nobody was invited yet" in tried
    assert "All could be invited" in clean
    assert not Invitation.objects.exists()


def test_a_page_of_mistakes_stays_a_page(send):
    rows = b"".join(b"<script>alert(%d)</script>,teacher\n" % n for n in range(150))

    status, page = send(b"email,role\n" + rows)

    assert status == 200
    assert "And 50 more." in page
    assert "<script>alert" not in page
    assert len(page) < 60_000


def test_a_file_far_too_large_is_refused_before_it_is_read(send):
    status, page = send(b"email,role\n" + b"x" * 2_000_000)

    assert status == 422
    assert "larger than 2 MB" in page


@pytest.mark.parametrize("cell", ["", "   "])
def test_a_role_may_be_without_a_subject(cell):
    assert subject_named(cell) == ""
