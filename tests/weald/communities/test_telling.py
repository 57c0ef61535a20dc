"""What communities tell Today, calendars and convenors."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.factories.communities import (
    ApproachFactory,
    AttendanceFactory,
    CommunityFactory,
    EnrolmentFactory,
    GatheringFactory,
    GoalFactory,
    MentionFactory,
    NetworkFactory,
    OutputFactory,
    PartnershipFactory,
    PostFactory,
    ThreadFactory,
    VisitFactory,
)
from tests.factories.schools import OrganisationFactory, TrustFactory, stay

from weald.communities.domain import network
from weald.communities.domain.calendar import person_of, renew_secret, secret_for
from weald.communities.domain.joining import leave
from weald.communities.domain.searching import also_seen, documents_of
from weald.communities.enums import Answer, How, VisitState
from weald.communities.models import CalendarLink
from weald.communities.queries.coverage import leads_of_many, reach_of, sight_of, without_community
from weald.communities.queries.places import person_in, works_at
from weald.communities.queries.ties import Acted
from weald.communities.queries.today import news_for, tallies_of, waiting_for
from weald.core.enums import Audience
from weald.core.errors import Refused
from weald.core.permissions import NOBODY, SYSTEM, visible
from weald.core.registry import Contributor
from weald.people.models import Role

pytestmark = pytest.mark.django_db


def ago(**parts):
    return timezone.now() - timedelta(**parts)


def group_of(*people, **facts):
    group = CommunityFactory(**facts)
    for index, one in enumerate(people):
        EnrolmentFactory(community=group, person=one.user, is_lead=index == 0)
    return group


def texts(actor):
    return [waiting.text for waiting in waiting_for(actor)]


def fill(cast, group):
    """Everything that could need Amina, once."""
    GatheringFactory(community=group, title="Tuesday")
    MentionFactory(
        person=cast.amina.user, post=PostFactory(thread=ThreadFactory(community=group, title="Timing"))
    )
    ApproachFactory(community=group)
    ApproachFactory(person=cast.amina.user, made_by=cast.dev.user, community__name="Poets")
    group_of(cast.amina, name="Quiet ones", asked_at=ago(days=1))
    VisitFactory(guest=cast.amina.user, host=cast.dev.user, lesson_at=ago(days=-2))
    home = PartnershipFactory()
    Role.objects.create(
        person=cast.amina.user, organisation=home, kind="network_lead", period=("2024-01-01", None)
    )
    GoalFactory(partnership=home, text="One in six", due_on=timezone.localdate())
    cast.amina.forget()


def test_everything_that_needs_a_person_is_listed_and_costs_the_same_however_much(cast):
    group, costs = group_of(cast.amina, cast.dev), []
    for _ in range(2):
        fill(cast, group)
        with CaptureQueriesContext(connection) as queries:
            said = texts(cast.amina.actor)
        costs.append(len(queries))

    assert {
        "Are you coming to “Tuesday”?",
        "Dev Malik invites you to Poets",
        "Dev Malik invites you to come and watch",
        "Quiet ones has been quiet for a term. Shall it go on?",
        "What became of “One in six”?",
    } <= set(said)
    assert any(text.endswith("named you in Timing") for text in said)
    assert any("asks to join Fluency group" in text for text in said)
    assert costs[0] == costs[1]
    assert texts(NOBODY) == []


def test_nothing_waits_any_more_for_who_acted_or_muted(cast):
    group = group_of(cast.amina, cast.dev)
    gathering = GatheringFactory(community=group)
    thread = ThreadFactory(community=group)
    MentionFactory(person=cast.amina.user, post=PostFactory(thread=thread))

    AttendanceFactory(
        gathering=gathering, person=cast.amina.user, answer=Answer.NOT_COMING, answered_at=timezone.now()
    )
    PostFactory(thread=thread, written_by=cast.amina.user, written_at=timezone.now())
    assert texts(cast.amina.actor) == []
    assert len(texts(cast.dev.actor)) == 1
    group.enrolments.filter(person=cast.dev.user).update(muted_at=timezone.now())
    assert texts(cast.dev.actor) == []


def test_a_goal_and_a_gathering_say_by_when(cast):
    group = group_of(cast.amina)
    gathering = GatheringFactory(community=group)

    (waiting,) = waiting_for(cast.amina.actor)

    assert waiting.due_on == timezone.localdate(gathering.begins_at)
    assert waiting.place == group.name


def test_news_tells_what_others_did_once_and_where(cast):
    group = group_of(cast.amina, cast.dev)
    thread = ThreadFactory(community=group, title="Timing", last_at=ago(hours=1))
    PostFactory(thread=thread, written_by=cast.dev.user, written_at=ago(hours=1))
    PostFactory(thread=thread, written_by=None, written_at=ago(hours=2))
    GatheringFactory(community=group, title="Tuesday", called_by=cast.dev.user)
    OutputFactory(community=group, added_by=cast.dev.user)
    network = NetworkFactory(name="Leads")
    EnrolmentFactory(community=network, person=cast.amina.user, how=How.RULE, joined_on=timezone.localdate())

    news = {one.title: one for one in news_for(cast.amina.actor, ago(days=2))}

    assert set(news) == {"Timing", "Tuesday", f"Something came of {group.name}", "You are in Leads"}
    assert news["Timing"].text == f"2 new posts in {group.name}"
    assert news["Timing"].community_id == group.pk
    (mine,) = news_for(cast.dev.actor, ago(days=2))
    assert mine.text == f"One new post in {group.name}"  # only what somebody else did
    group.enrolments.update(muted_at=timezone.now())
    assert list(news_for(cast.dev.actor, ago(days=2))) == []
    assert list(news_for(NOBODY, ago(days=2))) == []


def tally(actor, label, pk):
    return {
        f"{one.count} {one.one if one.count == 1 else one.many}"
        for one in tallies_of(actor, Contributor(label, pk), ago(days=30))
    }


def test_giving_and_receiving_is_counted_for_people_and_for_schools(cast):
    group = group_of(cast.amina, cast.dev)
    begun = ago(days=3)
    thread = ThreadFactory(community=group, started_by=cast.amina.user, started_at=begun)
    PostFactory(thread=thread, written_by=cast.amina.user, organisation=cast.alder_vale, written_at=begun)
    for hours in (1, 2):
        PostFactory(
            thread=thread,
            written_by=cast.dev.user,
            organisation=cast.fenwick,
            written_at=begun + timedelta(hours=hours),
        )
    GatheringFactory(community=group, called_by=cast.amina.user, host=cast.alder_vale, begins_at=ago(days=2))
    VisitFactory(
        host=cast.amina.user, guest=cast.dev.user, state=VisitState.WATCHED, answered_at=timezone.now()
    )

    person, school = "people.user", "schools.organisation"
    amina, dev = cast.amina.user.pk, cast.dev.user.pk
    assert tally(cast.amina.actor, person, amina) == {
        "1 gathering held",
        "2 replies received",
        "1 lesson opened to a colleague",
    }
    assert tally(cast.dev.actor, person, dev) == {"2 replies given", "1 lesson watched"}
    assert tally(cast.tom.actor, person, amina) == {"1 gathering held", "2 replies received"}
    assert tally(cast.tom.actor, school, cast.alder_vale.pk) == {"1 gathering held", "2 replies received"}
    assert tally(cast.marian.actor, school, cast.fenwick.pk) == {"2 replies given"}
    assert tally(NOBODY, person, amina) == set()


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_calendar_is_followed_by_its_secret_address_and_ends_with_it(cast, client):
    group = group_of(cast.amina)
    GatheringFactory(community=group, title="Tuesday", host=cast.fenwick, agenda="One thing", revision=2)
    GatheringFactory(community=group, title="By link", place="", link="https://meet.example/a")
    said_no = GatheringFactory(community=group)
    AttendanceFactory(
        gathering=said_no, person=cast.amina.user, answer=Answer.NOT_COMING, answered_at=timezone.now()
    )
    secret = secret_for(cast.amina.user)
    address = reverse("communities:feed", args=[secret])

    first, second = events(client.get(address))

    assert str(first["summary"]) == f"Tuesday ({group.name})"
    assert (str(first["location"]), int(first["sequence"])) == ("The library, Fenwick Academy", 2)
    assert str(second["location"]) == "https://meet.example/a"
    assert secret_for(cast.amina.user) == secret
    renewed = renew_secret(cast.amina.user)
    assert client.get(address).status_code == 404
    assert person_of(renewed) == cast.amina.user
    for wrong in ("", "1-1-x", f"2{renewed}", "a-b-c"):
        assert person_of(wrong) is None


def test_the_pages_of_ones_calendar(cast, client):
    group = group_of(cast.amina)
    gathering = GatheringFactory(community=group, called_off_at=timezone.now(), place="")
    client = cast.sign_in(client, "amina")

    before = client.get(reverse("communities:calendar")).content
    client.post(reverse("communities:calendar_renew"))
    one = client.get(reverse("communities:gathering_ics", args=[gathering.pk]))

    assert client.get(reverse("communities:calendar")).content != before
    assert str(events(one)[0]["status"]) == "CANCELLED"
    assert "location" not in events(one)[0]
    links = CalendarLink.objects.all()
    assert visible(links, cast.amina.actor).exists()
    assert not visible(links, cast.tom.actor).exists()
    assert not visible(links, NOBODY).exists()
    assert one["Content-Disposition"] == f'attachment; filename="gathering-{gathering.pk}.ics"'


def test_reach_is_what_one_convenes_and_sight_falls_back_to_ones_trusts(cast):
    assert reach_of(cast.jo.actor) is reach_of(SYSTEM) is None
    assert {cast.alder_vale.pk, cast.quarry_bank.pk} <= (reach_of(cast.graham.actor) or set())
    assert cast.larkrise.pk in (reach_of(cast.farid.actor) or set())
    assert reach_of(cast.amina.actor) == frozenset()
    assert sight_of(cast.amina.actor) == cast.amina.actor.trusts
    assert sight_of(cast.jo.actor) is None


def test_who_muted_all_of_theirs_has_no_community(cast):
    group = group_of(cast.amina, cast.tom)
    for _ in range(3):
        EnrolmentFactory(person=cast.amina.user, is_lead=True)
    reach = reach_of(cast.graham.actor)

    def names(roles):
        return {role.person.name for role in roles}

    assert "Tom Ashby" not in names(without_community(reach))
    group.enrolments.update(muted_at=timezone.now())
    assert "Tom Ashby" in names(without_community(reach))
    assert "Helen Strand" not in names(without_community(None))
    (lead,) = leads_of_many(reach)
    assert (lead["name"], lead["led"], lead["members"]) == ("Amina Rahman", 4, 5)
    assert not leads_of_many(frozenset({cast.fenwick.pk}))
    assert leads_of_many(None)


def met(*schools, days=3):
    gathering = GatheringFactory(begins_at=ago(days=days))
    for school in schools:
        AttendanceFactory(gathering=gathering, organisation=school, came_at=timezone.now())


def test_schools_are_tied_by_gathering_and_by_answering_and_ties_end():
    ash, elm, oak, fir = (OrganisationFactory(name=name) for name in ("Ash", "Elm", "Oak", "Fir"))
    met(ash, elm)
    met(ash, oak, days=200)
    thread = ThreadFactory()
    PostFactory(thread=thread, organisation=elm, written_at=ago(days=2))
    PostFactory(thread=thread, organisation=oak, written_at=ago(days=1))

    assert list(network.isolated(None, 2)) == [fir]
    assert list(network.isolated(frozenset({fir.pk, ash.pk}), 2)) == [fir]
    picture = network.picture_of(None, 2)

    assert picture.figure.sentence == "2 pairs of schools did something together in the last 2 half-terms."
    assert network.picture_of(None, 2) == picture  # kept, not worked out again
    assert picture.words[0].startswith("3 of the 4 schools here did something with another one here")
    assert "The largest group that hangs together holds 3 schools; there is 1 such group." in picture.words
    assert any("lead through Elm" in sentence for sentence in picture.words)


def test_ties_across_trusts_are_said_and_two_schools_of_one_name_stay_two():
    trusts = TrustFactory.create_batch(2)
    schools = [OrganisationFactory(name="St Mary’s", town="") for _ in range(4)]
    for index, school in enumerate(schools):
        stay(school, trusts[index % 2])
    met(schools[0], schools[1])
    met(schools[2], schools[3])

    picture = network.picture_of(None, 1)

    assert any(sentence.startswith("100% of ties lead across trusts") for sentence in picture.words)
    assert "there are 2 such groups." in " ".join(picture.words)
    assert "in the last half-term" in picture.figure.sentence
    assert len({node.name for node in picture.figure.chart.nodes}) == 4


def test_many_schools_are_drawn_as_their_trusts(monkeypatch):
    monkeypatch.setattr(network, "MOST_DRAWN", 2)
    trust = TrustFactory(name="Coppice")
    schools = [OrganisationFactory(name=name) for name in ("Ash", "Elm", "Oak")]
    stay(schools[0], trust)
    stay(schools[1], trust)
    met(*schools)

    chart = network.picture_of(None, 2).figure.chart

    assert {node.name for node in chart.nodes} == {"Coppice", "Oak"}
    assert [(tie.a, tie.b, tie.strength) for tie in chart.ties] == [("Coppice", "Oak", 2.0)]


def test_a_network_of_nobody_and_of_the_unconnected_says_so(cast):
    assert network.picture_of(frozenset(), 2).figure.chart.is_empty
    alone = network.picture_of(frozenset({cast.larkrise.pk}), 2)
    picture = network.picture_of(frozenset({cast.larkrise.pk, cast.fenwick.pk}), 2)

    assert alone.figure.chart.is_empty
    assert alone.words == ()
    assert picture.words == (
        "None of the 2 schools here did something with another one here in the last 2 half-terms; "
        "2 did nothing with any other school, here or elsewhere.",
    )
    assert picture.figure.sentence == "No pair of schools did something together in the last 2 half-terms."


def test_a_school_sees_with_whom_elsewhere_it_did_something():
    ash, elm, oak = (OrganisationFactory(name=name) for name in ("Ash", "Elm", "Oak"))
    met(ash, elm, oak, TrustFactory(name="Coppice"))

    figure = network.picture_of(frozenset({ash.pk}), 2).figure

    assert {node.name: node.role for node in figure.chart.nodes} == {
        "Ash": "plain",
        "Elm": "other",
        "Oak": "other",
    }
    assert {(tie.a, tie.b) for tie in figure.chart.ties} == {("Ash", "Elm"), ("Ash", "Oak")}
    assert figure.sentence == "2 pairs of schools did something together in the last 2 half-terms."


def test_higher_apps_add_what_ties_schools(monkeypatch, cast):
    adopted = Acted(cast.larkrise.pk, cast.fenwick.pk, ago(days=1), "adoption")
    monkeypatch.setattr(network, "TIES", [*network.TIES, lambda since, among: [adopted]])

    assert cast.larkrise not in network.isolated(None, 2)


def test_where_somebody_works_is_a_school_first(cast):
    assert works_at(cast.amina.user.pk) == cast.alder_vale
    assert works_at(cast.graham.user.pk) == cast.hartwood
    assert works_at(cast.helen.user.pk) is works_at(None) is None
    assert person_in(cast.tom.actor) == cast.tom.user.pk
    with pytest.raises(Refused):
        person_in(SYSTEM)


def test_search_finds_open_communities_and_those_one_is_in(cast):
    hidden = group_of(cast.amina, home=cast.hartwood, audience=Audience.TRUST)
    asked = CommunityFactory(home=cast.hartwood, audience=Audience.TRUST)
    ApproachFactory(community=asked, person=cast.dev.user, made_by=cast.amina.user)
    leads = NetworkFactory(home=cast.hartwood, audience=Audience.TRUST)

    assert set(also_seen(cast.amina.actor)) == {hidden.pk}
    assert set(also_seen(cast.dev.actor)) == {asked.pk}
    assert set(also_seen(cast.jo.actor)) == {leads.pk}
    assert [one.audience for one in documents_of([hidden])] == [Audience.TRUST]
    assert documents_of([CommunityFactory(closed_at=timezone.now())]) == [None]


def test_leaving_a_group_takes_its_gatherings_out_of_ones_calendar(cast, client):
    group = group_of(cast.dev, cast.amina)
    GatheringFactory(community=group)
    address = reverse("communities:feed", args=[secret_for(cast.amina.user)])
    assert len(events(client.get(address))) == 1

    leave(group, by=cast.amina.actor)

    assert events(client.get(address)) == []
