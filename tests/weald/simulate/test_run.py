"""A whole simulated sector in the database."""

import pytest

from weald.core.domain.verify import verify_ledger
from weald.core.errors import WealdError
from weald.core.permissions import visible
from weald.dividend.enums import Verdict
from weald.dividend.models import Result, Run
from weald.measures.models import Observation
from weald.people.demo import DEMO_PEOPLE, HARTWOOD
from weald.people.models import Role, User
from weald.people.queries.actor import actor_for
from weald.schools.models import Organisation, Spell
from weald.search.models import SearchDocument, SearchWord
from weald.simulate.run import simulate

pytestmark = pytest.mark.django_db


def test_the_demo_is_written_whole_and_its_planted_dividend_found():
    told = []

    made = simulate("demo", 2026, lambda done, total, what: told.append((done, total)))

    assert (made.schools, made.trusts, made.people) == (68, 8, 300)
    assert Organisation.objects.filter(kind="school").count() == 68
    assert User.objects.count() == 300
    assert Observation.objects.count() == made.observations
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]

    hartwood = Result.objects.get(
        organisation__name=HARTWOOD, run__measure__code="ks2_rwm_expected", run__group="all"
    )
    assert hartwood.verdict == Verdict.DIVIDEND
    assert hartwood.lower < 0.9 * 9 < hartwood.upper
    failed = {check["name"] for check in hartwood.body["checks"] if check["passed"] is False}
    assert "intake" in failed

    disadvantaged = Result.objects.get(organisation__name=HARTWOOD, run__group="disadvantaged")
    assert disadvantaged.verdict == Verdict.CANNOT_TELL
    assert Run.objects.filter(is_current=True).count() == made.runs

    helen = actor_for(User.objects.get(email="helen@demo.weald.example"))
    released = visible(Result.objects.filter(run__is_current=True), helen)
    assert released.count() == Result.objects.filter(organisation__name=HARTWOOD).count() > 1
    assert not released.exclude(organisation__name=HARTWOOD).exists()

    assert not SearchDocument.objects.filter(is_learnt=False).exists()
    assert SearchWord.objects.get(word="fluency").documents > 1

    heads = Role.objects.filter(kind="headteacher").values_list("organisation_id", flat=True)
    assert len(heads) == len(set(heads))
    for person in DEMO_PEOPLE:
        actor = actor_for(User.objects.get(email=person.email))
        # The story gives some of them more: whoever convenes a common cause leads it.
        assert {(role.kind, role.organisation_name) for role in actor.roles} >= {
            (role.kind.value, role.organisation) for role in person.roles
        }
    assert not any(user.has_usable_password() for user in User.objects.all()[:50])
    assert Role.objects.count() >= 300
    assert Spell.objects.filter(kind="trust").count() == 33
    assert verify_ledger().is_sound


def test_a_sector_is_only_written_into_an_empty_database():
    Organisation.objects.create(kind="school", name="Already Here Primary")

    with pytest.raises(WealdError, match="This one already holds schools"):
        simulate("demo", 1)

    assert Organisation.objects.count() == 1
