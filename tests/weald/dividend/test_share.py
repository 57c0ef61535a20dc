"""Two people say at once who reads a trust's dividend: what the later one said holds, and is written once."""

import pytest
from tests.factories.dividend import ResultFactory
from tests.personas import make_cast
from tests.together import at_once

from weald.core.enums import Audience, Verb
from weald.core.models import Entry, Share
from weald.dividend.domain.share import release, share
from weald.dividend.models import Result
from weald.dividend.queries.results import readers_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def result(cast):
    return ResultFactory(organisation=cast.hartwood)


def released(result, *to, by):
    return lambda: release(Result.objects.get(pk=result.pk), to=to, by=by.actor)


def shared(result, audience, by):
    return lambda: share(Result.objects.get(pk=result.pk), audience=audience, by=by.actor)


def verbs():
    return [entry.verb for entry in Entry.objects.filter(target_label="dividend.result").order_by("at")]


def test_exactly_those_are_readers_whom_the_later_of_two_named(cast, result):
    at_once(
        released(result, cast.inspectorate, by=cast.graham),
        released(result, cast.wealdshire, by=cast.graham),
    )

    assert readers_of(result) == [cast.wealdshire]


def test_a_result_released_twice_at_once_is_released_once(cast, result):
    said = released(result, cast.inspectorate, by=cast.graham)

    second = at_once(said, said)

    assert second == result
    assert Share.objects.count() == 1
    assert verbs() == [Verb.SHARED]


def test_an_audience_chosen_twice_at_once_is_written_once_and_a_narrower_one_as_that(cast, result):
    at_once(
        shared(result, Audience.PUBLIC, by=cast.graham),
        shared(result, Audience.PUBLIC, by=cast.graham),
    )
    at_once(
        shared(result, Audience.TRUST, by=cast.graham),
        shared(result, Audience.SECTOR, by=cast.graham),
    )

    assert Result.objects.get().audience == Audience.SECTOR
    assert verbs() == [Verb.SHARED, Verb.WITHDREW, Verb.SHARED]
