"""A new estimate begins without readers: who reads what meanwhile, who is told, and what they can do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.factories.dividend import ResultFactory, RunFactory
from tests.factories.schools import IdentifierFactory

from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, Refused
from weald.core.models import Entry, Share
from weald.core.permissions import NOBODY, visible
from weald.dividend.domain.rereleasing import let_read, release_too, take_back_earlier
from weald.dividend.models import Result, Run
from weald.dividend.queries.earlier import earlier_releases, newest, news, released_results
from weald.dividend.queries.results import readers_of

pytestmark = pytest.mark.django_db
PAGE, DECIDE = "/dividend/trusts/90001", "/dividend/trusts/90001/earlier"
MARCH, JUNE = datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 6, 6, 9, tzinfo=UTC)


@pytest.fixture
def before(cast):
    IdentifierFactory(organisation=cast.hartwood, scheme="uid", value="90001")
    return dated(ResultFactory(organisation=cast.hartwood), MARCH)


def dated(result, at):
    Run.objects.filter(pk=result.run_id).update(created_at=at)
    result.run.refresh_from_db()
    return result


def estimated_anew(before, at=JUNE):
    Run.objects.filter(pk=before.run_id).update(is_current=False)
    run = RunFactory(measure=before.run.measure)
    return dated(ResultFactory(run=run, organisation=before.organisation, att=5.5), at)


def let(result, cast, *to, audience=Audience.TRUST):
    return let_read(result, audience=audience, to=to, by=cast.graham.actor)


def read_by(actor, trust):
    return list(visible(newest(trust.dividends.all()), actor))


def page_for(client, cast, key):
    response = cast.sign_in(client, key).get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_who_was_let_in_goes_on_reading_what_was_released_and_is_told_of_the_newer(client, cast, before):
    let(before, cast, cast.inspectorate)
    estimated_anew(before)

    page = page_for(client, cast, "helen")
    today = client.get("/today").content.decode()

    assert "There is a newer estimate" in page
    assert "This one, of 3 March 2026, is shown as it was released" in page
    assert "made on 6 June 2026; the trust has not released it to you" in page
    assert f"Run {before.run_id} of 3 March 2026" in page
    assert "estimated on 3 March 2026; a newer estimate is not released to you" in today


def test_so_does_the_sector_where_it_was_opened_to_the_sector(client, cast, before):
    let(before, cast, audience=Audience.SECTOR)
    estimated_anew(before)

    page = page_for(client, cast, "marian")
    schools = client.get("/schools/trusts/90001").content.decode()

    assert "This one, of 3 March 2026, is shown as it was released" in page
    assert "Estimated on 3 March 2026; a newer estimate is not released to you." in schools


def test_whoever_may_release_it_sees_who_still_reads_the_earlier_one(client, cast, before):
    let(before, cast, cast.inspectorate, audience=Audience.SECTOR)
    Share.objects.update(shared_at=datetime(2026, 3, 5, 9, tzinfo=UTC))
    estimated_anew(before)

    leads, works_there = page_for(client, cast, "graham"), page_for(client, cast, "tom")

    assert "This one, of 6 June 2026, has not been released to:" in leads
    name = cast.inspectorate.name
    assert f"<bdi>{name}</bdi>, who has read that of 3 March 2026 since 5 March 2026" in leads
    assert "everyone who works in the sector: that of 3 March 2026 is open to them" in leads
    assert leads.count('id="id_result"') == 1
    assert "There is a newer estimate" not in leads
    assert "has not been released to:" not in works_there


def test_one_tap_releases_this_one_to_those_who_were_named_and_takes_the_earlier_one_away(
    client, cast, before
):
    let(before, cast, cast.inspectorate, audience=Audience.SECTOR)
    newer = estimated_anew(before)
    cast.sign_in(client, "graham")
    shown = client.get(PAGE).context["earlier_form"].initial

    said = client.post(DECIDE, shown | {"act": "release"}, follow=True).content.decode()

    assert "Those who read the earlier estimate read this one now." in said
    assert "has not been released to:" not in said
    newer.refresh_from_db()
    assert (newer.audience, readers_of(newer)) == (Audience.SECTOR, [cast.inspectorate])
    assert earlier_releases(newer) == []
    assert read_by(cast.helen.actor, cast.hartwood) == [newer]
    let(newer, cast)
    assert read_by(cast.helen.actor, cast.hartwood) == []
    assert read_by(cast.marian.actor, cast.hartwood) == []


def test_one_tap_takes_the_earlier_one_back(client, cast, before):
    let(before, cast, cast.inspectorate, audience=Audience.PUBLIC)
    newer = estimated_anew(before)
    cast.sign_in(client, "graham")
    shown = client.get(PAGE).context["earlier_form"].initial

    said = client.post(DECIDE, shown | {"act": "take_back"}, follow=True).content.decode()

    assert shown["audience"] == Audience.PUBLIC
    assert "Nobody beyond the trust reads an earlier estimate any more." in said
    assert read_by(cast.helen.actor, cast.hartwood) == read_by(NOBODY, cast.hartwood) == []
    assert readers_of(newer) == []
    of_earlier = Entry.objects.filter(target_label="dividend.result", target_id=str(before.pk))
    assert [entry.verb for entry in of_earlier.order_by("at")][-2:] == [Verb.WITHDREW] * 2


def test_only_those_the_page_named_are_let_in(cast, before):
    let(before, cast, cast.inspectorate, cast.wealdshire)
    newer = estimated_anew(before)
    confirmed = [cast.inspectorate, cast.fenwick]

    release_too(newer, audience=Audience.PUBLIC, confirmed=confirmed, by=cast.graham.actor)

    newer.refresh_from_db()
    assert (newer.audience, readers_of(newer)) == (Audience.TRUST, [cast.inspectorate])
    (left,) = earlier_releases(newer)
    assert [reader.organisation for reader in left.readers] == [cast.wealdshire]


def test_what_reaches_further_than_the_newer_one_stays_until_it_is_decided(cast, before):
    let(before, cast, audience=Audience.PUBLIC)
    newer = estimated_anew(before)

    let(newer, cast, audience=Audience.SECTOR)

    assert read_by(NOBODY, cast.hartwood) == [before]
    assert read_by(cast.marian.actor, cast.hartwood) == [newer]


def test_releasing_too_narrows_nothing(cast, before):
    let(before, cast, cast.inspectorate)
    newer = estimated_anew(before)
    Result.objects.filter(pk=newer.pk).update(audience=Audience.SECTOR)

    release_too(newer, audience=Audience.TRUST, confirmed=[cast.inspectorate], by=cast.graham.actor)

    newer.refresh_from_db()
    assert newer.audience == Audience.SECTOR


def test_readers_of_two_earlier_estimates_are_all_there(cast, before):
    let(before, cast, cast.wealdshire)
    second = estimated_anew(before)
    let(second, cast, cast.inspectorate)
    third = estimated_anew(second, timezone.now())

    earlier = earlier_releases(third)

    assert [(one.result, [reader.organisation for reader in one.readers]) for one in earlier] == [
        (second, [cast.inspectorate]),
        (before, [cast.wealdshire]),
    ]
    assert [one.run_id for one in released_results(cast.helen.actor)] == [second.run_id]


@pytest.mark.parametrize("decide", [take_back_earlier, release_too])
def test_where_nobody_reads_an_earlier_one_there_is_nothing_to_decide(cast, before, decide):
    how = {"audience": Audience.TRUST, "confirmed": []} if decide is release_too else {}

    with pytest.raises(Conflict, match="Nobody beyond the trust"):
        decide(before, by=cast.graham.actor, **how)
    with pytest.raises(Refused):
        decide(before, by=cast.tom.actor, **how)


def test_a_decision_nobody_can_read_changes_nothing(client, cast, before):
    let(before, cast, cast.inspectorate)
    newer = estimated_anew(before)
    cast.sign_in(client, "graham")

    said = client.post(DECIDE, {"result": newer.pk, "act": "perhaps"}, follow=True).content.decode()

    assert "Say what is to become of it" in said
    assert [reader.organisation for reader in earlier_releases(newer)[0].readers] == [cast.inspectorate]


def test_of_an_estimate_that_is_not_the_newest_nothing_is_decided(client, cast, before):
    let(before, cast, cast.inspectorate)
    estimated_anew(before)

    answer = cast.sign_in(client, "graham").post(DECIDE, {"result": before.pk, "act": "release"})
    other = cast.sign_in(client, "tom").post(DECIDE, {"result": before.pk, "act": "release"})

    assert (answer.status_code, other.status_code) == (404, 403)


def test_today_tells_whoever_may_release_it_and_nobody_else(cast, before, django_assert_num_queries):
    let(before, cast, cast.inspectorate)
    newer = estimated_anew(before, timezone.now())
    yesterday = timezone.now() - timedelta(days=1)

    with django_assert_num_queries(2):
        (told,) = news(cast.graham.actor, yesterday)

    assert told.title.startswith("Hartwood Trust’s dividend in Expected standard")
    assert told.url == f"{PAGE}?measure={newer.run.measure.code}&group=all"
    assert list(news(cast.graham.actor, timezone.now())) == []
    for other in (cast.tom, cast.helen, cast.marian):
        assert list(news(other.actor, yesterday)) == []


def test_today_tells_nothing_of_an_estimate_nobody_else_read_before(client, cast, before):
    estimated_anew(before, timezone.now())

    assert list(news(cast.graham.actor, MARCH)) == []
    assert "was estimated anew" not in cast.sign_in(client, "graham").get("/today").content.decode()


def test_a_trust_that_is_not_estimated_any_more_is_shown_to_nobody(cast, before):
    let(before, cast, cast.inspectorate)
    Run.objects.update(is_current=False)

    assert read_by(cast.helen.actor, cast.hartwood) == read_by(cast.graham.actor, cast.hartwood) == []


def test_what_was_overtaken_is_taken_together_with_nothing_newer(client, cast, before):
    let(before, cast, cast.inspectorate)
    estimated_anew(before)
    other = ResultFactory(organisation=cast.hartwood, run__measure__name="Another measure")
    let(other, cast, cast.inspectorate)

    page = cast.sign_in(client, "helen").get(PAGE, {"measure": before.run.measure.code, "group": "all"})

    assert "Measures are taken together from two on; here one can be." in page.content.decode()
