"""Measures' rules, person by person."""

import pytest
from tests.factories.measures import ObservationFactory, ReleaseFactory
from tests.spec.tables import rows, verdicts

from weald.core.permissions import SYSTEM, refusal, visible
from weald.measures.models import Observation

pytestmark = pytest.mark.django_db

TABLE = """
                             | graham | ruth | leila | tom | amina | owen | kit | marian | dev | sian | helen | farid | jo  | priya | bo  | nobody
measures.read                | yes    | yes  | yes   | yes | yes   | yes  | yes | yes    | yes | yes  | yes   | yes   | yes | yes   | yes | no
measures.read_trust Hartwood | yes    | yes  | yes   | yes | yes   | yes  | no  | yes    | yes | yes  | no    | yes   | yes | yes   | no  | no
measures.read_sector         | yes    | yes  | yes   | yes | yes   | yes  | no  | yes    | yes | yes  | no    | yes   | yes | yes   | no  | no
measures.compare             | no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | yes   | no  | no
measures.import              | yes    | yes  | no    | yes | no    | yes  | no  | yes    | no  | yes  | no    | no    | yes | yes   | no  | no
measures.import_published    | no     | no   | no    | no  | no    | no   | no  | no     | no  | no   | no    | no    | yes | yes   | no  | no
"""  # noqa: E501 -- a table is read across
THINGS = {"": lambda cast, actor: None, "Hartwood": lambda cast, actor: cast.hartwood}


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_do_what(row, cast):
    assert verdicts(row, cast, THINGS) == row.expected


def test_whoever_runs_the_server_may_do_all_of_it(cast):
    for rule in ("measures.read", "measures.read_sector", "measures.compare", "measures.import_published"):
        assert refusal(rule, SYSTEM) is None
    assert refusal("measures.read_trust", SYSTEM, cast.hartwood) is None


def test_a_trusts_own_figures_are_seen_whole_by_exactly_its_people(cast):
    ObservationFactory(organisation=cast.alder_vale, release=ReleaseFactory(is_public=False))

    for persona in cast:
        sees = visible(Observation.objects.all(), persona.actor).exists()
        assert sees is (cast.alder_vale.pk in persona.actor.trusts), persona.key
