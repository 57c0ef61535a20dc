"""How many things one person's reports hide at a time: as many as stand in the limit, and not one more."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import ConcernFactory
from tests.factories.practices import PracticeFactory
from tests.personas import make_cast
from tests.together import at_once

from weald.core.enums import Verb
from weald.core.errors import Conflict
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.core.registry import NEWS
from weald.people.domain.concerns import concerns_of, look, report
from weald.people.enums import MOST_HIDDEN_BY_ONE, ConcernKind, ConcernOutcome
from weald.people.models import Concern
from weald.people.queries.concerns import open_concern, waiting_concerns
from weald.practices.models import Practice

LABEL = "practices.practice"


@pytest.fixture
def cast():
    return make_cast()


def practice_of(cast, **facts):
    with transaction.atomic():  # a practice and its first version name each other
        return PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale, **facts)


def reported(practice, by, kind=ConcernKind.UNFIT):
    return report(LABEL, str(practice.pk), kind=kind, by=by.actor)


def sees(practice, who):
    return visible(Practice.objects.filter(pk=practice.pk), who.actor).exists()


def raised_before(cast, count, **facts):
    ConcernFactory.create_batch(count, home=cast.alder_vale, **facts)


def at_the_limit(cast):
    raised_before(cast, MOST_HIDDEN_BY_ONE, raised_by=cast.dev.user)


LOOKED_AT = {"outcome": ConcernOutcome.KEPT, "because": "Fine."}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ConcernKind)
@pytest.mark.parametrize(
    ("hiding", "in_sight", "looked_at", "of_others", "hides"),
    [
        (0, 0, 0, 0, True),
        (1, 0, 0, 0, True),
        (2, 0, 0, 0, True),
        (3, 0, 0, 0, False),
        (3, 2, 0, 0, False),
        (2, 2, 0, 0, True),  # what hides nothing counts for nothing
        (0, 3, 0, 0, True),
        (2, 0, 5, 0, True),  # nor does what was looked at
        (3, 0, 5, 0, False),
        (0, 0, 0, 9, True),  # nor what others reported
        (2, 0, 0, 9, True),
        (3, 0, 0, 9, False),
    ],
)
def test_a_report_hides_until_enough_of_the_same_person_s_do(
    cast, kind, hiding, in_sight, looked_at, of_others, hides
):
    dev = cast.dev.user
    raised_before(cast, hiding, raised_by=dev)
    raised_before(cast, in_sight, raised_by=dev, hides=False)
    raised_before(cast, looked_at, raised_by=dev, looked_at=timezone.now(), **LOOKED_AT)
    raised_before(cast, of_others)
    practice = practice_of(cast)

    concern = reported(practice, cast.dev, kind)

    assert concern.hides is hides
    assert sees(practice, cast.marian) is not hides
    assert Entry.objects.get(verb=Verb.REPORTED).payload["hides"] is hides


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ConcernOutcome)
def test_what_is_not_hidden_waits_for_those_who_look_and_is_then_decided(cast, outcome):
    at_the_limit(cast)
    practice = practice_of(cast)
    since = timezone.now()
    concern = reported(practice, cast.dev)

    waiting = [one.text for one in waiting_concerns(cast.tom.actor) if one.key.endswith(f":{concern.pk}")]
    told = [one.title for tell in NEWS for one in tell(cast.amina.actor, since) if "concern" in one.key]
    look(concern, outcome, because="Seen.", by=cast.tom.actor)

    assert waiting == [
        "A practice was reported (it is not suitable here) and stays in sight until you have looked"
    ]
    assert told == [
        "A practice you wrote was reported (it is not suitable here); "
        "it stays in sight until somebody has looked"
    ]
    practice.refresh_from_db()
    assert practice.is_withdrawn is (outcome == ConcernOutcome.TAKEN_DOWN)


@pytest.mark.django_db
def test_whoever_must_look_reads_it_although_it_is_shared_with_few_and_not_hidden(cast):
    at_the_limit(cast)
    practice = practice_of(cast, audience="team")
    practice.authors.add(cast.dev.user)
    before = [sees(practice, who) for who in (cast.graham, cast.jo, cast.owen)]

    concern = reported(practice, cast.dev)

    assert before == [False, False, False]
    assert [sees(practice, who) for who in (cast.graham, cast.jo, cast.owen)] == [True, True, False]
    look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.graham.actor)
    assert not sees(practice, cast.graham)


@pytest.mark.django_db
def test_once_one_was_looked_at_the_next_one_hides_and_what_waits_stays_in_sight(cast):
    first, *others = [practice_of(cast) for _ in range(MOST_HIDDEN_BY_ONE + 2)]
    *_, beyond, later = others
    concern = reported(first, cast.dev)
    for one in others[:-1]:
        reported(one, cast.dev)

    look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.tom.actor)

    assert reported(later, cast.dev).hides
    assert [sees(one, cast.marian) for one in (first, beyond, later)] == [True, True, False]


@pytest.mark.django_db
def test_somebody_else_s_report_hides_it_and_only_looking_at_that_shows_it_again(cast):
    at_the_limit(cast)
    practice = practice_of(cast)
    in_sight = reported(practice, cast.dev)

    hiding = reported(practice, cast.owen, ConcernKind.PUPIL)
    look(in_sight, ConcernOutcome.KEPT, because="Suitable.", by=cast.tom.actor)

    assert open_concern(LABEL, practice.pk) == hiding
    assert not sees(practice, cast.marian)
    look(hiding, ConcernOutcome.KEPT, because="A teacher.", by=cast.graham.actor)
    assert sees(practice, cast.marian)


@pytest.mark.django_db
def test_what_somebody_reported_in_vain_they_do_not_report_again(cast):
    at_the_limit(cast)
    practice = practice_of(cast)
    reported(practice, cast.dev)

    with pytest.raises(Conflict, match="You reported this already"):
        reported(practice, cast.dev)

    assert [one["hid_it"] for one in concerns_of(cast.dev.user.pk)] == [True] * MOST_HIDDEN_BY_ONE + [False]


@pytest.mark.django_db(transaction=True)
def test_two_reports_of_one_person_at_once_do_not_both_take_the_last_place(cast):
    raised_before(cast, MOST_HIDDEN_BY_ONE - 1, raised_by=cast.dev.user)
    one, other = practice_of(cast), practice_of(cast)

    second = at_once(lambda: reported(one, cast.dev), lambda: reported(other, cast.dev))

    assert second.hides is False
    assert Concern.objects.filter(raised_by=cast.dev.user, hides=True).count() == MOST_HIDDEN_BY_ONE


@pytest.mark.django_db
def test_the_page_says_before_and_after_which_of_the_two_happens(client, cast):
    raised_before(cast, MOST_HIDDEN_BY_ONE - 1, raised_by=cast.dev.user)
    last, beyond = practice_of(cast, title="Last"), practice_of(cast, title="Beyond")
    cast.sign_in(client, "dev")

    def asked_and_told(practice):
        address = reverse("people:report", args=[LABEL, practice.pk])
        asked = client.get(address).content.decode()
        return asked, client.post(address, {"kind": "unfit"}, follow=True).content.decode()

    hidden, in_sight = asked_and_told(last), asked_and_told(beyond)
    page = reverse("people:concern", args=[Concern.objects.get(target_id=str(beyond.pk)).pk])
    to_reporter = client.get(page).content.decode()
    to_look = cast.sign_in(client, "tom").get(page).content.decode()

    assert "Report and hide it" in hidden[0]
    assert "It is hidden now" in hidden[1]
    assert "Report and hide it" not in in_sight[0]
    assert "3 things are hidden at your word already" in in_sight[0]
    assert "it is not hidden until then, because 3 things are hidden at your word already" in in_sight[1]
    assert "In sight until somebody has looked" in to_reporter
    assert "The practice is not hidden: 3 other things were" in to_look
