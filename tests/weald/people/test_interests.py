"""Declarations of interest, year by year."""

from datetime import date

import pytest
from tests.factories.people import HomeFactory, InterestFactory

from weald.core.enums import Verb
from weald.core.errors import Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import visible
from weald.people.domain.interests import carry_forward, declare, declare_nothing, withdraw
from weald.people.enums import InterestKind, Standing
from weald.people.models import Interest
from weald.people.queries.interests import academic_year, declared, proposal, standings, year_label

pytestmark = pytest.mark.django_db
YEAR = academic_year()


def kinds(person, year=YEAR):
    return [one.kind for one in declared(person.pk, year)]


@pytest.mark.parametrize(
    ("day", "year", "label"),
    [
        (date(2026, 8, 31), 2025, "2025/26"),
        (date(2026, 9, 1), 2026, "2026/27"),
        (date(2027, 1, 1), 2026, "2026/27"),
        (date(1999, 9, 1), 1999, "1999/00"),
    ],
)
def test_an_academic_year_runs_from_september_to_august(day, year, label):
    assert academic_year(day) == year
    assert year_label(year) == label


def test_declaring_an_interest_is_written_down_without_what_it_is(cast):
    interest = declare(
        cast.marian.user,
        kind=InterestKind.FAMILY,
        organisation=cast.hartwood,
        detail="my sister teaches there",
        by=cast.marian.actor,
    )

    assert interest.academic_year == YEAR
    entry = Entry.objects.get(verb=Verb.DECLARED)
    assert entry.payload == {"year": YEAR}
    assert entry.place_id is None
    assert str(interest) == f"{cast.marian.user.pk} {YEAR}: family"


def test_an_interest_says_with_whom_or_in_what(cast):
    with pytest.raises(WealdError, match="with whom or in what"):
        declare(cast.tom.user, kind=InterestKind.BUSINESS, by=cast.tom.actor)


def test_nothing_to_declare_is_itself_declared_once(cast):
    first = declare(cast.tom.user, kind=InterestKind.NOTHING, by=cast.tom.actor)
    second = declare_nothing(cast.tom.user, by=cast.tom.actor)

    assert first == second
    assert kinds(cast.tom.user) == [InterestKind.NOTHING]


def test_an_interest_takes_the_place_of_nothing_to_declare(cast):
    declare_nothing(cast.tom.user, by=cast.tom.actor)

    declare(cast.tom.user, kind=InterestKind.OTHER, detail="coaches at a club", by=cast.tom.actor)

    assert kinds(cast.tom.user) == [InterestKind.OTHER]
    assert Interest.objects.get(kind=InterestKind.NOTHING).withdrawn_at is not None


def test_nothing_to_declare_is_refused_beside_an_interest(cast):
    declare(cast.tom.user, kind=InterestKind.OTHER, detail="coaches at a club", by=cast.tom.actor)

    with pytest.raises(WealdError, match="You have declared 1"):
        declare_nothing(cast.tom.user, by=cast.tom.actor)


def test_withdrawing_keeps_the_history_and_happens_once(cast):
    interest = declare(cast.tom.user, kind=InterestKind.OTHER, detail="a club", by=cast.tom.actor)

    withdraw(interest, by=cast.tom.actor)
    when = interest.withdrawn_at
    withdraw(interest, by=cast.tom.actor)

    assert interest.withdrawn_at == when
    assert kinds(cast.tom.user) == []
    assert Entry.objects.filter(verb=Verb.WITHDREW).count() == 1


def test_interests_are_ones_own_to_declare_and_to_withdraw(cast):
    mine = InterestFactory(person=cast.tom.user)

    with pytest.raises(Refused, match="This is somebody else"):
        declare_nothing(cast.tom.user, by=cast.graham.actor)
    with pytest.raises(Refused, match="This is somebody else"):
        withdraw(mine, by=cast.graham.actor)
    assert not visible(Interest.objects.all(), cast.graham.actor).exists()
    assert visible(Interest.objects.all(), cast.tom.actor).get() == mine


def test_standings_say_declared_due_or_never_in_one_query(cast, django_assert_num_queries):
    InterestFactory(person=cast.tom.user, academic_year=YEAR)
    InterestFactory(person=cast.ruth.user, academic_year=YEAR - 1)
    InterestFactory(person=cast.owen.user, academic_year=YEAR + 1)
    people = [cast.tom.user.pk, cast.ruth.user.pk, cast.owen.user.pk]

    with django_assert_num_queries(1):
        found = standings(people)

    assert [found[person] for person in people] == [Standing.DECLARED, Standing.DUE, Standing.NEVER]


def test_standing_falls_back_when_everything_is_withdrawn(cast):
    interest = declare_nothing(cast.tom.user, by=cast.tom.actor)

    withdraw(interest, by=cast.tom.actor)

    assert standings([cast.tom.user.pk])[cast.tom.user.pk] == Standing.NEVER


def test_last_years_interests_are_proposed_and_carried_only_when_confirmed(cast):
    firm = HomeFactory(name="Ledger & Co")
    kept = InterestFactory(
        person=cast.tom.user, academic_year=YEAR - 1, kind=InterestKind.BUSINESS, organisation=firm
    )
    dropped = InterestFactory(
        person=cast.tom.user, academic_year=YEAR - 1, kind=InterestKind.OTHER, detail="a club"
    )
    elses = InterestFactory(
        person=cast.owen.user, academic_year=YEAR - 1, kind=InterestKind.OTHER, detail="x"
    )
    assert proposal(cast.tom.user.pk, YEAR) == [kept, dropped]

    carried = carry_forward(cast.tom.user, [kept.pk, elses.pk], by=cast.tom.actor)

    assert [(one.kind, one.organisation, one.academic_year) for one in carried] == [
        (InterestKind.BUSINESS, firm, YEAR)
    ]
    assert proposal(cast.tom.user.pk, YEAR) == [dropped]


def test_nothing_to_declare_is_never_carried_forward(cast):
    InterestFactory(person=cast.tom.user, academic_year=YEAR - 1)

    assert proposal(cast.tom.user.pk, YEAR) == []
