"""Dividend's rules, person by person."""

import pytest
from tests.factories.dividend import ResultFactory
from tests.spec.tables import rows, verdicts

from weald.core.permissions import SYSTEM, refusal, visible
from weald.dividend.models import Result, Run

pytestmark = pytest.mark.django_db

TABLE = """
                              | graham | ruth | leila | tom | amina | owen | kit | marian | dev | sian | helen | farid | jo  | priya | bo | nobody
dividend.read_trust  Hartwood | yes    | yes  | yes   | yes | yes   | yes  | no  | no     | no  | no   | no    | no    | yes | yes   | no | no
dividend.read_trust  Ridgeway | no     | no   | no    | no  | no    | no   | no  | yes    | yes | no   | no    | no    | yes | yes   | no | no
dividend.read_sector          | yes    | yes  | yes   | yes | yes   | yes  | no  | yes    | yes | yes  | no    | yes   | yes | yes   | no | no
dividend.estimate             | no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | yes   | no | no
dividend.share       Hartwood | yes    | yes  | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | no  | no    | no | no
"""  # noqa: E501 -- a table is read across
THINGS = {
    "": lambda cast, actor: None,
    "Hartwood": lambda cast, actor: cast.hartwood,
    "Ridgeway": lambda cast, actor: cast.ridgeway,
}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


def test_a_result_is_seen_by_exactly_those_who_may_read_it(cast):
    result = ResultFactory(organisation=cast.hartwood)

    for persona in cast:
        sees = visible(Result.objects.all(), persona.actor).filter(pk=result.pk).exists()
        assert sees is (refusal("dividend.read_trust", persona.actor, cast.hartwood) is None), persona.key


def test_whoever_runs_the_server_sees_all_and_may_estimate(cast):
    ResultFactory(organisation=cast.hartwood)

    assert visible(Result.objects.all(), SYSTEM).count() == 1
    assert visible(Run.objects.all(), SYSTEM).count() == 1
    assert refusal("dividend.estimate", SYSTEM) is None


def test_runs_are_seen_by_those_who_work_in_the_sector(cast):
    ResultFactory(organisation=cast.hartwood)

    assert visible(Run.objects.all(), cast.tom.actor).exists()
    assert not visible(Run.objects.all(), cast.helen.actor).exists()
