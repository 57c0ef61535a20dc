"""Nobody finds, counts or is counted what they may not see: every persona against every audience."""

import pytest
from tests.personas import NAMES
from tests.weald.practices.story import fluency, talk

from weald.communities.domain.starting import About, start_group
from weald.communities.models import Community
from weald.core.enums import Audience
from weald.core.permissions import visible
from weald.practices.domain.keeping import change_audience, withdraw
from weald.practices.models import Practice
from weald.search.domain.documents import unindex
from weald.search.domain.finding import find
from weald.search.models import SearchDocument

pytestmark = pytest.mark.django_db


def found_by(actor, text="fluency"):
    found = find(text, by=actor)
    assert found.counted.total == len(found.documents) == sum(found.counted.facets["kind"].values())
    return {(one.label, int(one.target_id)) for one in found.documents}


@pytest.mark.parametrize("audience", Audience.values)
def test_a_practice_is_found_by_exactly_those_who_may_see_it(cast, audience):
    practice = fluency(cast, Audience.SECTOR)
    change_audience(
        practice,
        audience,
        by=cast.amina.actor,
        partners=[cast.larkrise] if audience == Audience.PARTNERS else [],
    )
    talk(cast, Audience.PUBLIC)

    for name in NAMES:
        actor = getattr(cast, name).actor
        may_see = set(visible(Practice.objects.all(), actor).values_list("pk", flat=True))
        is_there = {pk for label, pk in found_by(actor) if label == "practices.practice"}
        assert is_there == may_see & {practice.pk}, name


@pytest.mark.parametrize("audience", [Audience.SCHOOL, Audience.TRUST, Audience.SECTOR, Audience.PUBLIC])
def test_a_community_is_found_by_exactly_those_who_may_see_it(cast, audience):
    about = About("Fluency for all", "Share what works", audience=audience)
    group = start_group(about, by=cast.dev.actor, home=cast.fenwick)

    for name in NAMES:
        actor = getattr(cast, name).actor
        may_see = set(visible(Community.objects.all(), actor).values_list("pk", flat=True))
        assert {pk for _, pk in found_by(actor)} == may_see & {group.pk}, name


def test_a_document_follows_its_thing_whoever_changes_it(cast):
    practice = fluency(cast, Audience.PUBLIC)

    Practice.objects.filter(pk=practice.pk).update(audience=Audience.TEAM)

    assert SearchDocument.objects.get(label="practices.practice").audience == Audience.TEAM
    assert found_by(cast.dev.actor) == set()


def test_what_was_withdrawn_is_not_found(cast):
    practice = fluency(cast, Audience.PUBLIC)

    withdraw(practice, by=cast.amina.actor)

    assert found_by(cast.amina.actor) == set()


def test_what_goes_takes_its_document_with_it(cast):
    practice = fluency(cast, Audience.PUBLIC)

    unindex(practice)

    assert not SearchDocument.objects.exists()
