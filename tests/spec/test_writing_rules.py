"""Who writes drafts and keeps files, person by person."""

import pytest
from tests.spec.tables import rows, verdicts

pytestmark = pytest.mark.django_db

TABLE = """
                | graham | ruth | leila | tom | amina | owen | kit | marian | dev | sian | helen | farid | jo  | priya | bo | nobody
practices.draft | yes    | yes  | yes   | yes | yes   | yes  | no  | yes    | yes | yes  | no    | yes   | yes | yes   | no | no
files.store     | yes    | yes  | yes   | yes | yes   | yes  | no  | yes    | yes | yes  | no    | yes   | yes | yes   | no | no
"""  # noqa: E501 -- a table is read across


@pytest.mark.parametrize("row", rows(TABLE))
def test_who_may_write_and_keep_files(row, cast):
    assert verdicts(row, cast, {}) == row.expected
