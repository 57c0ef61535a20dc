"""Letters about reports: at once to all who must look, by a real mail server, and to nobody else."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.urls import reverse
from tests.factories.home import QuietTimeFactory, ToldFactory
from tests.factories.people import ConcernFactory
from tests.factories.practices import PracticeFactory
from tests.mail import do, free_port, post_office, queued

from weald.core.permissions import SYSTEM, refusal
from weald.home import tasks
from weald.home.domain.report_letters import tell
from weald.people.domain.concerns import look, report
from weald.people.enums import MOST_HIDDEN_BY_ONE, ConcernKind, ConcernOutcome, Digest
from weald.people.models import Role, User
from weald.people.queries.concerns import REPORTABLE, lookers, looking_at, waiting_key

pytestmark = pytest.mark.django_db

LABEL = "practices.practice"
TITLE, WHERE = "Robin Q. of Year 5", "In the second step."
BEGIN, TELL = "home.tell_lookers", "home.tell_looker"
MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 22, 20, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 10, tzinfo=UTC)
WEDNESDAY_AT_SEVEN = datetime(2026, 11, 25, 7, tzinfo=UTC)
MONDAY_AT_SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)


@pytest.fixture
def office(settings):
    with post_office(settings) as found:
        yield found


def reported(cast, by="dev", wrote="amina", kind=ConcernKind.PUPIL):
    practice = PracticeFactory(title=TITLE, made_by=getattr(cast, wrote).user, home=cast.alder_vale)
    return report(LABEL, str(practice.pk), kind=kind, text=WHERE, by=getattr(cast, by).actor)


def work_off(name):
    for job in queued(name):
        do(job)


def addressed(office):
    return sorted(letter["To"].partition("@")[0] for letter in office.letters)


def test_everybody_who_must_look_gets_one_letter_plain_and_as_html(office, cast):
    concern = reported(cast)

    work_off(BEGIN)
    work_off(BEGIN)  # as where a worker died in between
    work_off(TELL)

    assert addressed(office) == ["graham", "jo", "ruth", "tom"]
    letter = office.to(cast.tom.user.email)[0]
    page = reverse("people:concern", args=[concern.pk])
    for kind in ("plain", "html"):
        words = letter.get_body([kind]).get_content()
        assert page in words
        assert "a pupil is named, or could be recognised" in words
        assert "It is hidden until somebody has looked." in words
        assert "Alder Vale Primary" in words


@pytest.mark.parametrize(
    ("wrote", "by"), [("amina", "dev"), ("tom", "graham"), ("jo", "ruth"), ("dev", "jo")]
)
def test_the_letter_goes_to_those_whom_the_rule_lets_look(cast, wrote, by):
    concern = reported(cast, by=by, wrote=wrote)
    looking = looking_at(concern, REPORTABLE[LABEL].find(concern.target_id, SYSTEM))

    may = {one.user.pk for one in cast if one.user and refusal("people.look", one.actor, looking) is None}

    assert {person.pk for person in lookers(concern)} == may


def test_what_belongs_to_no_place_goes_to_the_stewards(cast):
    practice = PracticeFactory()
    concern = ConcernFactory(target_id=str(practice.pk), home=None)

    assert [person.name for person in lookers(concern)] == [cast.jo.user.name]


def test_the_letter_says_neither_what_was_written_nor_who_reported_it(office, cast):
    reported(cast)

    work_off(BEGIN)
    work_off(TELL)

    for letter in office.letters:
        assert "Dev Malik" not in str(letter)
        for secret in (TITLE, "Robin", WHERE):
            assert secret not in str(letter["Subject"]) + letter.get_body(["plain"]).get_content()
            assert secret not in letter.get_body(["html"]).get_content()


def test_what_stays_in_sight_is_told_as_that(office, cast):
    ConcernFactory.create_batch(MOST_HIDDEN_BY_ONE, raised_by=cast.dev.user)
    concern = reported(cast)

    tell(concern.pk, cast.tom.user.pk, now=MORNING)

    for kind in ("plain", "html"):
        assert "It is not hidden, and stays in sight" in office.letters[0].get_body([kind]).get_content()


@pytest.mark.parametrize("outcome", ConcernOutcome)
def test_nobody_is_written_to_once_somebody_has_decided(office, cast, outcome):
    concern = reported(cast)
    work_off(BEGIN)
    look(concern, outcome, because="Seen.", by=cast.graham.actor)

    work_off(TELL)
    work_off(BEGIN)

    assert office.letters == []


def test_who_may_look_no_longer_gets_no_letter(office, cast):
    reported(cast)
    work_off(BEGIN)
    Role.objects.filter(person=cast.ruth.user).delete()
    User.objects.filter(pk=cast.graham.user.pk).update(is_active=False)

    work_off(TELL)

    assert addressed(office) == ["jo", "tom"]


CHILD = [ConcernKind.PUPIL, ConcernKind.HARM]


@pytest.mark.parametrize(
    ("kinds", "now", "digest", "sent", "later"),
    [
        (CHILD, MORNING, Digest.WEEKLY, True, None),
        (CHILD, MORNING, Digest.NEVER, True, None),
        (CHILD, NIGHT, Digest.WEEKLY, True, None),
        (CHILD, NIGHT, Digest.NEVER, True, None),
        (CHILD, SATURDAY, Digest.DAILY, True, None),
        ([ConcernKind.UNFIT], MORNING, Digest.WEEKLY, True, None),
        ([ConcernKind.UNFIT], MORNING, Digest.NEVER, False, None),
        ([ConcernKind.UNFIT], NIGHT, Digest.WEEKLY, False, WEDNESDAY_AT_SEVEN),
        ([ConcernKind.UNFIT], NIGHT, Digest.NEVER, False, None),
        ([ConcernKind.UNFIT], SATURDAY, Digest.DAILY, False, MONDAY_AT_SEVEN),
    ],
)
def test_only_for_a_childs_sake_are_quiet_times_and_ended_digests_passed_over(
    office, cast, kinds, now, digest, sent, later
):
    User.objects.filter(pk=cast.tom.user.pk).update(digest=digest)

    for kind in kinds:
        concern = reported(cast, kind=kind)
        assert tell(concern.pk, cast.tom.user.pk, now=now) == later

    assert len(office.letters) == len(kinds) * sent


def test_a_letter_that_must_wait_is_sent_when_the_quiet_is_over(office, cast, monkeypatch):
    QuietTimeFactory(person=cast.tom.user, begins=9, ends=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    concern = reported(cast, kind=ConcernKind.UNFIT)

    tasks.tell_looker(concern=concern.pk, person=cast.tom.user.pk)
    (waiting,) = queued(TELL)
    monkeypatch.setattr("django.utils.timezone.now", lambda: waiting.scheduled_at)
    do(waiting)

    assert waiting.scheduled_at == MORNING.replace(hour=12)
    assert addressed(office) == ["tom"]


def test_what_a_digest_told_meanwhile_is_not_told_again(office, cast):
    concern = reported(cast, kind=ConcernKind.UNFIT)
    ToldFactory(person=cast.tom.user, key=waiting_key(concern))

    assert tell(concern.pk, cast.tom.user.pk, now=MORNING) is None

    assert office.letters == []


def test_only_a_letter_that_can_be_stopped_says_how(client, office, cast):
    urgent, other = (reported(cast, kind=kind) for kind in (ConcernKind.HARM, ConcernKind.UNFIT))
    for concern in (urgent, other):
        tell(concern.pk, cast.tom.user.pk, now=MORNING)
    for_a_child, can_wait = office.letters
    stop = can_wait["List-Unsubscribe"].strip(" <>")

    assert for_a_child["List-Unsubscribe"] is None
    assert (
        "told at once to all who may look, in quiet times too"
        in for_a_child.get_body(["plain"]).get_content()
    )
    assert stop in can_wait.get_body(["plain"]).get_content().replace("\n", "")
    client.post("/" + stop.partition("//")[2].partition("/")[2])
    assert User.objects.get(pk=cast.tom.user.pk).digest == Digest.NEVER
    assert for_a_child["Message-ID"] != can_wait["Message-ID"]


def test_a_letter_sent_twice_has_one_name(office, cast):
    concern = reported(cast)

    for _ in range(2):
        tell(concern.pk, cast.tom.user.pk, now=MORNING)

    assert len({letter["Message-ID"] for letter in office.letters}) == 1


def test_a_report_that_does_not_stand_is_not_told(office, cast):
    with transaction.atomic():
        reported(cast)
        transaction.set_rollback(True)

    assert queued(BEGIN) == []


def test_a_mail_server_that_is_away_is_tried_again(office, cast, settings):
    reported(cast)
    work_off(BEGIN)
    settings.EMAIL_PORT = free_port()

    with pytest.raises(OSError, match="refused"):
        work_off(TELL)

    assert tasks.tell_looker.retry_strategy == tasks.tell_lookers.retry_strategy == tasks.PATIENCE


def test_without_a_mail_server_today_alone_tells_it(cast, settings):
    settings.EMAIL_HOST = ""

    reported(cast)

    assert queued(BEGIN) == []
