"""The pages of communities: what they say to whom, and at what price."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.communities import (
    ApproachFactory,
    AttendanceFactory,
    CommunityFactory,
    EnrolmentFactory,
    GatheringFactory,
    GoalFactory,
    NetworkFactory,
    PartnershipFactory,
    PostFactory,
    ReferenceFactory,
    ThreadFactory,
    VisitFactory,
)
from tests.factories.schools import stay

from weald.communities.enums import Answer, Joining
from weald.communities.models import (
    Approach,
    Attendance,
    Community,
    Enrolment,
    Gathering,
    Goal,
    Post,
    Reference,
)
from weald.core.enums import Audience
from weald.people.models import Role

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"communities:{name}", args=args)


def group_with(cast, key="amina", **facts):
    group = CommunityFactory(**facts)
    EnrolmentFactory(community=group, person=getattr(cast, key).user, is_lead=True)
    return group


def busy(cast, n):
    """A group in which n of everything happened."""
    group = group_with(cast)
    for _ in range(n):
        thread = ThreadFactory(community=group)
        for _ in range(n):
            PostFactory(thread=thread, organisation=cast.fenwick)
        AttendanceFactory(
            gathering=GatheringFactory(community=group), answer=Answer.COMING, answered_at=timezone.now()
        )
        EnrolmentFactory(community=group)
        ReferenceFactory(community=group)
        ApproachFactory(community=group)
        NetworkFactory(rule_roles=["teacher"])
        VisitFactory(host=cast.amina.user)
        GoalFactory(partnership=PartnershipFactory())
    return group


def pages(group):
    thread, gathering = group.threads.first(), group.gatherings.first()
    return {
        "index": at("index") + "?tab=all",
        "community": at("community", group.pk),
        "members": at("members", group.pk),
        "thread": at("thread", thread.pk),
        "gathering": at("gathering", gathering.pk),
        "visits": at("visits"),
        "partnerships": at("partnerships"),
        "isolated": at("isolated"),
        "network": at("network"),
    }


@pytest.mark.parametrize(
    "name", ["index", "community", "members", "thread", "gathering", "visits", "partnerships"]
)
def test_each_list_asks_the_same_number_of_queries_for_one_and_for_three(
    name, cast, client, django_assert_max_num_queries
):
    client = cast.sign_in(client, "amina")
    counts = []
    for n in (1, 3):
        group = busy(cast, n)
        with django_assert_max_num_queries(60) as captured:
            assert client.get(pages(group)[name]).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_every_form_is_shown_and_says_what_is_missing(cast, client):
    group = group_with(cast, "tom")
    client = cast.sign_in(client, "tom")
    gathering = GatheringFactory(community=group, host=cast.fenwick)
    partnership = PartnershipFactory()
    cast.tom.user.roles.create(
        organisation=partnership, kind="network_lead", period=(timezone.localdate(), None)
    )
    goal = GoalFactory(partnership=partnership)
    for address in (
        at("start"),
        at("start_network"),
        at("change", group.pk),
        at("point", group.pk),
        at("invite", group.pk),
        at("thread_start", group.pk),
        at("gathering_call", group.pk),
        at("gathering_change", gathering.pk),
        at("visit_invite"),
        at("partnership_found"),
        at("partnership_change", partnership.pk),
        at("goal_add", partnership.pk),
        at("goal_tell", goal.pk),
    ):
        assert client.get(address).status_code == 200, address
        assert client.post(address, {}).status_code == 422, address


def test_a_group_is_started_with_one_form(cast, client):
    client = cast.sign_in(client, "dev")
    given = {"name": "Year 8 girls", "purpose": "Why they go quiet.", "joining": "open", "audience": "sector"}

    page = client.post(at("start"), given, follow=True)

    group = Community.objects.get(name="Year 8 girls")
    assert page.redirect_chain[-1][0] == at("community", group.pk)
    assert b"Led by" in page.content
    assert Enrolment.objects.get(community=group).is_lead


def test_a_group_for_ones_trust_has_ones_school_as_home_and_is_not_seen_elsewhere(cast, client):
    given = {"name": "Our marking", "purpose": "Less of it.", "joining": "open", "audience": "trust"}
    cast.sign_in(client, "tom").post(at("start"), given)
    group = Community.objects.get(name="Our marking")

    assert group.home == cast.alder_vale
    for key, status in (("owen", 200), ("dev", 404), ("jo", 404)):
        assert cast.sign_in(client, key).get(at("community", group.pk)).status_code == status, key


def test_a_steward_sets_up_a_network_and_who_fits_is_in_it(cast, client):
    client = cast.sign_in(client, "jo")
    given = {
        "name": "Mathematics leads",
        "purpose": "To share what works.",
        "rhythm": "termly",
        "roles": ["subject_lead"],
        "subjects": ["mathematics"],
        "place": "Wealdshire",
    }

    page = client.post(at("start_network"), given, follow=True)

    network = Community.objects.get(name="Mathematics leads")
    assert b"Its rule enrols 1 person today." in page.content
    assert b"Enrols every subject lead of Mathematics at Wealdshire or within it" in page.content
    assert list(network.enrolments.values_list("person__email", flat=True)) == ["amina@demo.weald.example"]


def test_what_is_unclear_in_a_form_is_said(cast, client):
    client = cast.sign_in(client, "jo")
    given = {"name": "N", "purpose": "P", "rhythm": "termly", "roles": ["teacher"]}
    PartnershipFactory.create_batch(2, name="Twin")

    for place, words in (
        ("Nowhere", b"No organisation is known"),
        ("Twin", b"Several organisations"),
        ("999999", b"No organisation"),
    ):
        assert words in client.post(at("start_network"), given | {"place": place}).content


def test_joining_asking_and_answering(cast, client):
    group = group_with(cast, "dev", joining=Joining.ASK)
    cast.sign_in(client, "amina").post(at("join", group.pk))
    approach = Approach.objects.get()
    assert "What is said here is for its members" in client.get(at("community", group.pk)).content.decode()
    assert client.get(at("members", group.pk)).status_code == 403

    answered = cast.sign_in(client, "dev").post(at("approach_answer", approach.pk), {"yes": ""}, follow=True)

    assert b"Answered." in answered.content
    assert cast.sign_in(client, "amina").get(at("members", group.pk)).status_code == 200
    client.post(at("letters", group.pk), {"digest": "daily"})
    client.post(at("letters", group.pk), {"digest": "hourly"})
    assert Enrolment.objects.get(community=group, person=cast.amina.user).digest == "daily"
    client.post(at("leave", group.pk))
    assert client.get(at("members", group.pk)).status_code == 403


def test_inviting_somebody_one_knows_by_name_or_address_and_saying_no(cast, client):
    group = group_with(cast, joining=Joining.INVITED)
    client = cast.sign_in(client, "amina")
    unknown = client.post(at("invite", group.pk), {"person": cast.dev.user.email})
    assert "Nobody you share a trust or a community with" in unknown.content.decode()

    client.post(at("invite", group.pk), {"person": "Owen Pritchard"})
    cast.sign_in(client, "owen").post(at("approach_answer", Approach.objects.get().pk), {"no": ""})

    assert Approach.objects.get().is_agreed is False
    assert client.get(at("community", group.pk)).status_code == 200  # the sector may know of it
    assert client.get(at("members", group.pk)).status_code == 403


def test_joining_an_open_group_and_muting_a_network(cast, client):
    group, network = group_with(cast, "dev"), NetworkFactory(rule_roles=["subject_lead"])
    EnrolmentFactory(community=network, person=cast.amina.user, how="rule")
    client = cast.sign_in(client, "amina")

    assert b"You are in" in client.post(at("join", group.pk), follow=True).content
    assert b"Muted: you stay in it" in client.post(at("leave", network.pk), follow=True).content
    assert b"Hear of it again" in client.get(at("community", network.pk)).content
    assert (
        b"You hear of it again" in client.post(at("leave", network.pk), {"listen": ""}, follow=True).content
    )
    assert b"You have left" in client.post(at("leave", group.pk), follow=True).content


def test_leads_are_made_and_let_go(cast, client):
    group = group_with(cast)
    other = EnrolmentFactory(community=group)
    client = cast.sign_in(client, "amina")

    client.post(at("leads", group.pk), {"enrolment": other.pk, "make": ""})
    other.refresh_from_db()
    assert other.is_lead
    client.post(at("leads", group.pk), {"enrolment": other.pk, "end": ""})
    other.refresh_from_db()
    assert not other.is_lead
    assert client.post(at("leads", group.pk), {"enrolment": "x"}).status_code == 404


def test_a_group_is_changed_closed_and_opened_again(cast, client):
    group = group_with(cast)
    client = cast.sign_in(client, "amina")
    given = {
        "name": "Fluency",
        "purpose": "Anew.",
        "rhythm": "weekly",
        "joining": "ask",
        "audience": "public",
    }

    client.post(at("change", group.pk), given | {"audience": "public"})
    client.post(at("state", group.pk), {"act": "close"})
    assert b"This group is closed" in client.get(at("community", group.pk)).content
    assert client.get(at("thread_start", group.pk)).status_code == 403
    client.post(at("state", group.pk), {"act": "reopen"})
    client.post(at("state", group.pk), {"act": "nonsense"})

    group.refresh_from_db()
    assert (group.name, group.rhythm, group.audience, group.is_open) == ("Fluency", "weekly", "public", True)


def test_a_public_page_previews_well_and_shows_no_names_to_strangers(cast, client):
    public = group_with(cast, audience=Audience.PUBLIC, purpose="To find out.")
    closed = group_with(cast)

    page = client.get(at("community", public.pk)).content.decode()

    assert '<meta property="og:title"' in page
    assert "Amina" not in page
    assert client.get(at("community", closed.pk)).status_code == 404
    assert "og:title" not in cast.sign_in(client, "amina").get(at("community", closed.pk)).content.decode()


def test_sharing_out_is_plain_addresses(cast, client):
    group = group_with(cast)

    page = cast.sign_in(client, "amina").get(at("community", group.pk)).content.decode()

    assert "https://teams.microsoft.com/share?href=http%3A%2F%2Ftestserver%2Fcommunities%2F" in page
    assert "https://classroom.google.com/share?url=" in page
    assert "mailto:?subject=" in page


def test_pointing_to_the_profession_and_no_longer(cast, client):
    group = group_with(cast)
    client = cast.sign_in(client, "amina")
    given = {
        "kind": "journal",
        "title": "Invented Teaching",
        "url": "https://teaching.example/one",
        "note": "Good",
    }

    client.post(at("point", group.pk), given)
    assert b"Invented Teaching" in client.get(at("community", group.pk)).content
    assert client.post(at("point", group.pk), given).status_code == 409
    client.post(at("point", group.pk), {"remove": Reference.objects.get().pk})

    assert not Reference.objects.exists()


def test_a_thread_is_started_answered_and_taken_back(cast, client):
    group = group_with(cast)
    EnrolmentFactory(community=group, person=cast.dev.user)
    client = cast.sign_in(client, "amina")
    client.post(at("thread_start", group.pk), {"title": "Timing?", "text": "**Does** it help, @Dev Malik?"})
    thread = group.threads.get()

    page = cast.sign_in(client, "dev").get(at("thread", thread.pk)).content.decode()
    assert "<strong>Does</strong>" in page
    assert "named you here" in page
    client.post(at("mention_aside", Post.objects.get().mentions.get().pk))
    assert "named you here" not in client.get(at("thread", thread.pk)).content.decode()
    answer = client.post(at("thread", thread.pk), {"text": "With us it did."})
    assert answer.url.endswith(f"?page=1#post-{Post.objects.last().pk}")
    client.post(at("post_take_back", Post.objects.last().pk))
    assert "Taken back." in client.get(at("thread", thread.pk)).content.decode()
    assert client.post(at("post_take_back", Post.objects.first().pk)).status_code == 403


def test_a_lead_takes_back_what_is_their_own_and_down_what_others_wrote(cast, client):
    thread = ThreadFactory(community=group_with(cast))
    for writer in (cast.amina, cast.dev):
        PostFactory(thread=thread, written_by=writer.user)

    page = cast.sign_in(client, "amina").get(at("thread", thread.pk)).content.decode()

    assert page.count("Take it back") == page.count("Take it down") == 1


def test_who_may_read_but_is_not_in_it_is_shown_how_to_join(cast, client):
    group = group_with(cast)
    thread = ThreadFactory(community=group)

    page = cast.sign_in(client, "dev").get(at("thread", thread.pk)).content.decode()

    assert "Members write here." in page


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def gathering_form(**facts):
    given = {
        "title": "Trying again",
        "day": tomorrow(),
        "begins": "15:30",
        "ends": "16:30",
        "place": "Library",
    }
    return given | facts


def test_a_gathering_is_called_answered_changed_and_called_off(cast, client):
    group = group_with(cast)
    client = cast.sign_in(client, "amina")
    client.post(at("gathering_call", group.pk), gathering_form(host="Fenwick Academy", in_school_time="on"))
    gathering = Gathering.objects.get()

    client.post(at("gathering_answer", gathering.pk), {"answer": "coming"})
    page = client.get(at("gathering", gathering.pk)).content.decode()
    assert "You are coming" in page
    assert 'value="not_coming"' in page
    assert 'value="coming"' not in page
    assert "Was there" not in page
    assert "Cover: 1 hour." in page
    assert "1 way that is not known" in page
    assert client.post(at("gathering_here", gathering.pk)).status_code == 403
    stale = client.post(at("gathering_change", gathering.pk), gathering_form(revision=7))
    assert stale.status_code == 409
    client.post(at("gathering_change", gathering.pk), gathering_form(title="Later", ends="17:00"))
    client.post(at("gathering_call_off", gathering.pk))

    gathering.refresh_from_db()
    assert (gathering.title, gathering.revision) == ("Later", 2)
    assert "Called off" in client.get(at("gathering", gathering.pk)).content.decode()
    assert client.post(at("gathering_answer", gathering.pk), {"answer": "coming"}).status_code == 403


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"ends": "15:00"}, "Give a later time"), ({"place": ""}, "Say where: a school, a place or a link.")],
)
def test_a_gathering_that_makes_no_sense_is_said_to(facts, words, cast, client):
    group = group_with(cast)

    page = cast.sign_in(client, "amina").post(at("gathering_call", group.pk), gathering_form(**facts))

    assert page.status_code == 422
    assert words in page.content.decode()


def test_being_there_is_one_tap_and_the_lead_marks_the_others(cast, client):
    group = group_with(cast)
    member = EnrolmentFactory(community=group)
    now = timezone.now()
    gathering = GatheringFactory(community=group, begins_at=now, ends_at=now + timedelta(hours=1))
    client = cast.sign_in(client, "amina")

    client.post(at("gathering_here", gathering.pk))
    assert b"You were there." in client.get(at("gathering", gathering.pk)).content
    assert b"Mark them" in client.get(at("gathering_register", gathering.pk)).content
    client.post(at("gathering_register", gathering.pk), {"came": [member.person_id, "x"]})

    came = Attendance.objects.filter(came_at__isnull=False).values_list("person_id", flat=True)
    assert list(came) == [member.person_id]


def test_a_visit_is_between_two_and_404_to_everybody_else(cast, client):
    client = cast.sign_in(client, "amina")
    client.post(at("visit_invite"), {"guest": "Tom Ashby", "focus": "Waiting longer", "where": "Room 4"})
    visit = cast.amina.user.visits_given.get()
    client.post(at("visit", visit.pk), {"text": "Thank you for **coming**."})

    cast.sign_in(client, "tom").post(at("visit_answer", visit.pk), {"act": "come"})
    client.post(at("visit_answer", visit.pk), {"act": "watched"})
    page = client.get(at("visit", visit.pk)).content.decode()
    assert "<strong>coming</strong>" in page
    assert b"invited you" in client.get(at("visits")).content
    for key in ("graham", "ruth", "jo", "owen", "dev"):
        assert cast.sign_in(client, key).get(at("visit", visit.pk)).status_code == 404, key
        assert b"Waiting longer" not in client.get(at("visits")).content

    again = VisitFactory(host=cast.amina.user, guest=cast.tom.user)
    cast.sign_in(client, "amina").post(at("visit_answer", again.pk), {"act": "call_off"})
    again.refresh_from_db()
    assert again.state == "called_off"


def test_a_partnership_is_founded_joined_answered_for_and_left(cast, client):
    client = cast.sign_in(client, "farid")
    client.post(at("partnership_found"), {"name": "Attendance together", "purpose": "Every child in."})
    home = cast.farid.user.roles.get(kind="network_lead", organisation__kind="partnership").organisation
    client.post(
        at("partnership_change", home.pk), {"name": "Attendance", "purpose": "Every child in school."}
    )
    client.post(at("goal_add", home.pk), {"text": "One in six", "due_on": tomorrow(), "sign": "The census"})
    goal = Goal.objects.get()

    cast.sign_in(client, "tom").post(at("partnership_members", home.pk), {"member": cast.alder_vale.pk})
    page = client.get(at("partnership", home.pk)).content.decode()
    assert "Take Alder Vale Primary out" in page
    assert "One in six" in page
    assert "Attendance together" in page  # the network, named as it was founded
    assert client.post(at("goal_tell", goal.pk), {"is_reached": "yes", "told": "It was."}).status_code == 403
    assert client.post(at("partnership_members", home.pk), {"member": cast.fenwick.pk}).status_code == 404
    client.post(at("partnership_members", home.pk), {"member": cast.alder_vale.pk, "out": ""})
    cast.sign_in(client, "farid").post(at("goal_tell", goal.pk), {"is_reached": "no", "told": "Not yet."})

    assert b"not reached" in client.get(at("partnership", home.pk)).content
    assert client.get(at("partnership", cast.hartwood.pk)).status_code == 404


def test_coverage_is_within_reach_and_says_who_carries_too_many(cast, client):
    for _ in range(3):
        EnrolmentFactory(person=cast.owen.user, is_lead=True)

    page = cast.sign_in(client, "ruth").get(at("coverage")).content.decode()
    assert "Tom Ashby" in page
    assert "Dev Malik" not in page
    assert "leads 3" in page
    only = client.get(at("coverage"), {"role": "subject_lead"}).content.decode()
    assert "Amina Rahman" in only
    assert "Tom Ashby" not in only.partition("<tbody>")[2]
    assert cast.sign_in(client, "amina").get(at("coverage")).status_code == 403


def test_who_may_not_found_a_partnership_reads_who_may(cast, client):
    page = cast.sign_in(client, "amina").get(at("partnership_found"))

    assert page.status_code == 403
    assert "A partnership is founded by a headteacher" in page.content.decode()
    assert "no community" not in page.content.decode()


def test_isolated_schools_and_the_network_are_shown(cast, client):
    stay(cast.larkrise, cast.southern_hub)
    gathering = GatheringFactory(begins_at=timezone.now() - timedelta(days=3))
    for school in (cast.alder_vale, cast.fenwick):
        AttendanceFactory(gathering=gathering, organisation=school, came_at=timezone.now())
    client = cast.sign_in(client, "jo")

    alone = client.get(at("isolated"), {"half_terms": "3"}).content.decode()
    network = client.get(at("network")).content.decode()

    assert "Larkrise Infants" in alone.partition("<tbody>")[2]
    assert "Alder Vale Primary" not in alone.partition("<tbody>")[2]
    assert "2 of the 4 schools here did something with another one here" in network
    assert "<svg" in network
    assert "Larkrise" in cast.sign_in(client, "sian").get(at("network")).content.decode()


@pytest.mark.parametrize(
    ("key", "name", "heading"),
    [
        ("amina", "index", "name,kind,purpose"),
        ("amina", "members", "name,leads,where_from,how,since"),
        ("amina", "gathering", "name,organisation,answer"),
        ("jo", "coverage", "name,role,subject,organisation"),
        ("jo", "isolated", "school,trust,authority,town"),
        ("jo", "partnerships", "name,purpose,members,open_goals"),
        ("jo", "partnership", "member,kind,since"),
    ],
)
def test_each_list_is_saved_as_csv(key, name, heading, cast, client):
    group = busy(cast, 1)
    args = {
        "members": [group.pk],
        "gathering": [group.gatherings.get().pk],
        "partnership": [Goal.objects.get().partnership_id],
    }

    file = cast.sign_in(client, key).get(at(name, *args.get(name, [])), {"format": "csv"})

    assert b"".join(file.streaming_content).decode("utf-8-sig").startswith(heading)


def test_finding_a_community_by_its_words_and_an_unknown_tab(cast, client):
    group_with(cast, name="Rivers and coasts")
    client = cast.sign_in(client, "amina")

    assert b"Rivers" in client.get(at("index"), {"q": "coast", "tab": "nonsense"}).content
    assert b"None found" in client.get(at("index"), {"q": "volcano"}).content
    assert b"Rivers" not in client.get(at("index"), {"tab": "join"}).content
    assert Role.objects.exists()


def test_who_works_nowhere_is_asked_nothing_and_told_what_each_page_is_for(cast, client):
    client = cast.sign_in(client, "helen")

    visits = client.get(at("visits")).content.decode()
    network = client.get(at("network"))

    assert "Invite somebody" not in visits
    assert network.status_code == 403
    assert "sees which schools are tied to which" in network.content.decode()
