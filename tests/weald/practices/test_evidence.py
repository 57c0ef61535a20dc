"""References somebody can check, accounts asked at the right time, what a school carries and stops."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.factories.practices import AdoptionFactory, PracticeFactory
from tests.factories.practices_evidence import (
    AccountFactory,
    ReferenceFactory,
    RoomMadeFactory,
    StoppingFactory,
    ThresholdFactory,
)
from tests.factories.schools import OrganisationFactory, SpellFactory

from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.practices.domain.accounts import tell
from weald.practices.domain.focus import make_room, stop
from weald.practices.domain.references import (
    add_reference,
    check_reference,
    clean_doi,
    clean_url,
    remove_reference,
)
from weald.practices.enums import Bearing, GoingOn, Round, StopReason
from weald.practices.models import Account, Reference
from weald.practices.queries.accounts import accounts_asked_of, due_accounts
from weald.practices.queries.focus import carried_at, carriers_of, live, seen, stopped

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize(
    ("pasted", "doi"),
    [
        ("10.1080/02671522.2019.1695461", "10.1080/02671522.2019.1695461"),
        ("https://doi.org/10.5555/Orchard.1", "10.5555/orchard.1"),
        ("http://dx.doi.org/10.5555/orchard.1", "10.5555/orchard.1"),
        ("doi: 10.1000.10/123_(4)", "10.1000.10/123_(4)"),
        ("10.5555/orchard.1.", "10.5555/orchard.1"),
        ("  ", ""),
    ],
)
def test_a_doi_is_found_in_what_people_paste(pasted, doi):
    assert clean_doi(pasted) == doi


@pytest.mark.parametrize(
    "pasted", ["11.5555/orchard", "10.5/short", "10.5555", "10.5555/a b", "10.5555/<b>", "page 10"]
)
def test_what_is_no_doi_is_refused(pasted):
    with pytest.raises(WealdError, match=r"A DOI begins with 10\."):
        clean_doi(pasted)


@pytest.mark.parametrize(
    "pasted",
    ["javascript:alert(1)", "ftp://a.example", "https://here", "www.a.example", "https://a.example/a b"],
)
def test_what_no_browser_should_open_is_refused(pasted):
    with pytest.raises(WealdError, match="An address begins"):
        clean_url(pasted)


def a_reference(practice, by, **changed):
    given = {
        "citation": "Birch (2019). Recall.",
        "says": "It holds.",
        "bearing": Bearing.FOR,
        "doi": "10.5555/orchard.9",
    } | changed
    return add_reference(practice, by=by, **given)


def test_a_reference_is_added_and_checked_by_somebody_else(cast):
    practice = PracticeFactory(home=cast.alder_vale)
    reference = a_reference(practice, cast.dev.actor, url=" https://a.example/1 ")

    with pytest.raises(Refused, match="Both are you"):
        check_reference(reference, by=cast.dev.actor)
    check_reference(reference, by=cast.sian.actor)
    check_reference(reference, by=cast.tom.actor)

    reference.refresh_from_db()
    assert reference.checked_by == cast.sian.user
    assert reference.url == "https://a.example/1"
    assert str(reference) == "Birch (2019). Recall."
    assert list(Entry.objects.order_by("at").values_list("verb", flat=True)) == [Verb.SHARED, Verb.SETTLED]


def test_a_reference_can_be_found_and_stands_once(cast):
    practice = PracticeFactory(home=cast.alder_vale)
    with pytest.raises(WealdError, match="neither DOI nor address"):
        a_reference(practice, cast.dev.actor, doi="")
    with pytest.raises(WealdError, match="which way it speaks"):
        a_reference(practice, cast.dev.actor, bearing="loud")
    a_reference(practice, cast.dev.actor)

    with pytest.raises(WealdError, match="there already"):
        a_reference(practice, cast.sian.actor)


def test_a_reference_goes_with_a_reason_that_is_kept(cast):
    reference = ReferenceFactory(practice__home=cast.alder_vale, added_by=cast.dev.user)
    with pytest.raises(Refused, match="neither wrote"):
        remove_reference(reference, because="I dislike it.", by=cast.sian.actor)

    remove_reference(reference, because="It was withdrawn by the journal.", by=cast.dev.actor)
    remove_reference(reference, because="Twice.", by=cast.tom.actor)

    reference.refresh_from_db()
    assert reference.removed_because == "It was withdrawn by the journal."
    assert check_reference(reference, by=cast.tom.actor).checked_at is None
    assert Reference.objects.count() == 1


def adopted(cast, days, **changed):
    return AdoptionFactory(
        organisation=cast.fenwick, adopted_by=cast.dev.user, began_on=days_ago(days), **changed
    )


def rounds(adoption, on=None):
    return [due.round for due in due_accounts(adoption.__class__.objects.filter(pk=adoption.pk), on)]


@pytest.mark.parametrize(
    ("days", "told", "asked"),
    [
        (10, [], []),
        (56, [], [Round.FIRST]),
        (56, [Round.FIRST], []),
        (364, [Round.FIRST], []),
        (365, [Round.FIRST], [Round.YEAR]),
        (365, [], [Round.YEAR]),
        (900, [Round.FIRST, Round.YEAR], []),
    ],
)
def test_adopters_are_asked_after_the_first_weeks_and_after_a_year(cast, days, told, asked):
    adoption = adopted(cast, days)
    for which in told:
        AccountFactory(adoption=adoption, round=which)

    assert rounds(adoption) == asked


def test_the_number_of_weeks_is_a_threshold(cast):
    ThresholdFactory(code="account_weeks", value=2)

    assert rounds(adopted(cast, 15)) == [Round.FIRST]


def test_whoever_stopped_is_still_asked_for_a_while(cast):
    over = {"state": "stopped", "ended_because": "Too much."}

    assert rounds(adopted(cast, 100, ended_on=days_ago(10), **over)) == [Round.FIRST]
    assert rounds(adopted(cast, 500, ended_on=days_ago(10), **over)) == [Round.FIRST]
    assert rounds(adopted(cast, 400, ended_on=days_ago(200), **over)) == []


def test_who_took_it_up_and_who_leads_there_are_asked_and_nobody_else(cast):
    due = adopted(cast, 60)
    AdoptionFactory(organisation=cast.larkrise, began_on=days_ago(90))

    asked = {
        key: [one.adoption for one in accounts_asked_of(getattr(cast, key).actor)]
        for key in ("dev", "marian", "amina")
    }

    assert asked == {"dev": [due], "marian": [due], "amina": []}
    assert accounts_asked_of(cast.nobody.actor) == []
    assert [one.due_on for one in accounts_asked_of(cast.sian.actor)] == [days_ago(90) + timedelta(weeks=8)]


def test_an_account_is_told_in_words_and_kept(cast):
    adoption = adopted(cast, 60)

    account = tell(
        adoption,
        text="Slow, then good.",
        would_go_on=GoingOn.CHANGED,
        hours=Decimal("6.5"),
        by=cast.dev.actor,
    )

    assert (account.round, account.due_on) == (Round.FIRST, adoption.began_on + timedelta(weeks=8))
    assert Entry.objects.get(verb=Verb.REPORTED).payload["going_on"] == "changed"
    assert str(account) == f"account of {adoption.pk} (first)"
    with pytest.raises(Conflict, match="after a year you are asked again"):
        tell(adoption, text="Again.", would_go_on=GoingOn.YES, by=cast.marian.actor)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Account.objects.update(text="All was perfect.")


def test_an_account_says_what_it_must(cast):
    adoption = adopted(cast, 400)
    with pytest.raises(WealdError, match="whether you would go on"):
        tell(adoption, text="Good.", would_go_on="", by=cast.dev.actor)
    with pytest.raises(WealdError, match="says what happened"):
        tell(adoption, text=" ", would_go_on=GoingOn.YES, by=cast.dev.actor)
    with pytest.raises(Refused, match="do not work at Fenwick"):
        tell(adoption, text="Good.", would_go_on=GoingOn.YES, by=cast.amina.actor)

    tell(adoption, text="Still good.", would_go_on=GoingOn.YES, by=cast.dev.actor)

    with pytest.raises(Conflict, match="Read theirs"):
        tell(adoption, text="Good.", would_go_on=GoingOn.YES, by=cast.dev.actor)
    assert Account.objects.get().round == Round.YEAR


def test_stopping_says_why_names_what_follows_and_thanks(cast):
    adoption = adopted(cast, 100)
    AccountFactory(adoption=adoption, told_by=cast.marian.user)
    better = PracticeFactory()

    done = stop(
        adoption,
        reason=StopReason.REPLACED,
        because="The cards took the whole lesson.",
        replaced_by=better,
        thanks="You kept it going through winter.",
        thanked=[cast.dev.user.pk, cast.marian.user.pk, cast.amina.user.pk],
        by=cast.marian.actor,
    )

    adoption.refresh_from_db()
    assert (adoption.state, adoption.ended_because) == ("stopped", "The cards took the whole lesson.")
    # Amina carried nothing there.
    assert set(done.thanked.all()) == {cast.dev.user, cast.marian.user}
    assert set(Entry.objects.values_list("verb", flat=True)) == {Verb.STOPPED, Verb.THANKED}
    assert str(done) == f"stopping of {adoption.pk}"


def test_stopping_is_said_whole(cast):
    adoption = adopted(cast, 100)

    with pytest.raises(WealdError, match="one of the reasons"):
        stop(adoption, reason="bored", because="Bored.", by=cast.marian.actor)
    with pytest.raises(WealdError, match="names what takes its place"):
        stop(adoption, reason=StopReason.REPLACED, because="Better one.", by=cast.marian.actor)
    with pytest.raises(WealdError, match="the same practice"):
        stop(
            adoption,
            reason=StopReason.REPLACED,
            because="It.",
            replaced_by=adoption.practice,
            by=cast.marian.actor,
        )
    with pytest.raises(WealdError, match="Stopping says why"):
        stop(adoption, reason=StopReason.DONE, because="", by=cast.marian.actor)
    stop(adoption, reason=StopReason.DONE, because="They know it.", by=cast.marian.actor)
    with pytest.raises(Conflict, match="ended once"):
        stop(adoption, reason=StopReason.DONE, because="They know it.", by=cast.marian.actor)


def test_an_addition_says_what_it_takes_the_room_of(cast):
    old, new, other = adopted(cast, 300), adopted(cast, 1), AdoptionFactory(organisation=cast.larkrise)
    with pytest.raises(WealdError, match="still in use, or somewhere else"):
        make_room(new, stopped=old, by=cast.marian.actor)
    stop(old, reason=StopReason.MADE_ROOM, because="One thing at a time.", by=cast.marian.actor)
    with pytest.raises(WealdError, match="still in use, or somewhere else"):
        make_room(new, stopped=other, by=cast.marian.actor)
    with pytest.raises(WealdError, match="paid for"):
        make_room(new, by=cast.marian.actor)

    room = make_room(new, stopped=old, by=cast.marian.actor)

    assert str(room) == f"room for {new.pk}"
    with pytest.raises(Refused, match="said once"):
        make_room(new, words="Nothing.", by=cast.marian.actor)


def test_a_school_s_focus_holds_what_its_teams_carry(cast, django_assert_num_queries):
    team = OrganisationFactory(kind="team", name="Maths team")
    SpellFactory(child=team, parent=cast.fenwick, kind="school", period=(date(2020, 9, 1), None))
    secret = PracticeFactory(audience="team", home=cast.larkrise)
    first = adopted(cast, 50)
    ours = AdoptionFactory(organisation=team, practice=secret, began_on=days_ago(20))
    RoomMadeFactory(adoption=ours)
    over = StoppingFactory(adoption__organisation=cast.fenwick, adoption__began_on=days_ago(90)).adoption
    carried = carried_at(cast.fenwick, timezone.localdate())

    assert list(live(carried)) == [first, ours]
    assert list(stopped(carried)) == [over]
    assert list(live(seen(carried, cast.amina.actor))) == [first]
    assert list(carriers_of(first)) == [cast.dev.user]
