"""People's rules, person by person."""

import pytest
from tests.factories.people import InterestFactory, InvitationFactory
from tests.spec.tables import rows, rules_in, verdicts

from weald.core.permissions import RULES, refusal, visible, visible_or_404
from weald.people.enums import RoleKind
from weald.people.models import Interest, Invitation, JoinRequest, Role, User
from weald.people.queries.places import offer_of, workplace
from weald.people.rules import Holding, Looking

pytestmark = pytest.mark.django_db

PLACES = """
                                  | graham | ruth | leila | tom | amina | owen | kit | marian | dev | sian | helen | farid | jo  | priya | bo | nobody
people.see_colleagues Hartwood    | yes    | yes  | yes   | yes | yes   | yes  | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.see_colleagues Alder Vale  | yes    | yes  | yes   | yes | yes   | yes  | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.see_colleagues Fenwick     | no     | no   | no    | no  | no    | no   | no  | yes    | yes | no   | no    | no    | yes | no    | no | no
people.see_colleagues Larkrise    | no     | no   | no    | no  | no    | no   | no  | no     | no  | yes  | no    | no    | yes | no    | no | no
people.see_colleagues Inspectorate| no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.see_colleagues Wealdshire  | no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | yes   | yes | no    | no | no
people.lead           Hartwood    | yes    | yes  | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.lead           Alder Vale  | yes    | yes  | no    | yes | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.lead           Quarry Bank | yes    | yes  | no    | no  | no    | yes  | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.lead           Fenwick     | no     | no   | no    | no  | no    | no   | no  | yes    | no  | no   | no    | no    | yes | no    | no | no
people.lead           Ridgeway    | no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.lead           Larkrise    | no     | no   | no    | no  | no    | no   | no  | no     | no  | yes  | no    | no    | yes | no    | no | no
people.map_domain     Alder Vale  | yes    | no   | no    | yes | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
people.map_domain     Hartwood    | yes    | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | no    | no | no
"""  # noqa: E501 -- a table is read across

ROLES = """
                                                     | graham | ruth | leila | tom | amina | owen | marian | sian | helen | farid | jo  | priya | nobody
people.give_role teacher at Alder Vale               | yes    | yes  | no    | yes | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role headteacher at Alder Vale           | yes    | yes  | no    | yes | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role teacher at Quarry Bank              | yes    | yes  | no    | no  | no    | yes  | no     | no   | no    | no    | yes | no    | no
people.give_role improvement lead at Hartwood        | yes    | yes  | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role chief executive at Hartwood         | yes    | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role trustee at Hartwood                 | yes    | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role governor at Fenwick                 | no     | no   | no    | no  | no    | no   | yes    | no   | no    | no    | yes | no    | no
people.give_role reviewer at Ridgeway                | no     | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role external reader at the Inspectorate | no     | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role external reader at Hartwood         | no     | no   | no    | no  | no    | no   | no     | no   | no    | no    | no  | no    | no
people.give_role headteacher at Hartwood             | no     | no   | no    | no  | no    | no   | no     | no   | no    | no    | no  | no    | no
people.give_role steward at the hub                  | no     | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.give_role teacher to Tom at Alder Vale        | yes    | yes  | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.end_role  Amina's as subject lead             | yes    | yes  | no    | yes | yes   | no   | no     | no   | no    | no    | yes | no    | no
people.end_role  Graham's as chief executive         | yes    | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.end_role  Helen's as external reader          | no     | no   | no    | no  | no    | no   | no     | no   | yes   | no    | yes | no    | no
people.say_subject  Amina's as subject lead             | yes    | yes  | no    | yes | yes   | no   | no     | no   | no    | no    | yes | no    | no
people.say_subject  Graham's as chief executive         | yes    | no   | no    | no  | no    | no   | no     | no   | no    | no    | yes | no    | no
people.say_subject  Helen's as external reader          | no     | no   | no    | no  | no    | no   | no     | no   | yes   | no    | yes | no    | no
"""  # noqa: E501 -- as above

CONCERNS = """
                                    | graham | ruth | leila | tom | amina | owen | marian | dev | helen | jo  | priya | bo | nobody
people.report                       | yes    | yes  | yes   | yes | yes   | yes  | yes    | yes | no    | yes | yes   | no | no
people.look what Amina wrote        | yes    | yes  | no    | yes | no    | no   | no     | no  | no    | yes | no    | no | no
people.look what Tom wrote          | yes    | yes  | no    | no  | no    | no   | no     | no  | no    | yes | no    | no | no
people.look what Graham reported    | no     | yes  | no    | yes | no    | no   | no     | no  | no    | yes | no    | no | no
people.look what is nobody's        | no     | no   | no    | no  | no    | no   | no     | no  | no    | yes | no    | no | no
"""  # noqa: E501 -- as above

OTHERS = """
                                       | graham | tom | amina | sian | helen | jo  | bo  | nobody
people.own                             | yes    | yes | yes   | yes  | yes   | yes | yes | no
people.demo_sign_in                    | no     | no  | no    | no   | no    | no  | no  | no
people.own an invitation to Alder Vale | yes    | yes | 404   | 404  | 404   | yes | 404 | 404
people.own a wish to join Alder Vale   | yes    | yes | 404   | 404  | 404   | yes | 404 | 404
people.own Amina's declaration         | 404    | 404 | yes   | 404  | 404   | 404 | 404 | 404
people.own Amina herself               | yes    | yes | yes   | 404  | 404   | yes | 404 | 404
"""


