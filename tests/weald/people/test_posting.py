"""Letters go by the queue: pages do not wait, nothing is lost, the queue gives nothing away."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from cryptography.fernet import InvalidToken
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from tests.mail import do, free_port, post_office, queued

from weald.people.domain.invitations import invite
from weald.people.domain.posting import code_of, deliver, is_for_good, pack, unpack
from weald.people.domain.sealing import seal, unseal
from weald.people.enums import RoleKind
from weald.people.queries.invitations import open_invitation_by
from weald.people.tasks import PATIENCE

pytestmark = pytest.mark.django_db

DELIVER = "people.deliver"


@pytest.fixture
def office(settings):
    with post_office(settings) as found:
        yield found


def letter(to="ruth@hartwood.example", **more):
    return EmailMultiAlternatives("Höchst wichtig", "Grüße,\nWeald", "weald@site.example", [to], **more)


def test_a_letter_travels_through_the_queue_as_it_was_written(office):
    written = letter(headers={"X-Kind": "test"})
    written.attach_alternative("<p>Grüße</p>", "text/html")

    written.send()
    (job,) = queued(DELIVER)
    do(job)

    (arrived,) = office.to("ruth@hartwood.example")
    assert (arrived["Subject"], arrived["X-Kind"]) == ("Höchst wichtig", "test")
    assert arrived.get_body(["plain"]).get_content().splitlines() == ["Grüße,", "Weald"]
    assert arrived.get_body(["html"]).get_content().strip() == "<p>Grüße</p>"


def test_the_queue_keeps_neither_words_nor_address(office):
    letter().send()

    kept = str(queued(DELIVER)[0].args)

    assert "Weald" not in kept
    assert "ruth" not in kept
    assert "hartwood" not in kept


def test_a_letter_of_an_act_that_was_undone_is_never_sent(office):
    with transaction.atomic():
        letter().send()
        transaction.set_rollback(True)

    assert queued(DELIVER) == []


def test_an_invitation_reaches_its_reader_with_the_link_that_opens(
    office, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(
            email="new@aldervale.example",
            organisation=cast.alder_vale,
            role=RoleKind.TEACHER,
            by=cast.tom.actor,
            link_to=lambda token: f"https://weald.example/invitation/{token}",
        )
    waiting = office.to("new@aldervale.example")

    do(queued(DELIVER)[0])

    assert waiting == []
    words = office.to("new@aldervale.example")[0].get_content().split()
    token = next(word for word in words if "/invitation/" in word).rpartition("/")[2]
    assert open_invitation_by(token).organisation == cast.alder_vale


def test_a_mail_server_that_is_away_is_tried_again(office, settings):
    settings.EMAIL_PORT = free_port()
    letter().send()
    (job,) = queued(DELIVER)

    with pytest.raises(OSError, match="refused"):
        do(job)

    waits = [PATIENCE.exponential_wait**n for n in range(1, PATIENCE.max_attempts)]
    assert 20 * 3600 < sum(waits) < 30 * 3600
    assert office.letters == []


@pytest.mark.parametrize(("answer", "is_given_up"), [("450 busy", False), ("550 nobody here", True)])
def test_what_is_refused_for_good_is_given_up_and_the_rest_tried_again(office, answer, is_given_up):
    office.answers["ruth@hartwood.example"] = answer

    if is_given_up:
        assert deliver(letter()) is False
    else:
        with pytest.raises(SMTPRecipientsRefused):
            deliver(letter())
    assert office.letters == []


def test_a_letter_that_is_refused_as_a_whole_is_given_up(office):
    office.after_taking = "554 not wanted"

    assert deliver(letter()) is False


def test_only_a_mail_server_s_own_word_is_for_good():
    both = SMTPRecipientsRefused({"a@b.example": (550, b"no"), "c@d.example": (451, b"later")})

    assert (code_of(both), is_for_good(both)) == (451, False)
    assert not is_for_good(SMTPServerDisconnected("gone"))


def test_plain_letters_and_many_are_posted_too(office):
    sent = send_mail("Hello", "there", "weald@site.example", ["a@b.example"])

    assert sent == 1
    assert unpack(queued(DELIVER)[0].args["letter"]).body == "there"


def test_what_is_sealed_opens_for_its_purpose_only_and_outlives_a_change_of_secret(settings):
    sealed, other = pack(letter()), seal("code", purpose="second factor")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret altogether"

    assert unpack(sealed).to == ["ruth@hartwood.example"]
    assert unseal(other, purpose="second factor") == "code"
    with pytest.raises(InvalidToken):
        unpack(other)
