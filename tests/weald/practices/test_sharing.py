"""Sharing, changing, adapting and alloying, and who is credited."""

import pytest
from django.http import Http404
from tests.factories.files import StoredFileFactory
from tests.factories.people import UserFactory
from tests.weald.practices.story import CORE, FLUENCY, TALK, alloyed, fenwicks, fluency, talk

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import visible, visible_or_404
from weald.practices.domain.saving import EditedMeanwhile, save_version
from weald.practices.domain.sharing import alloy, share_practice
from weald.practices.domain.versions import parts_of
from weald.practices.domain.written import MOST_UNITS, Given, Placing, Written
from weald.practices.enums import CreditKind, Descent, Licence
from weald.practices.models import Credit, Practice, Version

pytestmark = pytest.mark.django_db


def credit_of(version):
    return list(
        Credit.objects.filter(version=version).order_by("ancestor").values_list("ancestor", "kind", "words")
    )


def words(text):
    return len(text.split())


def test_one_paragraph_is_enough_to_share(cast):
    practice = share_practice(TALK, home=cast.larkrise, by=cast.sian.actor)

    practice.refresh_from_db()
    assert (practice.title, practice.audience, practice.head.number) == (TALK.title, Audience.SCHOOL, 1)
    assert list(practice.authors.all()) == [cast.sian.user]
    assert Entry.objects.get(verb=Verb.SHARED).target_id == str(practice.pk)
    assert credit_of(practice.head) == []
    assert verify_ledger().is_sound


def test_everything_given_is_stored(cast):
    file = StoredFileFactory()
    written = FLUENCY.but(
        units=("# One\n\nCount.", " "), files=(Given(file.pk, "bank.txt", Licence.OGL),), note="First."
    )
    place = Placing("sequence", "mathematics", "", "number", "curriculum", ("primary",), ("ks2",))

    practice = fluency(cast, placing=place, authors=[cast.tom.user])
    version = save_version(practice, written, expected_head=practice.head_id, by=cast.tom.actor)

    assert Placing.of(Practice.objects.get()) == place
    assert Written.of(Version.objects.get(pk=version.pk)).but(note="First.") == written.checked()
    assert set(practice.authors.all()) == {cast.amina.user, cast.tom.user}


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"title": "\n"}, "title is empty"),
        ({"summary": " "}, "paragraph is empty"),
        ({"title": "x" * 161}, "161 characters"),
        ({"units": ("x",) * (MOST_UNITS + 1)}, "201 units"),
        ({"core": "x" * 200_001}, "What must not change has 200,001"),
    ],
)
def test_what_is_missing_or_too_much_is_said(cast, changed, finding):
    with pytest.raises(WealdError, match=finding):
        share_practice(FLUENCY.but(**changed), home=cast.alder_vale, by=cast.amina.actor)


def test_generic_says_why_and_an_audience_is_one_there_is(cast):
    with pytest.raises(WealdError, match="generic one says why"):
        fluency(cast, placing=Placing(subject="generic"))
    with pytest.raises(WealdError, match="none called “moon”"):
        fluency(cast, audience="moon")


@pytest.mark.parametrize("who", ["helen", "leila", "dev", "bo", "nobody"])
def test_only_who_works_there_shares_from_there(cast, who):
    with pytest.raises(Refused, match="written by somebody who works there"):
        fluency(cast, by=who)


def test_the_next_version_credits_those_whose_words_it_keeps(cast):
    practice = fluency(cast)
    first = practice.head

    second = save_version(
        practice,
        Written.of(first).but(core=CORE + "\n\nNobody is hurried.", note="For the anxious."),
        expected_head=first.pk,
        by=cast.tom.actor,
    )

    practice.refresh_from_db()
    assert (practice.head, second.number, second.made_by) == (second, 2, cast.tom.user)
    assert second.parentage.get().how == Descent.CONTINUED
    assert credit_of(second) == [(first.pk, CreditKind.KEPT, words(CORE) + words(first.summary))]


def test_somebody_else_does_not_change_a_practice_but_may_adapt_it(cast):
    practice = fluency(cast)

    with pytest.raises(Refused, match="Adapt it"):
        save_version(practice, TALK, expected_head=practice.head_id, by=cast.dev.actor)
    adapted = fenwicks(cast, practice)

    assert (adapted.origin, adapted.home, adapted.subject) == (practice, cast.fenwick, practice.subject)
    assert [parent.how for parent in adapted.head.parentage.all()] == [Descent.ADAPTED]


