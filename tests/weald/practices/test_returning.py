"""What comes back: sent, taken in hunk by hunk, listed, declined, thanked for."""

import pytest
from tests.factories.files import StoredFileFactory
from tests.weald.practices.story import CORE, TALK, alloyed, came_back, fenwicks, fluency, talk

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.practices.domain.merging import offered
from weald.practices.domain.returning import (
    answer_return,
    decline_return,
    files_to_answer,
    list_as_variant,
    parts_to_answer,
    send_return,
    stand_alone,
    thank,
)
from weald.practices.domain.saving import save_version
from weald.practices.domain.written import Given, Written
from weald.practices.enums import CreditKind, Descent, ReturnState
from weald.practices.models import Credit, Practice, Return

pytestmark = pytest.mark.django_db


def take_in(back, choices, by, head=None, **more):
    return answer_return(back, choices, expected_head=head or back.to_practice.head_id, by=by, **more)


def test_taking_half_makes_a_version_with_both_as_parents(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)
    first, second = offered(parts_to_answer(back, practice.head))

    version = take_in(back, {first: True, second: False}, cast.amina.actor)
    back.refresh_from_db()

    assert "eight minutes" in version.core
    assert "with a friend" in version.core
    assert [(tie.parent, tie.how) for tie in version.parentage.all()] == [
        (practice.head, Descent.CONTINUED),
        (back.from_version, Descent.MERGED),
    ]
    assert (back.state, back.result, back.answered_by) == (ReturnState.IN_PART, version, cast.amina.user)
    kept = dict(Credit.objects.filter(version=version, kind=CreditKind.KEPT).values_list("ancestor", "words"))
    assert kept.keys() == {practice.head_id, back.from_version_id}
    assert sum(kept.values()) == len(f"{version.core} {version.summary}".split())
    assert version.note == "Took in what came back from Fenwick Academy."
    assert verify_ledger().is_sound


def test_taking_everything_is_taking_it_in(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)
    everything = dict.fromkeys(offered(parts_to_answer(back, practice.head)), True)

    version = take_in(back, everything, cast.tom.actor, reason="Both.")

    assert version.core == back.from_version.core
    assert (Return.objects.get().state, version.note) == (ReturnState.MERGED, "Both.")


def test_a_hunk_can_be_edited_and_a_file_taken(cast):
    practice = fluency(cast)
    ours, theirs = StoredFileFactory(), StoredFileFactory()
    practice.head = save_version(
        practice,
        Written.of(practice.head).but(files=(Given(ours.pk, "bank"),), cost_hours=3),
        expected_head=practice.head_id,
        by=cast.amina.actor,
    )
    adapted = fenwicks(
        cast, practice, files=(Given(theirs.pk, "bank"),), core=CORE, cost_hours=2, title="Eight"
    )
    back = came_back(cast, practice, adapted)
    choices = {
        f"file.{theirs.pk}": True,
        "cost_hours.0": "two",
        "title.0": "Eight minutes",
        "units.0": "# One",
    }

    version = take_in(back, choices, cast.amina.actor)

    assert (version.title, version.cost_hours) == ("Eight minutes", 3)
    assert {one.name for one in version.attachments.all()} == {"bank", "bank (theirs)"}
    assert files_to_answer(back, version) == []


def test_names_of_files_that_meet_are_told_apart(cast):
    practice = fluency(cast)
    files = [StoredFileFactory() for _ in range(3)]
    practice.head = save_version(
        practice,
        Written.of(practice.head).but(
            files=(Given(files[0].pk, "a.pdf"), Given(files[1].pk, "a (theirs).pdf"))
        ),
        expected_head=practice.head_id,
        by=cast.amina.actor,
    )
    back = came_back(
        cast, practice, fenwicks(cast, practice, files=(Given(files[2].pk, "a.pdf"),), core="", flex="")
    )

    version = take_in(back, {f"file.{files[2].pk}": True}, cast.amina.actor)

    assert version.attachments.filter(name="a (theirs) (theirs).pdf").exists()


def test_hours_and_units_can_be_taken_and_left_out(cast):
    practice = fluency(cast)
    back = came_back(cast, practice, fenwicks(cast, practice, cost_hours=2, units=("# One\n\nCount.",)))

    version = take_in(back, {"cost_hours.0": True, "units.0": "# One\n\nCount on."}, cast.amina.actor)

    assert (version.cost_hours, version.units) == (2, ["# One\n\nCount on."])


@pytest.mark.parametrize("choices", [{}, {"units.9": "  "}])
def test_taking_nothing_is_no_taking_in(cast, choices):
    back = came_back(cast, fluency(cast))

    with pytest.raises(WealdError, match="Nothing was taken"):
        take_in(back, choices, cast.amina.actor)


