"""Communities' rules, person by person."""

import pytest
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
    ReferenceFactory,
    ThreadFactory,
    VisitFactory,
    VisitNoteFactory,
)
from tests.spec.tables import rows, rules_in, verdicts

from weald.communities.enums import How, Joining
from weald.communities.models import (
    Approach,
    Attendance,
    Community,
    Enrolment,
    Gathering,
    Goal,
    Mention,
    Output,
    Post,
    Reference,
    Thread,
    Visit,
    VisitNote,
)
from weald.communities.queries.communities import seat_of
from weald.communities.queries.partnerships import partner_of
from weald.communities.rules import Between, Writing
from weald.core.enums import Audience
from weald.core.permissions import RULES, SYSTEM, refusal, visible, visible_or_404

pytestmark = pytest.mark.django_db

# Amina leads the groups, Dev is in them; the network is Hartwood's own; the trust's group is only Hartwood's.
TABLE = """
                                           | amina | dev | tom | owen | ruth | graham | leila | sian | farid | jo  | priya | kit | bo  | helen | nobody
communities.read                           | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | yes | yes | yes   | yes
communities.read_inside     an open group  | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | 404 | 404 | 404   | 404
communities.read_inside     a public group | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | no  | no  | no    | no
communities.read_inside     a group asked  | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.read_inside     a trust group  | yes   | yes | yes | yes  | yes  | yes    | yes   | 404  | 404   | 404 | 404   | 404 | 404 | 404   | 404
communities.read_inside     the network    | yes   | 404 | yes | yes  | yes  | yes    | yes   | 404  | 404   | yes | 404   | 404 | 404 | 404   | 404
communities.start                          | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | no  | no  | no    | no
communities.start_network   everywhere     | no    | no  | no  | no   | no   | no     | no    | no   | no    | yes | no    | no  | no  | no    | no
communities.start_network   Hartwood       | no    | no  | no  | no   | yes  | yes    | no    | no   | no    | yes | no    | no  | no  | no    | no
communities.start_network   Wealdshire     | no    | no  | no  | no   | no   | no     | no    | no   | yes   | yes | no    | no  | no  | no    | no
communities.join            an open group  | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | 404 | 404 | 404   | 404
communities.join            a public group | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | no  | no  | no    | no
communities.join            a group asked  | no    | no  | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.join            a closed group | no    | no  | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.ask_to_join     a group asked  | no    | no  | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | 404 | 404 | 404   | 404
communities.member          an open group  | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.reopen          a closed group | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.write           an open group  | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.write           a closed group | no    | no  | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.call_gathering  an open group  | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.call_gathering  a closed group | no    | no  | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.call_gathering  the network    | no    | 404 | no  | no   | yes  | yes    | no    | 404  | 404   | yes | 404   | 404 | 404 | 404   | 404
communities.change_gathering Dev's         | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.take_back       Dev's          | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.lead            an open group  | yes   | no  | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.lead            a leadless one | no    | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | 404 | 404 | 404   | 404
communities.lead            the network    | no    | 404 | no  | no   | yes  | yes    | no    | 404  | 404   | yes | 404   | 404 | 404 | 404   | 404
communities.coverage                       | no    | no  | yes | yes  | yes  | yes    | no    | yes  | yes   | yes | no    | no  | no  | no    | no
communities.network                        | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | no  | no  | no    | no
communities.visit           Amina and Dev  | yes   | yes | no  | no   | no   | no     | no    | no   | no    | no  | no    | no  | no  | no    | no
communities.invite_to_watch                | yes   | yes | yes | yes  | yes  | yes    | yes   | yes  | yes   | yes | yes   | no  | no  | no    | no
communities.found_partnership              | no    | no  | yes | yes  | yes  | yes    | no    | yes  | yes   | yes | no    | no  | no  | no    | no
communities.keep_partnership Farid's       | no    | no  | no  | no   | no   | no     | no    | no   | yes   | no  | no    | no  | no  | no    | no
communities.bring_partner   Alder Vale     | no    | no  | yes | no   | yes  | yes    | no    | no   | no    | no  | no    | no  | no  | no    | no
"""  # noqa: E501 -- a table is read across


def group(**facts):
    """A group led by Amina with Dev in it, made once for a cast."""

    def make(cast):
        made = CommunityFactory(**facts)
        EnrolmentFactory(community=made, person=cast.amina.user, is_lead=True)
        EnrolmentFactory(community=made, person=cast.dev.user)
        return made

    return make


def leadless(cast):
    made = CommunityFactory()
    EnrolmentFactory(community=made, person=cast.dev.user)
    return made


def trusts(cast):
    return group(home=cast.hartwood, audience=Audience.TRUST)(cast)


def the_network(cast):
    made = NetworkFactory(
        home=cast.hartwood, rule_place=cast.hartwood, audience=Audience.TRUST, name="Hartwood’s"
    )
    EnrolmentFactory(community=made, person=cast.amina.user, how=How.RULE)
    return made


def seated(make):
    def thing(cast, actor):
        found = Community.objects.filter(pk=cast.once(make).pk)
        return seat_of(visible_or_404(found, actor), actor)

    return thing


