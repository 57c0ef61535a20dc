"""What the page of a practice offers whom, and in which order."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.weald.practices.story import fluency

from weald.practices.domain.adopting import adopt, stop_adoption
from weald.practices.domain.keeping import withdraw
from weald.practices.domain.saving import save_version
from weald.practices.domain.written import Written
from weald.practices.models import Practice
from weald.practices.queries.practice import practices_whole
from weald.practices.views import offering  # noqa: F401 -- it registers acts, as the addresses do
from weald.practices.views.acts import acts_for

pytestmark = pytest.mark.django_db


def offered(cast, key, practice):
    """Give what the person may do, in the order of the page."""
    whole = practices_whole().get(pk=practice.pk)
    return [act.name for act in acts_for(whole, getattr(cast, key).actor) if not act.refusal]


def moved_on(cast, practice):
    practice = Practice.objects.select_related("head").get(pk=practice.pk)
    changed = Written.of(practice.head).but(flex="Paper.")
    return save_version(practice, changed, expected_head=practice.head_id, by=cast.amina.actor)


def test_a_reader_is_first_offered_to_take_it_up_and_an_author_to_write_on(cast):
    practice = fluency(cast)

    assert offered(cast, "sian", practice) == ["Adopt", "Adapt", "Ask", "Contest"]
    assert offered(cast, "amina", practice) == ["Change", "Look after", "Adopt", "Adapt", "Contest"]
    assert not {"Adopt", "Change"} & set(offered(cast, "bo", practice))


def test_what_was_reported_is_not_offered_to_be_taken_up(cast):
    practice = fluency(cast)
    Practice.objects.filter(pk=practice.pk).update(hidden_at=timezone.now())

    assert offered(cast, "amina", practice) == ["Change", "Look after"]


def test_nobody_is_asked_to_go_on_with_what_was_reported_until_it_stays(cast):
    practice = fluency(cast)
    adopt(practice, organisation=cast.alder_vale, by=cast.tom.actor)
    moved_on(cast, practice)
    before = offered(cast, "tom", practice)

    Practice.objects.filter(pk=practice.pk).update(hidden_at=timezone.now())
    hidden = offered(cast, "tom", practice)
    Practice.objects.filter(pk=practice.pk).update(hidden_at=None)

    assert before[0] == "Go on with version 2"
    assert not [name for name in hidden if "Go on" in name or name == "Contest"]
    assert offered(cast, "tom", practice) == before


def test_a_school_that_uses_it_is_not_asked_to_take_it_up_again_until_it_stopped(cast):
    practice = fluency(cast)
    adoption = adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)

    while_used = offered(cast, "marian", practice)
    stop_adoption(adoption, because="It has done its work.", by=cast.dev.actor)

    assert while_used == ["Adapt", "Ask", "Contest"]
    assert offered(cast, "marian", practice)[0] == "Adopt"


def test_a_school_behind_is_offered_the_newest_version_where_it_reads_of_it(cast, client):
    practice = fluency(cast)
    adoption = adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    version = moved_on(cast, practice)
    differences = reverse("practices:difference", args=[practice.pk])
    follow = reverse("practices:follow", args=[adoption.pk])

    behind = offered(cast, "marian", practice)
    page = cast.sign_in(client, "marian").get(differences).content.decode()
    older = client.get(differences, {"old": version.pk, "new": adoption.version_id}).content.decode()
    elsewhere = cast.sign_in(client, "sian").get(differences).content.decode()
    cast.sign_in(client, "marian").post(follow)

    assert behind[0] == "Go on with version 2"
    assert follow in page
    assert follow not in older
    assert follow not in elsewhere
    assert offered(cast, "marian", practice)[0] == "Adapt"


def test_who_speaks_for_several_places_chooses_which_of_them_goes_on(cast):
    practice = fluency(cast)
    for place in (cast.alder_vale, cast.quarry_bank):
        adopt(practice, organisation=place, by=cast.graham.actor)
    moved_on(cast, practice)

    names = offered(cast, "graham", practice)
    withdraw(practice, by=cast.amina.actor)

    assert names[:2] == [
        "Go on with version 2 at Alder Vale Primary",
        "Go on with version 2 at Quarry Bank High",
    ]
    assert not [name for name in offered(cast, "graham", practice) if "Go on" in name]


@pytest.mark.parametrize("page", ["adopt", "adapt", "practice"])
def test_what_a_page_calls_its_own_things_leaves_the_places_in_the_rail(cast, client, page):
    practice = fluency(cast)

    answer = cast.sign_in(client, "marian").get(reverse(f"practices:{page}", args=[practice.pk]))

    rail = answer.content.decode().partition("</nav>")[0]
    assert [name for name in ("Today", "Practices", "Communities") if name not in rail] == []