def test_choices_are_made_against_the_newest_version(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)
    head = practice.head_id
    save_version(
        practice, Written.of(practice.head).but(flex="Paper."), expected_head=head, by=cast.tom.actor
    )

    with pytest.raises(Conflict, match="Version 2 was saved while you chose"):
        take_in(back, {"core.0": True}, cast.amina.actor, head=head)


def test_a_return_is_answered_once_and_by_those_who_wrote_the_practice(cast):
    back = came_back(cast, fluency(cast))

    with pytest.raises(Refused, match="answered by those who wrote it"):
        decline_return(back, reason="No.", by=cast.marian.actor)
    decline_return(back, reason="Ten minutes are the point.", by=cast.amina.actor)
    with pytest.raises(Conflict, match="This one was: declined"):
        list_as_variant(back, by=cast.amina.actor)


def test_a_declined_return_can_stand_on_its_own(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)

    with pytest.raises(WealdError, match="declines says why"):
        decline_return(back, reason=" ", by=cast.amina.actor)
    with pytest.raises(Conflict, match="once it was declined"):
        stand_alone(back, by=cast.dev.actor)
    decline_return(back, reason="Ten minutes are the point.", by=cast.amina.actor)
    with pytest.raises(Refused):
        stand_alone(back, by=cast.amina.actor)
    stand_alone(back, by=cast.dev.actor)

    theirs = Practice.objects.get(home=cast.fenwick)
    assert theirs.stands_alone
    assert theirs.origin == practice
    assert Return.objects.get().state == ReturnState.STANDING


def test_a_variant_stands_beneath_the_practice(cast):
    practice = fluency(cast)
    back = came_back(cast, practice)

    list_as_variant(back, by=cast.amina.actor, reason="For mixed ages.")

    assert list(practice.variants.all()) == [back.from_version.practice]
    assert Entry.objects.filter(verb=Verb.REPLIED, payload__state="variant").exists()


def test_a_practice_is_a_variant_of_one(cast):
    one, two = fluency(cast), talk(cast)
    made = alloyed(cast, one, two)
    for practice in (one, two):
        send_return(
            made.head,
            to_practice=practice,
            message="Both at once.",
            happened="It went well.",
            tried_at=cast.quarry_bank,
            by=cast.owen.actor,
        )
    first, second = Return.objects.order_by("pk")
    list_as_variant(first, by=cast.amina.actor)

    with pytest.raises(Conflict, match="listed already"):
        list_as_variant(second, by=cast.sian.actor)


def test_thanks_are_said_once_whatever_the_answer(cast):
    back = came_back(cast, fluency(cast))

    thank(back, by=cast.amina.actor, thanks="The marking!")
    with pytest.raises(Conflict, match="sent already"):
        thank(back, by=cast.tom.actor)

    back.refresh_from_db()
    assert (back.thanks, back.thanked_by, back.is_waiting) == ("The marking!", cast.amina.user, True)


def test_a_version_is_returned_once_and_only_where_it_comes_from(cast):
    practice, other = fluency(cast), talk(cast)
    back = came_back(cast, practice)

    with pytest.raises(Conflict, match="returned before"):
        came_back(cast, practice, back.from_version.practice)
    with pytest.raises(WealdError, match="does not come from there"):
        came_back(cast, other, back.from_version.practice)
    with pytest.raises(WealdError, match="does not come from there"):
        send_return(
            practice.head,
            to_practice=practice,
            message="x",
            happened="x",
            tried_at=cast.fenwick,
            by=cast.amina.actor,
        )
    with pytest.raises(Refused, match="returned by those who wrote it"):
        send_return(
            back.from_version,
            to_practice=practice,
            message="x",
            happened="x",
            tried_at=cast.fenwick,
            by=cast.sian.actor,
        )


def test_what_changed_and_what_happened_are_both_said(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)

    with pytest.raises(WealdError, match="what happened where it was tried"):
        send_return(
            adapted.head,
            to_practice=practice,
            message="x",
            happened="",
            tried_at=cast.fenwick,
            by=cast.dev.actor,
        )


def test_the_base_of_a_return_is_the_newest_version_it_knows(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)
    practice.head = save_version(
        practice,
        Written.of(practice.head).but(flex="P."),
        expected_head=practice.head_id,
        by=cast.amina.actor,
    )
    again = fenwicks(cast, practice, **TALK.texts)

    assert came_back(cast, practice, adapted).base.number == 1
    assert came_back(cast, practice, again).base.number == 2


def test_those_it_came_back_to_see_what_came_back(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)
    Practice.objects.filter(pk=adapted.pk).update(audience=Audience.TEAM)
    before = visible(Practice.objects.filter(pk=adapted.pk), cast.amina.actor).exists()
    back = came_back(cast, practice, adapted)

    assert not before
    assert visible(Practice.objects.all(), cast.amina.actor).filter(pk=adapted.pk).exists()
    assert visible(Return.objects.all(), cast.tom.actor).get() == back
    assert not visible(Return.objects.all(), cast.sian.actor).exists()