def devs(cast, actor):
    made = cast.once(OPEN)
    return Writing(
        seat_of(visible_or_404(Community.objects.filter(pk=made.pk), actor), actor), cast.dev.user.pk
    )


def farids(cast):
    made = PartnershipFactory()
    cast.farid.user.roles.create(kind="network_lead", organisation=made, period=("2024-01-01", None))
    cast.farid.forget()
    return made


OPEN = group()
THINGS = {
    "an open group": seated(OPEN),
    "a public group": seated(group(audience=Audience.PUBLIC)),
    "a group asked": seated(group(joining=Joining.ASK)),
    "a closed group": seated(group(closed_at="2026-01-01T12:00Z")),
    "a trust group": seated(trusts),
    "the network": seated(the_network),
    "a leadless one": seated(leadless),
    "Dev's": devs,
    "everywhere": lambda cast, actor: None,
    "Hartwood": lambda cast, actor: cast.hartwood.pk,
    "Wealdshire": lambda cast, actor: cast.wealdshire.pk,
    "Amina and Dev": lambda cast, actor: Between(cast.amina.user.pk, cast.dev.user.pk),
    "Farid's": lambda cast, actor: cast.once(farids).pk,
    "Alder Vale": lambda cast, actor: partner_of(cast.alder_vale),
}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    cast.once(farids)

    assert verdicts(row, cast, THINGS) == row.expected


def test_every_rule_of_communities_has_its_row():
    declared = {name for name in RULES if name.startswith("communities.")}

    assert rules_in(TABLE) == declared


def everything_in(community, cast):
    """One of everything that could leak from inside a community."""
    thread = ThreadFactory(community=community)
    post = PostFactory(thread=thread)
    gathering = GatheringFactory(community=community)
    MentionFactory(post=post)
    AttendanceFactory(gathering=gathering)
    EnrolmentFactory(community=community)
    ReferenceFactory(community=community)
    OutputFactory(community=community)
    ApproachFactory(community=community)


INSIDE = (Thread, Post, Mention, Gathering)


@pytest.mark.parametrize("make", [OPEN, group(joining=Joining.ASK), trusts, the_network])
def test_what_is_inside_is_seen_by_exactly_those_who_may_read_it(make, cast):
    community = make(cast)
    everything_in(community, cast)

    for persona in cast:
        found = visible(Community.objects.all(), persona.actor).filter(pk=community.pk).first()
        may = (
            found and refusal("communities.read_inside", persona.actor, seat_of(found, persona.actor)) is None
        )
        for model in INSIDE:
            assert visible(model.objects.all(), persona.actor).exists() is bool(may), (persona.key, model)
        for model in (Reference, Output):
            assert visible(model.objects.all(), persona.actor).exists() is bool(found), (persona.key, model)


def test_names_of_members_and_who_comes_are_for_members(cast):
    community = OPEN(cast)
    everything_in(community, cast)

    for persona in cast:
        others = visible(Enrolment.objects.all(), persona.actor).filter(is_lead=False)
        is_in = persona.key in {"amina", "dev"}
        assert others.exists() is is_in, persona.key
        assert visible(Attendance.objects.all(), persona.actor).exists() is is_in, persona.key
        leads = visible(Enrolment.objects.all(), persona.actor).filter(is_lead=True)
        assert leads.exists() is (persona.actor.is_known and persona.actor.is_member), persona.key
        asked = visible(Approach.objects.all(), persona.actor).exists()
        assert asked is (persona.key == "amina"), persona.key


def test_a_visit_is_seen_by_the_two_and_not_even_by_the_servers_operator(cast):
    visit = VisitFactory(host=cast.amina.user, guest=cast.dev.user)
    VisitNoteFactory(visit=visit)

    for persona in cast:
        for model in (Visit, VisitNote):
            sees = visible(model.objects.all(), persona.actor).exists()
            assert sees is (persona.key in {"amina", "dev"}), (persona.key, model)
    assert not visible(Visit.objects.all(), SYSTEM).exists()
    assert not visible(VisitNote.objects.all(), SYSTEM).exists()


def test_goals_are_for_people_of_the_sector(cast):
    GoalFactory()

    for persona in cast:
        sees = visible(Goal.objects.all(), persona.actor).exists()
        assert sees is persona.actor.is_member, persona.key


def test_whoever_runs_the_server_sees_communities_whole(cast):
    everything_in(group(joining=Joining.INVITED)(cast), cast)

    for model in (Community, Enrolment, *INSIDE):
        assert visible(model.objects.all(), SYSTEM).exists(), model
    for rule in ("communities.start_network", "communities.coverage"):
        assert refusal(rule, SYSTEM) is None
    assert refusal("communities.keep_partnership", SYSTEM, 1) is None
    assert not visible(Attendance.objects.all(), SYSTEM).exists()
    assert not visible(Approach.objects.all(), SYSTEM).exists()


def test_somebody_asked_into_a_group_that_is_hidden_from_them_may_see_it(cast):
    hidden = trusts(cast)
    ApproachFactory(community=hidden, person=cast.sian.user, made_by=cast.amina.user)

    assert visible(Community.objects.all(), cast.sian.actor).filter(pk=hidden.pk).exists()
    assert visible(Approach.objects.all(), cast.sian.actor).exists()
