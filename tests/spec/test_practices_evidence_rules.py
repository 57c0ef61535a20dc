"""Rules about stages, contests, evidence, trials and focus, person by person."""

import pytest
from tests.factories.people import UserFactory
from tests.factories.practices import PracticeFactory
from tests.factories.practices_evidence import ProtectedWindowFactory
from tests.spec.tables import rows, verdicts

from weald.core.permissions import SYSTEM, refusal, visible
from weald.people.queries.places import workplace
from weald.practices.models import Account, Contest, Practice, Threshold
from weald.practices.queries.line import line_of
from weald.practices.rules.contest import Deciding, Naming
from weald.practices.rules.line import Planning
from weald.practices.rules.tumbler import Moving

pytestmark = pytest.mark.django_db

# Amina wrote it; its home is Alder Vale, which Tom heads, in Hartwood. Dev raised the objection; Sian is the
# third person on record and planned the trial.
TABLE = """
                                        | amina | tom | ruth | owen | dev | sian | marian | jo  | priya | helen | bo | nobody
practices.move to tested                | yes   | yes | yes  | no   | no  | no   | no     | yes | no    | no    | no | no
practices.move to formed                | no    | yes | yes  | no   | no  | no   | no     | yes | no    | no    | no | no
practices.move to retired               | yes   | yes | yes  | no   | no  | no   | no     | yes | no    | no    | no | no
practices.protect the practice          | yes   | yes | yes  | no   | no  | no   | no     | yes | no    | no    | no | no
practices.contest the practice          | yes   | yes | yes  | yes  | yes | yes  | yes    | yes | yes   | no    | no | no
practices.contest a protected one       | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.name_third a stranger         | yes   | yes | yes  | no   | yes | no   | no     | yes | no    | no    | no | no
practices.name_third the author         | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.name_third the objector       | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.decide the objection          | no    | no  | no   | no   | yes | yes  | no     | no  | no    | no    | no | no
practices.decide with the author third  | no    | no  | no   | no   | yes | no   | no     | no  | no    | no    | no | no
practices.close_contest opened by dev   | yes   | yes | yes  | no   | yes | no   | no     | yes | no    | no    | no | no
practices.endorse the practice          | no    | yes | yes  | yes  | yes | yes  | yes    | yes | yes   | no    | no | no
practices.endorse a protected one       | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.refer the practice            | yes   | yes | yes  | yes  | yes | yes  | yes    | yes | yes   | no    | no | no
practices.check_reference dev's         | yes   | yes | yes  | yes  | no  | yes  | yes    | yes | yes   | no    | no | no
practices.remove_reference dev's        | yes   | yes | yes  | no   | yes | no   | no     | yes | no    | no    | no | no
practices.tell at Fenwick               | no    | no  | no   | no   | yes | no   | yes    | no  | no    | no    | no | no
practices.estimate the practice         | yes   | yes | yes  | no   | no  | no   | no     | yes | yes   | no    | no | no
practices.estimate a protected one      | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.plan_trial the practice       | yes   | yes | yes  | yes  | no  | yes  | yes    | yes | no    | no    | no | no
practices.keep_trial sian's             | yes   | yes | yes  | no   | no  | yes  | no     | yes | no    | no    | no | no
practices.join_trial with Fenwick       | no    | no  | no   | no   | no  | no   | yes    | no  | no    | no    | no | no
practices.join_trial with no school     | no    | no  | no   | no   | no  | no   | no     | no  | no    | no    | no | no
practices.see_focus at Fenwick          | yes   | yes | yes  | yes  | yes | yes  | yes    | yes | yes   | no    | no | no
practices.set_threshold                 | no    | no  | no   | no   | no  | no   | no     | yes | no    | no    | no | no
"""  # noqa: E501 -- a table is read across


class _Reference(Planning):
    """A reference as both of its rules see it."""

    @property
    def added_by(self):
        return self.proposed_by


def the_practice(cast):
    return PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user)


def a_protected_one(cast):
    practice = PracticeFactory(home=cast.alder_vale, made_by=cast.amina.user)
    ProtectedWindowFactory(practice=practice)
    return practice


def stranger(cast):
    return UserFactory()


def line(cast):
    return line_of(cast.once(the_practice))


def objection(cast, third="sian"):
    return Deciding(line(cast), cast.dev.user.pk, getattr(cast, third).user.pk)


def kept_by(key):
    return lambda cast, actor: Planning(line(cast), getattr(cast, key).user.pk, workplace(cast.fenwick))


THINGS = {
    "to tested": lambda cast, actor: Moving(line(cast), "tested"),
    "to formed": lambda cast, actor: Moving(line(cast), "formed"),
    "to retired": lambda cast, actor: Moving(line(cast), "retired"),
    "the practice": lambda cast, actor: line(cast),
    "a protected one": lambda cast, actor: line_of(cast.once(a_protected_one)),
    "a stranger": lambda cast, actor: Naming(objection(cast), cast.once(stranger).pk),
    "the author": lambda cast, actor: Naming(objection(cast), cast.amina.user.pk),
    "the objector": lambda cast, actor: Naming(objection(cast), cast.dev.user.pk),
    "the objection": lambda cast, actor: objection(cast),
    "with the author third": lambda cast, actor: objection(cast, third="amina"),
    "opened by dev": kept_by("dev"),
    "dev's": lambda cast, actor: _Reference(line(cast), cast.dev.user.pk),
    "at Fenwick": lambda cast, actor: workplace(cast.fenwick),
    "sian's": kept_by("sian"),
    "with Fenwick": kept_by("sian"),
    "with no school": lambda cast, actor: Planning(line(cast), cast.sian.user.pk),
}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


def test_whoever_runs_the_server_carries_every_practice(cast):
    assert refusal("practices.move", SYSTEM, Moving(line(cast), "formed")) is None
    assert refusal("practices.set_threshold", SYSTEM) is None


def test_what_belongs_to_a_practice_is_seen_with_it(cast):
    secret = PracticeFactory(home=cast.alder_vale, audience="team", made_by=cast.amina.user)
    contest = Contest.objects.create(practice=secret, version=secret.head, opened_at=secret.shared_at)

    for persona in cast:
        sees = visible(Practice.objects.all(), persona.actor).filter(pk=secret.pk).exists()
        assert visible(Contest.objects.all(), persona.actor).filter(pk=contest.pk).exists() is sees, (
            persona.key
        )
    assert visible(Contest.objects.all(), SYSTEM).exists()
    assert not visible(Account.objects.all(), SYSTEM).exists()
    assert not visible(Threshold.objects.all(), cast.nobody.actor).exists()
