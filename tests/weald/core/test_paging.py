"""Pages of lists that may be a nation long."""

import pytest
from tests.factories.schools import OrganisationFactory

from weald.core.paging import UpTo
from weald.schools.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "counted", "is_cut"), [(2, 2, True), (4, 3, False)])
def test_a_list_is_counted_no_further_than_anybody_reads(monkeypatch, most, counted, is_cut):
    monkeypatch.setattr("weald.core.paging.MOST_LISTED", most)
    OrganisationFactory.create_batch(3)

    paged = UpTo(Organisation.objects.order_by("name", "pk"), 1)

    assert (paged.count, paged.num_pages, paged.is_cut) == (counted, counted, is_cut)
