"""A hidden practice is named nowhere to those who had a part in it: its title may be what names a pupil."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.practices import AdoptionFactory, PracticeFactory, ReturnFactory
from tests.factories.practices_evidence import (
    ParticipationFactory,
    RoomMadeFactory,
    StoppingFactory,
)
from tests.personas import make_cast

from weald.core.registry import NEWS, WAITING
from weald.people.domain.concerns import report
from weald.people.enums import ConcernKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def practice(cast):
    return PracticeFactory(title="Fluency", made_by=cast.amina.user, home=cast.alder_vale)


@pytest.fixture
def parts(cast, practice):
    """Marian took it up, stopped it to make room and took it up anew; returned to it; tries it in a trial."""
    long_ago, here = timezone.now() - timedelta(days=100), cast.fenwick
    used = AdoptionFactory(
        practice=practice,
        organisation=here,
        adopted_by=cast.marian.user,
        adopted_at=long_ago,
        began_on=long_ago.date(),
    )
    put_down = StoppingFactory(adoption__practice=practice, adoption__organisation=here)
    put_down.thanked.add(cast.marian.user)
    instead = AdoptionFactory(organisation=here, practice=PracticeFactory(title="Quiet starts"))
    RoomMadeFactory(adoption=instead, stopped=put_down.adoption, words="")
    StoppingFactory(
        adoption__practice__title="Loud starts", adoption__organisation=here, replaced_by=practice
    )
    adapted = PracticeFactory(title="Ours", made_by=cast.marian.user, home=here)
    sent = ReturnFactory(
        to_practice=practice,
        from_version=adapted.head,
        sent_by=cast.marian.user,
        state="declined",
        reason="Too long.",
        answered_at=timezone.now(),
        answered_by=cast.amina.user,
    )
    tried = ParticipationFactory(
        organisation=here, trial__practice=practice, trial__title="Fluency after Christmas"
    )
    type(tried.trial).objects.filter(pk=tried.trial_id).update(
        state="agreed", agreed_at=timezone.now(), detectable=1.0, fingerprint="4f2a"
    )
    return used, instead, sent


def told_to(actor):
    since = timezone.now() - timedelta(days=1)
    waiting = [one.text for tell in WAITING for one in tell(actor)]
    return [*waiting, *(f"{one.title} {one.text}" for tell in NEWS for one in tell(actor, since))]


def test_marian_is_told_its_title_until_it_is_reported(cast, practice, parts):
    before = [text for text in told_to(cast.marian.actor) if "Fluency" in text]

    report("practices.practice", str(practice.pk), kind=ConcernKind.PUPIL, by=cast.dev.actor)

    assert len(before) == 6  # two accounts, a thank-you and a reading due; an answer, a thank-you received
    assert [text for text in told_to(cast.marian.actor) if "Fluency" in text] == []


@pytest.mark.parametrize("where", ["focus", "room", "place", "person"])
def test_pages_of_those_who_use_it_do_not_name_it(client, cast, practice, parts, where):
    _used, instead, _sent = parts
    address = {
        "focus": reverse("practices:focus", args=[cast.fenwick.pk]),
        "room": reverse("practices:room", args=[instead.pk]),
        "place": reverse("home:place_contribution", args=[cast.fenwick.pk]),
        "person": reverse("home:person_contribution", args=[cast.marian.user.pk]),
    }[where]
    cast.sign_in(client, "marian")
    before = client.get(address).content.decode()

    report("practices.practice", str(practice.pk), kind=ConcernKind.PUPIL, by=cast.dev.actor)

    assert "Fluency" in before
    after = client.get(address)
    assert after.status_code == 200
    assert "Fluency" not in after.content.decode()


def test_nobody_is_asked_to_answer_what_came_back_from_a_hidden_practice(cast):
    back = ReturnFactory(to_practice__made_by=cast.amina.user, to_practice__home=cast.alder_vale)
    key = f"practices.return:{back.pk}:answer"
    before = [one.key for tell in WAITING for one in tell(cast.amina.actor)]

    report(
        "practices.practice", str(back.from_version.practice_id), kind=ConcernKind.HARM, by=cast.amina.actor
    )

    assert key in before
    assert key not in [one.key for tell in WAITING for one in tell(cast.amina.actor)]
