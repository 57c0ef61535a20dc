"""Taking a practice up, going on with a newer version, and stopping; who sees it, writes it, ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.files import StoredFileFactory
from tests.personas import NAMES
from tests.weald.practices.story import FLUENCY, fenwicks, fluency, talk

from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry, Share
from weald.core.permissions import SYSTEM, visible
from weald.practices.domain.adopting import adopt, follow, stop_adoption
from weald.practices.domain.keeping import add_author, change_audience, remove_author, take_down, withdraw
from weald.practices.domain.saving import save_version
from weald.practices.domain.written import Given, Written
from weald.practices.enums import AdoptionState, Stage
from weald.practices.models import Adoption, Practice, Version
from weald.schools.enums import Kind, SpellReason
from weald.schools.models import Organisation, Spell

pytestmark = pytest.mark.django_db


def at_fenwick(cast, practice):
    return adopt(practice, organisation=cast.fenwick, by=cast.dev.actor, pupils=" Year 4 ")


def second_version(practice, by):
    return save_version(
        practice, Written.of(practice.head).but(flex="Paper."), expected_head=practice.head_id, by=by
    )


def test_a_school_adopts_from_a_day_for_some_pupils(cast):
    adoption = at_fenwick(cast, fluency(cast))

    assert (adoption.pupils, adoption.began_on, adoption.version.number) == (
        "Year 4",
        timezone.localdate(),
        1,
    )
    entry = Entry.objects.get(verb=Verb.ADOPTED)
    assert entry.place_id == cast.fenwick.pk
    assert entry.payload == {"practice": adoption.practice_id, "version": adoption.version_id}


def test_a_school_adopts_once_at_a_time(cast):
    practice = fluency(cast)
    adoption = at_fenwick(cast, practice)

    with pytest.raises(Conflict, match="uses “Ten minutes of fluency” already"):
        at_fenwick(cast, practice)
    stop_adoption(adoption, because="Moved on.", by=cast.marian.actor)
    at_fenwick(cast, practice)

    assert Adoption.objects.count() == 2


def test_a_school_goes_on_with_the_newest_version_or_another(cast):
    practice = fluency(cast)
    adoption = at_fenwick(cast, practice)
    newer = second_version(practice, cast.amina.actor)

    assert follow(adoption, by=cast.dev.actor).version == newer
    assert follow(adoption, version=practice.head, by=cast.dev.actor).version == practice.head
    with pytest.raises(WealdError, match="belongs to another"):
        follow(adoption, version=talk(cast).head, by=cast.dev.actor)


def test_stopping_says_from_when_and_why_once(cast):
    adoption = at_fenwick(cast, fluency(cast))

    with pytest.raises(WealdError, match="the reason missing"):
        stop_adoption(adoption, because="", by=cast.dev.actor)
    with pytest.raises(WealdError, match="the reason given"):
        stop_adoption(adoption, because="x", on=adoption.began_on - timedelta(days=1), by=cast.dev.actor)
    stopped = stop_adoption(adoption, because="No time.", by=cast.dev.actor)
    with pytest.raises(Conflict, match="ended once"):
        follow(adoption, by=cast.dev.actor)

    assert (stopped.state, stopped.ended_because) == (AdoptionState.STOPPED, "No time.")


def test_what_was_retired_is_not_adopted(cast):
    practice = fluency(cast)
    Practice.objects.update(
        stage=Stage.RETIRED, retired_at=timezone.now(), retired_because="Worn.", stage_when_retired=Stage.IDEA
    )

    with pytest.raises(WealdError, match="because: Worn"):
        at_fenwick(cast, practice)


def test_a_team_adopts_by_anyone_in_it_a_school_by_its_leads(cast):
    practice = fluency(cast)
    team = Organisation.objects.create(name="Year 4 team", kind=Kind.TEAM)
    Spell.objects.create(
        child=team,
        parent=cast.fenwick,
        kind=Kind.SCHOOL,
        period=(timezone.localdate() - timedelta(days=9), None),
        reason=SpellReason.JOINED,
    )

    adopt(practice, organisation=team, by=cast.dev.actor)
    adopt(practice, organisation=cast.fenwick, by=SYSTEM)
    for who in ("amina", "helen", "nobody"):
        with pytest.raises(Refused, match="its leaders and subject leads"):
            adopt(practice, organisation=cast.larkrise, by=getattr(cast, who).actor)

    assert Adoption.objects.count() == 2


def test_a_withdrawn_practice_stays_with_those_who_use_it(cast):
    practice = fluency(cast)
    at_fenwick(cast, practice)

    withdraw(practice, by=cast.amina.actor)

    seen_by = {key for key in NAMES if visible(Practice.objects.all(), getattr(cast, key).actor).exists()}
    assert seen_by == {"amina", "tom", "dev", "marian"}
    with pytest.raises(Conflict, match="was withdrawn on"):
        adopt(practice, organisation=cast.alder_vale, by=cast.tom.actor)
    with pytest.raises(WealdError, match="not built on"):
        fenwicks(cast, practice)


def test_an_audience_is_changed_by_its_keepers_and_stewards(cast):
    practice = fluency(cast, audience=Audience.SCHOOL)

    with pytest.raises(Refused):
        change_audience(practice, Audience.PUBLIC, by=cast.dev.actor)
    with pytest.raises(WealdError, match="Nobody is named"):
        change_audience(practice, Audience.PARTNERS, by=cast.amina.actor)
    change_audience(practice, Audience.PARTNERS, partners=[cast.fenwick], by=cast.amina.actor)
    seen = visible(Practice.objects.all(), cast.dev.actor).exists()
    change_audience(practice, Audience.TRUST, by=cast.jo.actor)

    assert seen
    assert not visible(Practice.objects.all(), cast.dev.actor).exists()
    assert visible(Practice.objects.all(), cast.owen.actor).exists()
    assert not Share.objects.exists()


def test_somebody_always_answers_for_a_practice(cast):
    practice = fluency(cast)

    add_author(practice, cast.dev.user, by=cast.amina.actor)
    remove_author(practice, cast.amina.user, by=cast.amina.actor)
    with pytest.raises(Conflict, match="only one left"):
        remove_author(practice, cast.dev.user, by=cast.tom.actor)
    with pytest.raises(Refused):
        remove_author(practice, cast.dev.user, by=cast.marian.actor)

    assert second_version(practice, cast.dev.actor).made_by == cast.dev.user


def test_whoever_left_is_not_named_an_author(cast):
    practice = fluency(cast)
    cast.dev.user.is_active = False

    with pytest.raises(WealdError, match="was closed"):
        add_author(practice, cast.dev.user, by=cast.amina.actor)


def test_taking_down_removes_texts_and_files_but_not_the_place_in_the_line(cast):
    practice = fluency(cast)
    file = StoredFileFactory()
    second = save_version(
        practice,
        FLUENCY.but(watch="Ben reads.", files=(Given(file.pk, "ben.txt"),)),
        expected_head=practice.head_id,
        by=cast.amina.actor,
    )

    gone = take_down(second, by=cast.tom.actor)
    take_down(Version.objects.get(number=1), by=cast.tom.actor)
    with pytest.raises(Conflict, match="taken down once"):
        take_down(second, by=cast.tom.actor)

    assert not any(gone.texts.values())
    assert not gone.attachments.exists()
    assert list(gone.parents.all()) == [practice.head]
    assert Practice.objects.get().title == "Taken down"