def place(name):
    return lambda cast, actor: workplace(getattr(cast, name))


def offer(kind, name, to=None):
    return lambda cast, actor: offer_of(getattr(cast, name), kind, getattr(cast, to).user.pk if to else None)


def held(person):
    def thing(cast, actor):
        role = Role.objects.filter(person=getattr(cast, person).user).order_by("kind").first()
        return Holding(workplace(role.organisation), role.kind, role.person_id)

    return thing


def seen(make):
    """Load it as its page does: what the actor may not know of is not there."""

    def thing(cast, actor):
        made = cast.once(make)
        return visible_or_404(type(made).objects.filter(pk=made.pk), actor)

    return thing


def looking(place="alder_vale", wrote="amina", reported="dev"):
    return lambda cast, actor: Looking(
        workplace(getattr(cast, place)) if place else None,
        frozenset({getattr(cast, wrote).user.pk}),
        getattr(cast, reported).user.pk,
    )


THINGS = {
    "what Amina wrote": looking(),
    "what Tom wrote": looking(wrote="tom"),
    "what Graham reported": looking(reported="graham"),
    "what is nobody's": looking(place=None),
    "Hartwood": place("hartwood"),
    "Alder Vale": place("alder_vale"),
    "Quarry Bank": place("quarry_bank"),
    "Fenwick": place("fenwick"),
    "Ridgeway": place("ridgeway"),
    "Larkrise": place("larkrise"),
    "Inspectorate": place("inspectorate"),
    "Wealdshire": place("wealdshire"),
    "teacher at Alder Vale": offer(RoleKind.TEACHER, "alder_vale"),
    "headteacher at Alder Vale": offer(RoleKind.HEADTEACHER, "alder_vale"),
    "teacher at Quarry Bank": offer(RoleKind.TEACHER, "quarry_bank"),
    "improvement lead at Hartwood": offer(RoleKind.IMPROVEMENT_LEAD, "hartwood"),
    "chief executive at Hartwood": offer(RoleKind.CHIEF_EXECUTIVE, "hartwood"),
    "trustee at Hartwood": offer(RoleKind.TRUSTEE, "hartwood"),
    "governor at Fenwick": offer(RoleKind.GOVERNOR, "fenwick"),
    "reviewer at Ridgeway": offer(RoleKind.REVIEWER, "ridgeway"),
    "external reader at the Inspectorate": offer(RoleKind.EXTERNAL_READER, "inspectorate"),
    "external reader at Hartwood": offer(RoleKind.EXTERNAL_READER, "hartwood"),
    "headteacher at Hartwood": offer(RoleKind.HEADTEACHER, "hartwood"),
    "steward at the hub": offer(RoleKind.STEWARD, "southern_hub"),
    "teacher to Tom at Alder Vale": offer(RoleKind.TEACHER, "alder_vale", to="tom"),
    "Amina's as subject lead": held("amina"),
    "Graham's as chief executive": held("graham"),
    "Helen's as external reader": held("helen"),
    "an invitation to Alder Vale": seen(lambda cast: InvitationFactory(organisation=cast.alder_vale)),
    "a wish to join Alder Vale": seen(
        lambda cast: JoinRequest.objects.create(email="x@y.example", organisation=cast.alder_vale)
    ),
    "Amina's declaration": seen(lambda cast: InterestFactory(person=cast.amina.user)),
    "Amina herself": seen(lambda cast: cast.amina.user),
}


@pytest.mark.parametrize("row", [*rows(PLACES), *rows(ROLES), *rows(CONCERNS), *rows(OTHERS)])
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


def test_every_rule_of_people_has_its_row():
    declared = {name for name in RULES if name.startswith("people.")}

    assert rules_in(PLACES, ROLES, CONCERNS, OTHERS) == declared


def test_a_role_is_seen_exactly_by_its_holder_and_those_who_may_see_its_place(cast):
    places = {place.pk: place for place in vars(cast).values() if hasattr(place, "kind")}

    for persona in cast:
        seen_by_query = set(visible(Role.objects.all(), persona.actor).values_list("pk", flat=True))
        seen_by_rule = {
            role.pk
            for role in Role.objects.all()
            if role.person_id == persona.actor.person_id
            or refusal("people.see_colleagues", persona.actor, workplace(places[role.organisation_id]))
            is None
        }
        assert seen_by_query == seen_by_rule, persona.key


@pytest.mark.parametrize("model", [User, Role, Invitation, JoinRequest, Interest])
def test_nobody_sees_nothing(model, cast):
    InvitationFactory(organisation=cast.alder_vale)
    InterestFactory(person=cast.amina.user)
    JoinRequest.objects.create(email="x@y.example", organisation=cast.alder_vale)

    assert model.objects.exists()
    assert not visible(model.objects.all(), cast.nobody.actor).exists()
