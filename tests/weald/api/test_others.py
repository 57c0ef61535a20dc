"""Communities, search, schools and figures by program."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.measures import MeasureFactory, ObservationFactory
from tests.factories.schools import TrustFactory, school, stay

from weald.communities.domain.gatherings import When, call_gathering
from weald.communities.domain.starting import About, start_group
from weald.communities.models import Attendance

pytestmark = pytest.mark.django_db


def test_a_group_is_joined_talked_in_and_met_with(cast, asked):
    group = start_group(About("Year 8 girls", "Where do they go?"), by=cast.dev.actor)
    begins_at = timezone.now() + timedelta(days=2)
    when = When("What they said", begins_at, begins_at + timedelta(hours=1), place="Hall")
    meeting = call_gathering(group, when, by=cast.dev.actor)
    owen, path = asked("owen"), f"communities/{group.pk}"

    assert owen("post", f"{path}/threads", {"title": "x", "text": "y"}).status_code == 403
    assert owen("get", "communities?mine=true").json()["items"] == []
    joined = owen("post", f"{path}/join").json()
    assert (joined["members"], joined["is_mine"]) == (2, True)
    assert [one["name"] for one in owen("get", "communities?mine=true").json()["items"]] == ["Year 8 girls"]
    assert owen("get", path).json() == joined

    thread = owen("post", f"{path}/threads", {"title": "Toilets", "text": "Four of six."}).json()
    asked("dev")("post", f"threads/{thread['id']}/posts", {"text": "Repaint them."})
    said = owen("get", f"threads/{thread['id']}/posts").json()["items"]
    assert [one["text"] for one in said] == ["Repaint them.", "Four of six."]
    assert [one["title"] for one in owen("get", f"{path}/threads").json()["items"]] == ["Toilets"]

    listed = owen("get", f"{path}/gatherings").json()["items"]
    assert [one["title"] for one in listed] == ["What they said"]
    assert owen("post", f"gatherings/{meeting.pk}/answer", {"answer": "coming"}).status_code == 200
    assert Attendance.objects.get().person == cast.owen.user


def test_search_says_what_it_found_and_how_it_took_the_words(cast, asked):
    given = {
        "title": "Sing every day",
        "summary": "Five minutes of singing in every class.",
        "home_id": cast.alder_vale.pk,
        "audience": "sector",
    }
    asked("amina")("post", "practices", given)

    found = asked("dev")("get", "search?q=singing&page=0").json()

    assert found["page"] == 1
    assert {"total", "pages", "taken_as", "items", "facets"} <= set(found)
    assert asked("nobody")("get", "search?q=singing").json()["items"] == []


def test_a_school_is_found_by_any_urn_with_its_trust(asked):
    trust = TrustFactory(name="Ash Trust")
    made = school("123456", name="Beech Lane School")
    stay(made, trust)

    ask = asked("nobody")
    one = ask("get", "schools/123456").json()
    assert (one["name"], one["urn"], one["trust"]) == ("Beech Lane School", "123456", "Ash Trust")
    assert one["belonged_to"][0]["name"] == "Ash Trust"
    assert ask("get", f"schools?trust_id={trust.pk}").json()["items"][0]["name"] == "Beech Lane School"
    assert ask("get", "schools?phase=secondary&region=london").json()["items"] == []
    assert ask("get", "trusts").json()["items"][0]["schools"] == 1


def test_the_vocabulary_names_parents_and_other_words(asked):
    told = asked("nobody")("get", "vocabulary/concept").json()

    by_code = {one["code"]: one for one in told}
    assert by_code["early_years.communication"]["parent"] == "early_years"
    assert by_code["oracy"]["parent"] is None
    assert "talk" in by_code["early_years.communication"]["also"]
    assert asked("nobody")("get", "vocabulary/nonsense").status_code == 422


def test_figures_say_why_one_is_missing(asked):
    made = school("123456")
    measure = MeasureFactory(code="ks2_test")
    ObservationFactory(organisation=made, measure=measure, year=2024, group="all", value=61.0, cohort=40)
    ObservationFactory(
        organisation=made, measure=measure, year=2025, group="all", value=None, cohort=3, missing="supp"
    )

    ask = asked("priya")
    told = ask("get", "schools/123456/figures?measure=ks2_test&group=all").json()
    assert [(one["year"], one["value"], bool(one["reason"])) for one in told] == [
        (2024, 61.0, False),
        (2025, None, True),
    ]
    assert ask("get", "schools/123456/figures?group=other").json() == []
    assert "ks2_test" in [one["code"] for one in ask("get", "measures").json()]
