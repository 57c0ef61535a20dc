"""Letters that come in: whose they are, what of them is written down, and what is refused in words."""

from email.message import EmailMessage

import pytest
from django.urls import reverse
from tests.factories.communities import CommunityFactory, EnrolmentFactory, ThreadFactory

from weald.communities.domain.mail_in import COMMUNITY, LARGEST, THREAD, address_for, take_in
from weald.communities.domain.threads import LONGEST_POST
from weald.communities.models import Post, Thread
from weald.core.domain.verify import verify_ledger
from weald.core.errors import Refused, WealdError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _takes_letters(settings):
    settings.WEALD_MAIL_IN = "weald@in.example"


@pytest.fixture
def thread(cast):
    group = CommunityFactory(name="Year 8 girls", joining="ask")
    for who in (cast.amina, cast.dev):
        EnrolmentFactory(community=group, person=who.user)
    return ThreadFactory(community=group, title="Who walks in late?", started_by=cast.dev.user)


def to(thread, person):
    return address_for(THREAD, thread.pk, person.user.pk)


def letter(person, address, text="We counted them on Monday.", **headers):
    written = EmailMessage()
    written["From"] = f"{person.user.name} <{person.user.email.upper()}>"
    written["To"] = f"Weald <{address}>"
    written["Subject"] = headers.pop("subject", "Re: Who walks in late?")
    for name, value in headers.items():
        written[name.replace("_", "-")] = value
    written.set_content(text)
    return written


def refused(raw):
    with pytest.raises(WealdError) as error:
        take_in(raw)
    return str(error.value)


def test_an_answer_stands_in_the_thread_as_if_it_had_been_written_there(cast, thread):
    post = take_in(letter(cast.amina, to(thread, cast.amina)).as_bytes())

    assert (post.thread, post.text) == (thread, "We counted them on Monday.")
    assert post.written_by == cast.amina.user
    assert verify_ledger().is_sound


def test_a_letter_to_a_community_begins_a_thread(cast, thread):
    address = address_for(COMMUNITY, thread.community_id, cast.amina.user.pk)

    post = take_in(letter(cast.amina, address, subject="Fwd: RE: A walk  to school").as_bytes())
    long = take_in(letter(cast.amina, address, subject="w" * 300).as_bytes())

    assert post.thread.title == "A walk to school"
    assert post.thread.community == thread.community
    assert len(long.thread.title) == 160


@pytest.mark.parametrize("kind", [THREAD, COMMUNITY])
def test_a_letter_handed_over_twice_is_written_down_once(cast, thread, kind):
    thing = thread.pk if kind == THREAD else thread.community_id
    raw = letter(cast.amina, address_for(kind, thing, cast.amina.user.pk), subject="Late").as_bytes()

    assert take_in(raw) == take_in(raw)
    assert Post.objects.filter(written_by=cast.amina.user).count() == 1


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 2 Nov 2026 at 09:12, Weald <weald@in.example> wrote:\n> Who?",
        "-----Original Message-----\nFrom: Weald",
        "________________________________\nFrom: Weald",
        "-- \nAmina Rahman\nAlder Vale",
        "Sent from my telephone",
        "> quoted\n> and quoted",
    ],
)
def test_what_a_letter_answers_to_and_signatures_stay_out(cast, thread, below):
    raw = letter(cast.amina, to(thread, cast.amina), f"Six of them.\r\n\r\n{below}\n").as_bytes()

    assert take_in(raw).text == "Six of them."


def test_a_letter_of_html_becomes_plain_and_harmless(cast, thread):
    written = EmailMessage()
    written["From"], written["To"] = cast.amina.user.email, to(thread, cast.amina)
    written.set_content("<p>Six &amp; two<br>more</p><script>alert(1)</script>", subtype="html")

    assert take_in(written.as_bytes()).text == "Six & two\nmore"


@pytest.mark.parametrize(("files", "said"), [(1, "One file that came"), (2, "2 files that came")])
def test_files_stay_out_and_that_is_said(cast, thread, files, said):
    written = letter(cast.amina, to(thread, cast.amina))
    for number in range(files):
        written.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=f"{number}.pdf")

    assert said in take_in(written.as_bytes()).text


@pytest.mark.parametrize(
    "header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<all.example>"}]
)
def test_what_a_machine_wrote_is_dropped(cast, thread, header):
    assert take_in(letter(cast.amina, to(thread, cast.amina), **header).as_bytes()) is None
    assert not Post.objects.filter(thread=thread, written_by=cast.amina.user).exists()


def test_an_address_serves_its_owner_alone_and_cannot_be_guessed(cast, thread):
    mine = to(thread, cast.amina)
    head, _, tail = mine.partition("@")

    assert "comes from another" in refused(letter(cast.dev, mine).as_bytes())
    assert "none of them" in refused(letter(cast.amina, f"{head[:-1]}x@{tail}").as_bytes())
    guessed = f"{head[:-20]}{'0' * 20}@{tail}"
    assert "none of them" in refused(letter(cast.amina, guessed).as_bytes())
    assert "none of them" in refused(letter(cast.amina, "weald@in.example").as_bytes())
    cast.amina.user.is_active = False
    cast.amina.user.save()
    assert "comes from another" in refused(letter(cast.amina, mine).as_bytes())


def test_whoever_may_not_write_there_is_refused(cast, thread):
    raw = letter(cast.sian, to(thread, cast.sian)).as_bytes()
    elsewhere = letter(cast.sian, address_for(COMMUNITY, 10**9, cast.sian.user.pk)).as_bytes()
    hers = letter(cast.sian, address_for(COMMUNITY, thread.community_id, cast.sian.user.pk)).as_bytes()

    assert "thread is not there for you" in refused(raw)
    assert "community is not there for you" in refused(elsewhere)
    with pytest.raises(Refused):
        take_in(hers)
    assert not Thread.objects.filter(started_by=cast.sian.user).exists()


def test_letters_that_say_nothing_too_much_or_in_no_alphabet_are_refused(cast, thread):
    address = to(thread, cast.amina)
    beginning = address_for(COMMUNITY, thread.community_id, cast.amina.user.pk)
    strange = letter(cast.amina, address).as_bytes().replace(b"utf-8", b"klingon")
    bare = letter(cast.amina, address)
    bare.clear_content()
    bare.set_content(b"\x89PNG", maintype="image", subtype="png")

    assert "empty" in refused(letter(cast.amina, address, "> only theirs").as_bytes())
    assert "empty" in refused(bare.as_bytes())
    assert "larger" in refused(b"x" * (LARGEST + 1))
    assert "has" in refused(letter(cast.amina, address, "word " * (LONGEST_POST // 4)).as_bytes())
    assert "none" in refused(letter(cast.amina, beginning, subject="Re: ").as_bytes())
    assert "names none" in refused(strange)


def test_pages_show_members_where_to_write_and_nobody_where_no_letters_are_taken(
    client, cast, thread, settings
):
    pages = (
        reverse("communities:thread", args=[thread.pk]),
        reverse("communities:community", args=[thread.community_id]),
    )
    cast.sign_in(client, "amina")

    def shown():
        return [
            f"mailto:weald+{kind}" in client.get(page).content.decode()
            for kind, page in zip("tc", pages, strict=True)
        ]

    assert shown() == [True, True]
    settings.WEALD_MAIL_IN = ""
    assert shown() == [False, False]
    assert to(thread, cast.amina) == ""
