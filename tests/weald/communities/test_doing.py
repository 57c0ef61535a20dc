"""What happens in communities: what it needs, what it leaves, and what it refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.communities import (
    ApproachFactory,
    AttendanceFactory,
    CalendarLinkFactory,
    CommunityFactory,
    EnrolmentFactory,
    GatheringFactory,
    GoalFactory,
    MentionFactory,
    NetworkFactory,
    OutputFactory,
    PartnershipFactory,
    PostFactory,
    ReferenceFactory,
    ThreadFactory,
    VisitFactory,
    VisitNoteFactory,
)
from tests.factories.people import RoleFactory, UserFactory
from tests.factories.schools import OrganisationFactory

from weald.communities.domain import activity, joining, own_data, partnerships, threads, visits
from weald.communities.domain.gatherings import (
    When,
    answer,
    call_off,
    change_gathering,
    keep_register,
    say_here,
    travel_minutes,
)
from weald.communities.domain.starting import (
    About,
    Terms,
    add_output,
    add_reference,
    remove_reference,
    start_network,
)
from weald.communities.domain.words import hours, rule_in_words
from weald.communities.enums import (
    QUIET_FOR,
    TIME_TO_ANSWER,
    Answer,
    How,
    Joining,
    ReferenceKind,
    VisitState,
)
from weald.communities.models import (
    Approach,
    Attendance,
    CalendarLink,
    Community,
    Enrolment,
    Mention,
    Post,
    Visit,
    VisitNote,
)
from weald.communities.tasks import nightly
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused, WealdError
from weald.core.models import Entry
from weald.core.permissions import SYSTEM
from weald.people.domain.own_data import erase, export_of
from weald.schools.domain.vocabulary import load_vocabulary
from weald.schools.models import Spell

pytestmark = pytest.mark.django_db


def group_of(*people, **facts):
    """A group led by the first of the people."""
    group = CommunityFactory(**facts)
    for index, one in enumerate(people):
        EnrolmentFactory(community=group, person=one.user, is_lead=index == 0)
    return group


def ago(**parts):
    return timezone.now() - timedelta(**parts)


def quiet(cast, **facts):
    long_ago = timezone.now() - QUIET_FOR - timedelta(days=2)
    return group_of(cast.amina, started_at=long_ago, active_at=long_ago, closes_when_quiet=True, **facts)


def test_a_quiet_group_is_asked_about_then_closed_and_can_be_opened_again(cast):
    group = quiet(cast)

    assert activity.close_the_quiet() == (1, 0)
    assert activity.close_the_quiet() == (0, 0)  # asked once, and given time
    Community.objects.update(asked_at=timezone.now() - TIME_TO_ANSWER - timedelta(hours=1))
    nightly(0)

    group.refresh_from_db()
    assert not group.is_open
    assert Entry.objects.get(target_label="communities.community", verb="changed").payload == {"open": False}
    assert activity.reopen(group, by=cast.amina.actor).is_open


def test_a_word_in_a_quiet_group_answers_for_it(cast):
    group = quiet(cast)
    activity.close_the_quiet()

    threads.start_thread(group, "Still there?", "I am.", by=cast.amina.actor)

    group.refresh_from_db()
    assert group.asked_at is None


def test_a_lead_says_that_it_goes_on(cast):
    group = quiet(cast, asked_at=timezone.now())

    activity.keep_open(group, by=cast.amina.actor)

    assert activity.close_the_quiet() == (0, 0)


def test_a_network_must_ask_something_of_those_it_enrols(cast):
    with pytest.raises(WealdError, match="A network says whom it enrols"):
        start_network(About("Everybody", "?"), Terms(), by=cast.jo.actor)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"rule_roles": ["headteacher"]}, "Enrols every headteacher, from the day their role says so."),
        (
            {"rule_roles": ["teacher", "subject_lead"], "rule_subjects": ["mathematics", "science"]},
            "Enrols every teacher and every subject lead of Mathematics and Science, from",
        ),
        (
            {"rule_phases": ["primary", "early_years"]},
            "Enrols everyone in schools of these phases: primary or early years, from",
        ),
    ],
)
def test_a_rule_is_said_in_words(facts, words):
    load_vocabulary()

    assert words in rule_in_words(NetworkFactory(**facts))
    assert rule_in_words(CommunityFactory()) == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, "none"), (45, "45 minutes"), (60, "1 hour"), (150, "2 hours and 30 minutes")],
)
def test_a_length_of_time_is_said_as_people_do(minutes, words):
    assert hours(minutes) == words


def test_saying_twice_what_came_of_a_community_is_once(cast):
    group = group_of(cast.amina)

    for _ in range(2):
        output = add_output(group, "practices.practice", "7", by=cast.amina.actor)

    assert group.outputs.get() == output
    assert Entry.objects.get(verb="shared").payload == {"output": "practices.practice", "id": "7"}


def test_where_a_community_points_and_no_longer_is_in_the_ledger_once(cast):
    group = group_of(cast.amina)
    given = {"kind": ReferenceKind.JOURNAL, "title": "Teaching", "url": "https://journal.example/1"}

    reference = add_reference(group, **given, by=cast.amina.actor)
    with pytest.raises(Conflict, match="points there already"):
        add_reference(group, **given, by=cast.amina.actor)
    for _ in range(2):
        remove_reference(reference, by=cast.amina.actor)

    entries = Entry.objects.filter(target_label="communities.reference").order_by("at")
    assert [entry.verb for entry in entries] == [Verb.SHARED, Verb.WITHDREW]
    assert {(entry.target_id, entry.place_id, entry.audience) for entry in entries} == {
        (str(reference.pk), group.home_id, group.audience)
    }
    assert entries[0].payload == entries[1].payload == {"community": group.pk}
    assert not group.references.exists()


def test_whoever_is_in_is_not_invited_and_nobody_is_asked_twice(cast):
    group = group_of(cast.amina, cast.tom)

    with pytest.raises(Conflict, match="already"):
        joining.invite(group, cast.tom.user, by=cast.amina.actor)
    first = joining.invite(group, cast.owen.user, by=cast.amina.actor)
    assert joining.invite(group, cast.owen.user, by=cast.tom.actor) == first


def test_a_question_whether_to_join_is_answered_once_and_by_whom_it_is_for(cast):
    group = group_of(cast.amina, joining=Joining.ASK)
    asked = joining.ask_to_join(group, by=cast.dev.actor)

    with pytest.raises(Refused):
        joining.answer_approach(asked, is_agreed=True, by=cast.dev.actor)
    joining.answer_approach(asked, is_agreed=True, by=cast.amina.actor)
    with pytest.raises(Conflict, match="answered once"):
        joining.answer_approach(asked, is_agreed=True, by=cast.amina.actor)

    assert Enrolment.objects.get(person=cast.dev.user).how == How.JOINED


def test_joining_answers_an_invitation_and_coming_back_keeps_what_one_chose(cast):
    group = group_of(cast.amina)
    joining.invite(group, cast.tom.user, by=cast.amina.actor)
    joining.join(group, by=cast.tom.actor)
    joining.choose_digest(group, "never", by=cast.tom.actor)
    joining.leave(group, by=cast.tom.actor)

    again = joining.join(group, by=cast.tom.actor)

    assert Approach.objects.get().is_agreed
    assert again.digest == "never"
    assert joining.enrol(group, cast.tom.user.pk, How.JOINED, is_lead=True).is_lead
    assert joining.join(group, by=cast.tom.actor).is_lead


def test_a_lead_steps_down_and_others_do_not_make_leads(cast):
    group = group_of(cast.amina, cast.tom)
    mine, toms = group.enrolments.order_by("pk")

    with pytest.raises(Refused):
        joining.set_lead(toms, is_lead=True, by=cast.tom.actor)
    assert not joining.set_lead(mine, is_lead=False, by=cast.amina.actor).is_lead


def test_between_people_the_command_line_does_nothing(cast):
    with pytest.raises(Refused):
        visits.invite_to_watch(cast.tom.user, "Waiting", by=SYSTEM)
    group = group_of(cast.amina)
    EnrolmentFactory(community=group)
    with pytest.raises(Refused):
        joining.join(group, by=SYSTEM)


def test_mentions_find_members_by_name_and_an_answer_settles_them(cast):
    group = group_of(cast.amina, cast.dev)
    thread = threads.start_thread(
        group, "?", "@dev malik, @Tom Ashby and @Amina Rahman?", by=cast.amina.actor
    )

    assert list(Mention.objects.values_list("person_id", flat=True)) == [cast.dev.user.pk]
    reply = threads.reply(thread, "Here.", by=cast.dev.actor)
    assert Mention.objects.get().settled_at is not None
    assert reply.organisation == cast.fenwick
    thread.refresh_from_db()
    assert thread.last_at == reply.written_at


def placed(**at):
    return OrganisationFactory(**at)


def test_travel_is_there_and_back_and_not_known_is_not_nought():
    here = placed(easting=400_000, northing=200_000)
    there = placed(easting=410_000, northing=200_000)
    nowhere = placed()

    assert travel_minutes(here, GatheringFactory(host=there)) == 39  # 26 km by road at 40 km/h
    assert travel_minutes(here, GatheringFactory(host=here)) == 0
    assert travel_minutes(here, GatheringFactory(place="", link="https://meet.example/a")) == 0
    assert travel_minutes(here, GatheringFactory(host=nowhere)) is None
    assert travel_minutes(None, GatheringFactory(host=there)) is None
    assert travel_minutes(here, GatheringFactory()) is None


def test_cover_is_counted_for_whoever_teaches_in_school_time_and_again_when_it_moves(cast):
    group = group_of(cast.amina, cast.tom)
    gathering = GatheringFactory(community=group, host=cast.alder_vale, in_school_time=True)
    for one in (cast.amina, cast.tom):
        answer(gathering, Answer.COMING, by=one.actor)

    covers = dict(Attendance.objects.values_list("person__email", "cover_minutes"))
    assert covers == {"amina@demo.weald.example": 60, "tom@demo.weald.example": 0}
    when = When(gathering.title, gathering.begins_at, gathering.ends_at + timedelta(hours=1), place="Hall")
    change_gathering(gathering, when, by=cast.amina.actor, expected_revision=0)

    # At another time everybody is asked again.
    assert set(Attendance.objects.values_list("answer", flat=True)) == {""}


def test_changing_only_the_room_keeps_the_answers(cast):
    group = group_of(cast.amina)
    gathering = GatheringFactory(community=group)
    answer(gathering, Answer.COMING, by=cast.amina.actor)

    when = When(gathering.title, gathering.begins_at, gathering.ends_at, place="Hall")
    changed = change_gathering(gathering, when, by=cast.amina.actor, expected_revision=0)

    assert Attendance.objects.get().answer == Answer.COMING
    assert call_off(changed, by=cast.amina.actor).revision == 2
    assert call_off(changed, by=cast.amina.actor).revision == 2


def test_one_cannot_answer_what_is_over_nor_be_there_before(cast):
    group = group_of(cast.amina)
    over = GatheringFactory(community=group, begins_at=ago(days=9))
    ahead = GatheringFactory(community=group)

    for gathering in (over, ahead):
        with pytest.raises(Refused):
            say_here(gathering, by=cast.amina.actor)
    with pytest.raises(Refused, match="It is over"):
        answer(over, Answer.COMING, by=cast.amina.actor)


def test_being_there_is_written_down_once_and_a_register_takes_back(cast):
    group = group_of(cast.amina, cast.dev)
    gathering = GatheringFactory(community=group, begins_at=ago(minutes=10))

    for _ in range(2):
        say_here(gathering, by=cast.amina.actor)
    assert Entry.objects.filter(verb="attended").count() == 1
    assert keep_register(gathering, [cast.dev.user.pk, cast.owen.user.pk], by=cast.amina.actor) == 1

    came = Attendance.objects.filter(came_at__isnull=False)
    assert list(came.values_list("person_id", "organisation_id")) == [(cast.dev.user.pk, cast.fenwick.pk)]


def test_a_visit_goes_its_way_and_the_ledger_says_nothing_of_it(cast):
    visit = visits.invite_to_watch(cast.dev.user, "Waiting longer", by=cast.amina.actor)

    for act in (
        lambda: visits.answer_visit(visit, is_coming=True, by=cast.amina.actor),
        lambda: visits.mark_watched(visit, by=cast.dev.actor),
        lambda: visits.invite_to_watch(cast.amina.user, "Myself", by=cast.amina.actor),
        lambda: visits.say(visit, "I look in", by=cast.graham.actor),
    ):
        with pytest.raises(WealdError):
            act()
    visits.answer_visit(visit, is_coming=False, by=cast.dev.actor)
    with pytest.raises(Conflict, match="declined"):
        visits.call_off_visit(visit, by=cast.amina.actor)

    assert Visit.objects.get().state == VisitState.DECLINED
    for entry in Entry.objects.filter(target_label="communities.visit"):
        assert (entry.payload, entry.place_id, entry.audience) == ({}, None, "team")


def test_a_member_of_a_partnership_comes_once_and_leaves_with_or_without_history(cast):
    common = PartnershipFactory()
    graham = cast.graham.actor
    partnerships.bring_in(common, cast.alder_vale, by=graham)
    with pytest.raises(Conflict, match="already"):
        partnerships.bring_in(common, cast.alder_vale, by=graham)

    partnerships.take_out(common, cast.alder_vale, by=graham)
    assert not Spell.objects.filter(parent=common).exists()
    with pytest.raises(Conflict, match="is not in"):
        partnerships.take_out(common, cast.alder_vale, by=graham)

    began = timezone.localdate() - timedelta(days=40)
    Spell.objects.create(child=cast.alder_vale, parent=common, kind="partnership", period=(began, None))
    partnerships.take_out(common, cast.alder_vale, by=graham)
    assert Spell.objects.get(parent=common).period.upper == timezone.localdate()


def test_leaders_of_members_are_in_the_partnerships_network_until_it_leaves(cast):
    common = partnerships.found_partnership("Attendance", "Every child in.", by=cast.farid.actor)
    network = common.communities.get()
    partnerships.bring_in(common, cast.hartwood, by=cast.graham.actor)

    def names():
        now = network.enrolments.filter(left_on__isnull=True)
        return set(now.values_list("person__name", flat=True))

    assert names() == {"Farid Aziz", "Graham Neale", "Ruth Calloway", "Tom Ashby", "Owen Pritchard"}
    partnerships.take_out(common, cast.hartwood, by=cast.graham.actor)
    assert names() == {"Farid Aziz"}
    assert partnerships.found_partnership("By hand", "For all.", by=SYSTEM).communities.exists()


def everything_of(person, other):
    """One of everything that is kept about somebody."""
    group = CommunityFactory(started_by=person)
    EnrolmentFactory(community=group, person=person)
    ApproachFactory(community=group, person=person)
    ApproachFactory(community=group, made_by=person)
    thread = ThreadFactory(community=group, started_by=person)
    post = PostFactory(thread=thread, written_by=person, organisation=RoleFactory(person=person).organisation)
    MentionFactory(post=post, person=person)
    AttendanceFactory(gathering=GatheringFactory(community=group, called_by=person), person=person)
    CalendarLinkFactory(person=person)
    ReferenceFactory(community=group, added_by=person)
    OutputFactory(community=group, added_by=person)
    GoalFactory(set_by=person, told_by=person, is_reached=True, told="It was.", told_at=timezone.now())
    visit = VisitFactory(host=person, guest=other)
    VisitNoteFactory(visit=visit, written_by=person, text="Thank you for coming.")
    VisitNoteFactory(visit=visit, written_by=other, text="Said in confidence.")


def test_a_person_is_given_what_is_kept_of_them_and_not_what_the_other_said(cast):
    everything_of(cast.amina.user, cast.dev.user)

    parts = export_of(cast.amina.user, by=cast.amina.actor)["parts"]

    assert parts["communities"][0]["community"].startswith("Fluency group")
    assert parts["gatherings"][0]["gathering"] == "What we tried since half-term"
    assert parts["writing"][0]["text"] == "With us it did, for most."
    assert "Thank you for coming." in str(parts["visits"])
    assert "Said in confidence." not in str(parts)


def test_an_erased_person_leaves_words_without_a_name_and_nothing_said_between_two(cast):
    person = cast.dev.user
    everything_of(person, cast.amina.user)

    erase(person, by=cast.dev.actor)

    post = Post.objects.get()
    assert (post.written_by, post.organisation) == (None, None)
    assert post.text
    for model in (Enrolment, Attendance, Mention, CalendarLink, Visit, VisitNote):
        assert not model.objects.filter(**({"person": person} if hasattr(model, "person") else {})).exists()
    assert own_data.communities_of(person.pk) == own_data.visits_of(person.pk) == []


def test_things_are_named_in_a_line():
    visit = VisitFactory()
    named = [
        CommunityFactory(name="Oak"),
        EnrolmentFactory(),
        ApproachFactory(),
        GatheringFactory(title="Elm"),
        AttendanceFactory(),
        CalendarLinkFactory(),
        ThreadFactory(title="Ash"),
        PostFactory(),
        MentionFactory(),
        ReferenceFactory(title="Fir"),
        OutputFactory(),
        visit,
        VisitNoteFactory(visit=visit),
        GoalFactory(text="Yew"),
    ]

    assert all(str(one) for one in named)
    assert UserFactory().name not in str(visit)