def test_a_concurrent_edit_is_refused_with_both_texts_and_merges(cast):
    practice = fluency(cast)
    base = practice.head
    mine = Written.of(base).but(watch="Who never finishes?", summary="Mine.")
    theirs = Written.of(base).but(flex="Paper or whiteboard.", summary="Theirs.")
    saved = save_version(practice, theirs, expected_head=base.pk, by=cast.tom.actor)

    with pytest.raises(EditedMeanwhile, match="saved version 2 while you wrote") as caught:
        save_version(practice, mine, expected_head=base.pk, by=cast.amina.actor)
    merged = caught.value.merged()
    save_version(practice, merged, expected_head=saved.pk, by=cast.amina.actor)

    head = Practice.objects.get().head
    assert (head.flex, head.watch) == ("Paper or whiteboard.", "Who never finishes?")
    assert head.summary == "Theirs.\n\nMine."
    assert caught.value.merged({"summary.0": False}).texts["summary"] == "Mine."


def test_who_saved_meanwhile_may_have_been_erased(cast):
    practice = fluency(cast)
    base = practice.head
    saved = save_version(
        practice, Written.of(base).but(flex="Paper."), expected_head=base.pk, by=cast.tom.actor
    )
    Version.objects.filter(pk=saved.pk).update(made_by=None)

    with pytest.raises(Conflict, match="Somebody saved version 2"):
        save_version(practice, TALK, expected_head=base.pk, by=cast.amina.actor)


def test_credit_reaches_the_first_author_at_the_third_remix_and_the_tenth(cast):
    practice = line = fluency(cast)
    first = practice.head
    for depth in range(10):
        line = fenwicks(cast, line, flex=f"What the remix number {depth} lets flex in its own few words.")

    kept = {ancestor: kept for ancestor, _, kept in credit_of(line.head)}

    assert kept[first.pk] == words(CORE) + words(first.summary)
    # The nine in between wrote a sentence that the next replaced but for some words in a row, or all.
    assert len(kept) == 10


def test_a_line_whose_every_word_is_gone_is_still_owed_to(cast):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice, **TALK.texts, core="", title=TALK.title)

    later = save_version(adapted, Written.of(adapted.head), expected_head=adapted.head_id, by=cast.dev.actor)

    assert credit_of(adapted.head) == [(practice.head_id, CreditKind.DECLARED, 0)]
    assert (practice.head_id, CreditKind.DECLARED, 0) in credit_of(later)


def test_an_alloy_credits_all_its_parents(cast):
    one, two = fluency(cast), talk(cast)

    made = alloyed(cast, one, two)

    assert [tie.parent for tie in made.head.parentage.all()] == [one.head, two.head]
    assert {ancestor for ancestor, kind, _ in credit_of(made.head) if kind == CreditKind.KEPT} == {
        one.head_id,
        two.head_id,
    }
    assert made.origin is None


def test_an_alloy_is_of_several_practices(cast):
    practice = fluency(cast)

    with pytest.raises(WealdError, match="You chose 1"):
        alloy([practice.head], TALK, home=cast.fenwick, by=cast.dev.actor)
    with pytest.raises(WealdError, match="You chose 1"):
        alloy([practice.head] * 2, TALK, home=cast.fenwick, by=cast.dev.actor)


def test_nobody_builds_on_what_they_cannot_read(cast):
    practice = fluency(cast, audience=Audience.SCHOOL)

    with pytest.raises(WealdError, match="not shared with you"):
        fenwicks(cast, practice)
    with pytest.raises(Http404):
        visible_or_404(Practice.objects.all(), cast.dev.actor)


def test_share_alike_is_passed_on(cast):
    practice = share_practice(
        FLUENCY.but(licence=Licence.CC_BY_SA), home=cast.alder_vale, audience="sector", by=cast.amina.actor
    )

    assert fenwicks(cast, practice, licence=Licence.CC0).head.licence == Licence.CC_BY_SA


def test_authors_see_their_practice_wherever_it_is_at_home(cast):
    outsider = UserFactory()
    practice = fluency(cast, audience=Audience.TEAM, authors=[cast.dev.user])

    assert visible(Practice.objects.all(), cast.dev.actor).get() == practice
    assert not outsider.practices_written.exists()
    assert parts_of(practice.head)["units"] == ""
