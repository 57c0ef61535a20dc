"""What the round of a practice leaves on Today, in the tallies, and in a person's own data."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.practices import AskFactory
from tests.weald.practices.story import alloyed, came_back, fenwicks, fluency, talk

from weald.core.domain.verify import verify_ledger
from weald.core.permissions import NOBODY
from weald.core.registry import Contributor
from weald.people.domain.own_data import erase, export_of
from weald.practices.domain.adopting import adopt
from weald.practices.domain.merging import offered
from weald.practices.domain.returning import answer_return, decline_return, parts_to_answer, thank
from weald.practices.domain.saving import save_version
from weald.practices.domain.written import Written
from weald.practices.models import Practice, Return, Version
from weald.practices.places import line_of_the_oldest
from weald.practices.queries.today import news, tallies, waiting_returns

pytestmark = pytest.mark.django_db


def long_ago():
    return timezone.now() - timedelta(days=30)


def titles(cast, who):
    return [one.title for one in news(getattr(cast, who).actor, long_ago())]


def take_all(back, by):
    head = back.to_practice.head
    choices = dict.fromkeys(offered(parts_to_answer(back, head)), True)
    return answer_return(back, choices, expected_head=head.pk, by=by)


def test_a_return_waits_for_the_authors_until_it_is_answered_and_thanked(cast):
    back = came_back(cast, fluency(cast))

    first = [one.text for one in waiting_returns(cast.amina.actor)]
    take_all(back, cast.amina.actor)
    second = [one.text for one in waiting_returns(cast.amina.actor)]
    thank(Return.objects.get(), by=cast.amina.actor)

    assert first == ["“Ten minutes of fluency” came back from Fenwick Academy: see what changed"]
    assert second == ["Thank Fenwick Academy for what you took into “Ten minutes of fluency”"]
    assert not list(waiting_returns(cast.amina.actor))


@pytest.mark.parametrize("who", ["dev", "tom", "sian"])
def test_a_return_waits_for_nobody_else(cast, who):
    came_back(cast, fluency(cast))

    assert not list(waiting_returns(getattr(cast, who).actor))


def test_nobody_has_neither_waiting_nor_news(cast):
    came_back(cast, fluency(cast))

    assert not list(waiting_returns(NOBODY))
    assert not list(news(NOBODY, long_ago()))


def test_authors_hear_who_took_up_and_who_adapted(cast):
    practice = fluency(cast)
    adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    fenwicks(cast, practice)
    fenwicks(cast, practice, audience="team")

    assert titles(cast, "amina") == [
        "Fenwick Academy took up “Ten minutes of fluency”",
        "Fenwick Academy made “Ten minutes of fluency” of “Ten minutes of fluency”",
    ]
    assert titles(cast, "dev") == []


def test_authors_hear_once_where_their_words_went_on_through_hands_of_others(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)
    counted = f"{adapted.head.core}\n\nNobody but the child ever sees the count that is kept."
    changed = Written.of(adapted.head).but(core=counted)
    adapted.head = save_version(adapted, changed, expected_head=adapted.head_id, by=cast.dev.actor)
    take_all(came_back(cast, practice, adapted), cast.amina.actor)
    practice.refresh_from_db()

    made = alloyed(cast, practice, talk(cast))
    save_version(
        made, Written.of(made.head).but(flex="Paper."), expected_head=made.head_id, by=cast.owen.actor
    )

    carried_on = {
        key: [one for one in titles(cast, key) if "with words of" in one] for key in ("dev", "amina", "owen")
    }
    ancestors = made.head.credits.filter(ancestor__practice=adapted, words__gt=0)
    assert ancestors.count() == 2
    assert carried_on == {
        "dev": ["Quarry Bank High made “Talk, then fluency” with words of “Ten minutes of fluency”"],
        "amina": [],
        "owen": [],
    }


def test_nobody_hears_of_words_in_what_is_not_shared_with_them_or_was_not_kept(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice, core="All of it is new.", summary="And so is this.")
    fenwicks(cast, adapted, audience="team")
    alloyed(cast, adapted, talk(cast))

    assert not [one for one in titles(cast, "amina") if "with words of" in one]


def test_senders_hear_what_came_of_it_and_the_thanks(cast):
    back = came_back(cast, fluency(cast))
    decline_return(back, reason="Ten minutes are the point.", by=cast.amina.actor)
    thank(back, by=cast.amina.actor, thanks="All the same.")

    told = list(news(cast.dev.actor, long_ago()))

    assert [(one.title, one.text, one.kind) for one in told] == [
        ("What you returned to “Ten minutes of fluency”: declined", "Ten minutes are the point.", "moved"),
        ("Alder Vale Primary thanks you for what you returned", "All the same.", "thanks"),
    ]
    assert "What you returned" not in "".join(titles(cast, "amina"))
    assert not list(news(cast.dev.actor, timezone.now()))


def test_what_was_answered_before_is_not_told_again_with_later_thanks(cast):
    back = came_back(cast, fluency(cast))
    decline_return(back, reason="Ten minutes are the point.", by=cast.amina.actor)
    answered = timezone.now()

    before = [one.kind for one in news(cast.dev.actor, long_ago())]
    thank(back, by=cast.amina.actor, thanks="All the same.")
    after = [one.kind for one in news(cast.dev.actor, answered)]

    assert (before, after) == (["moved"], ["thanks"])


def test_a_school_hears_once_of_the_newest_version_of_what_it_uses(cast):
    practice = fluency(cast)
    adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    for flex in ("Paper.", "Slates."):
        practice.head = save_version(
            practice,
            Written.of(practice.head).but(flex=flex),
            expected_head=practice.head_id,
            by=cast.amina.actor,
        )

    assert titles(cast, "marian") == ["“Ten minutes of fluency”, which your school uses, has a version 3"]
    assert titles(cast, "sian") == []


def tally(cast, who, label, pk):
    found = tallies(getattr(cast, who).actor, Contributor(label, pk), long_ago())
    return [(one.direction, one.count, one.one) for one in found]


def test_giving_and_receiving_are_counted_apart_and_only_what_the_reader_may_know(cast):
    practice = fluency(cast)
    talk(cast)
    adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    adopt(practice, organisation=cast.alder_vale, by=cast.amina.actor)
    came_back(cast, practice)

    assert tally(cast, "sian", "people.user", cast.amina.user.pk) == [
        ("given", 1, "practice shared"),
        ("given", 1, "adoption by others"),
        ("received", 1, "practice that came back"),
    ]
    assert tally(cast, "sian", "schools.organisation", cast.ridgeway.pk) == [
        ("given", 1, "practice shared"),
        ("given", 1, "practice returned better"),
        ("received", 1, "practice taken up"),
    ]
    assert tally(cast, "nobody", "people.user", cast.amina.user.pk) == []


def test_a_person_takes_their_writing_with_them_and_their_name_goes_from_it(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)
    adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    adopt(practice, organisation=cast.alder_vale, by=cast.amina.actor)
    take_all(back, cast.amina.actor)
    AskFactory(practice=practice, asked_by=cast.dev.user)

    parts = export_of(cast.dev.user, by=cast.dev.actor)["parts"]
    erase(cast.amina.user, by=cast.amina.actor)
    erase(cast.dev.user, by=cast.dev.actor)

    assert [one["at"] for one in parts["practices"]] == ["Fenwick Academy"]
    assert [one.keys() & {"took_up", "returned_to", "asked_about"} for one in parts["practice_acts"]] == [
        {"took_up"},
        {"returned_to"},
        {"asked_about"},
    ]
    assert not Version.objects.filter(made_by__isnull=False).exists()
    assert Practice.objects.get(pk=practice.pk).authors.count() == 0
    assert Return.objects.get().answered_by is None
    assert verify_ledger().is_sound


def test_the_demo_shows_a_line_where_there_is_one(cast):

    before = line_of_the_oldest()
    practice = fluency(cast)

    assert before == "/practices/"
    assert line_of_the_oldest() == f"/practices/{practice.pk}/lineage"
