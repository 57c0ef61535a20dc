"""The pages of a trust's dividend and of all trusts together."""

import json

import pytest
from tests.factories.dividend import SECTOR, ResultFactory, RunFactory, body_of
from tests.factories.measures import SeriesNoteFactory
from tests.factories.schools import IdentifierFactory, OrganisationFactory, TrustFactory

from weald.core.enums import Audience, Verb
from weald.core.errors import Refused
from weald.core.models import Entry
from weald.dividend.domain.share import release
from weald.dividend.enums import Verdict
from weald.dividend.models import Result

pytestmark = pytest.mark.django_db

SECTOR_QUERIES = 10
NEW_IN_SECTOR = {"may_be_named", "shrunken", "hard_years"}
OLD_SECTOR = SECTOR.keys() - NEW_IN_SECTOR


@pytest.fixture
def hartwood(cast):
    IdentifierFactory(organisation=cast.hartwood, scheme="uid", value="90001")
    return cast.hartwood


@pytest.fixture
def result(hartwood, cast):
    donors = [OrganisationFactory(name=f"Donor School {n}", urn=str(800_001 + n)) for n in range(3)]
    IdentifierFactory(organisation=cast.alder_vale, scheme="urn", value="900001")
    body = body_of([cast.alder_vale.pk], donors=[donor.pk for donor in donors])
    return ResultFactory(organisation=hartwood, body=body)


def opened(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_trusts_page_answers_its_question(client, cast, result):
    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert "Do the schools of Hartwood Trust do better together than they would have apart?" in page
    assert "Yes. On reading, writing and maths at 11, since it set in, they stand about 7 pupils in" in page
    assert "95 % interval +3.1 to +10.6 points" in page


def test_the_trusts_page_shows_failed_checks_as_plainly_as_passed_ones(client, cast, result):
    page = opened(cast.sign_in(client, "leila"), "/dividend/trusts/90001")

    assert "Did the intake change?" in page
    assert "FSM fell by 3.2" in page
    assert page.count("Failed</span>") == 1
    assert page.count("Not testable</span>") == 1
    assert page.index("Failed</span>") < page.index("The one that passed")


def test_donors_are_named(client, cast, result):
    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert "Donor School 0 (800001) 33 %" in page
    assert "The 3 comparison schools, and how 900 became 3" in page


def test_a_school_that_is_no_longer_recorded_is_said_so(client, cast, result):
    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert "a school that is no longer recorded: no results after joining" in page


def test_years_that_never_existed_are_shaded_as_one(client, cast, result):
    for year in (2020, 2021, 2024):
        SeriesNoteFactory(measure=result.run.measure, year=year)

    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert page.count(">no exams<") == 2 * 2  # two stretches, in the wide drawing and the narrow one


def test_the_trusts_page_tells_what_stands_beside_the_mean(client, cast, result):
    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert "Held up in hard years?" in page
    assert "In 2023 the gap was 2.5 points larger" in page
    assert "Closer together?" in page
    assert "no more and no less than by chance" in page
    assert "Measures are taken together from two on; here one can be." in page
    assert "The outer one, with dashed edges, holds 95 % of them all the way." in page
    assert "its effect is +4.6 (+1.7 to +7.5) points" in page


def test_the_trusts_page_pools_the_measures_its_reader_may_know_of(client, cast, result):
    ResultFactory(organisation=result.organisation, body=result.body, run__measure__name="Another measure")
    Result.objects.filter(pk=result.pk).update(audience=Audience.SECTOR)

    own = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")
    other = opened(cast.sign_in(client, "marian"), "/dividend/trusts/90001")

    assert "Over its 2 measures together the mean effect is" in own
    assert "here one can be" in other
    assert "Another measure" not in other


def test_a_result_of_an_earlier_version_still_has_its_page(client, cast, result):
    for name in ("variation", "antifragility", "shrunken", "floor", "se"):
        del result.body[name]
    result.body["event"] = {k: part for k, part in result.body["event"].items() if "sup" not in k}
    result.save()
    result.run.sector = {k: part for k, part in result.run.sector.items() if k in OLD_SECTOR}
    result.run.save()
    cast.sign_in(client, "graham")

    trust = opened(client, "/dividend/trusts/90001")
    sector = opened(client, f"/dividend/sector/{result.run.measure.code}/all")

    assert trust.count("made by an earlier version") >= 4
    assert "None is named here." in sector


def test_another_measure_is_a_link_away(client, cast, result):
    other = ResultFactory(organisation=result.organisation, verdict=Verdict.CANNOT_TELL)
    address = f"/dividend/trusts/90001?measure={other.run.measure.code}&group=all"

    page = opened(cast.sign_in(client, "graham"), address)

    assert "anything from +3.1 to +10.6 points would fit" in page


def test_the_path_is_a_file_too(client, cast, result):
    cast.sign_in(client, "graham")

    table = client.get("/dividend/trusts/90001?format=csv").getvalue().decode()
    rows = json.loads(client.get("/dividend/trusts/90001?format=json").getvalue())

    assert table.splitlines()[0].endswith(
        "Year,Observed,Counterfactual,Band from,Band to,Gap,Schools,Of them joined"
    )
    assert rows[-1] == {
        "Year": 2025,
        "Observed": 67.0,
        "Counterfactual": 59.0,
        "Band from": 57.0,
        "Band to": 61.0,
        "Gap": 8.0,
        "Schools": 3,
        "Of them joined": 3,
    }


def test_a_trust_without_an_estimate_is_told_what_it_takes(client, cast, hartwood):
    page = opened(cast.sign_in(client, "graham"), "/dividend/trusts/90001")

    assert "Nothing has been estimated for this trust yet" in page


def test_an_external_reader_is_refused_with_the_reason(client, cast, result):
    response = cast.sign_in(client, "helen").get("/dividend/trusts/90001")

    assert response.status_code == 403
    page = response.content.decode()
    assert "belongs to the people who work there" in page
    assert "You are here as external reader at Inspectorate" in page


def test_somebody_without_a_role_is_refused_with_the_reason(client, cast, result):
    response = cast.sign_in(client, "bo").get("/dividend/trusts/90001")

    assert response.status_code == 403
    assert "You hold no role at this trust or its schools." in response.content.decode()


def test_a_stranger_is_asked_to_sign_in(client, result):
    response = client.get("/dividend/trusts/90001")

    assert response.status_code == 302
    assert "sign-in" in response.url


def test_the_number_of_queries_does_not_grow_with_schools_and_measures(
    client, cast, result, django_assert_num_queries
):
    cast.sign_in(client, "graham")
    client.get("/dividend/trusts/90001")
    with django_assert_num_queries(13):
        client.get("/dividend/trusts/90001")

    for _ in range(3):
        ResultFactory(organisation=result.organisation, body=result.body)

    with django_assert_num_queries(13):
        client.get("/dividend/trusts/90001")


def test_the_sector_is_counted_and_never_ranked(client, cast, result):
    page = opened(cast.sign_in(client, "tom"), f"/dividend/sector/{result.run.measure.code}/all")

    assert "5 of 40 trusts cannot tell yet" in page
    assert "No ranking" in page
    assert "Hartwood Trust" in page


def test_the_sector_page_names_no_trust_but_ones_own(client, cast, result):
    page = opened(cast.sign_in(client, "marian"), f"/dividend/sector/{result.run.measure.code}/all")

    assert "Hartwood" not in page


def named(result):
    result.run.sector |= {"may_be_named": [str(result.organisation_id)]}
    result.run.save()
    return f"/dividend/sector/{result.run.measure.code}/all"


def test_a_trust_sure_enough_is_named_with_its_shrunken_effect(client, cast, result):
    page = opened(cast.sign_in(client, "priya"), named(result))

    assert "One trust is: whose results you may read stands below" in page
    assert "Hartwood Trust" in page
    assert "Effect, drawn towards the others’: +4.6 (+1.7 to +7.5) points" in page
    assert "+7.0" not in page


def test_a_trust_that_is_not_sure_enough_is_named_to_nobody(client, cast, result):
    address = f"/dividend/sector/{result.run.measure.code}/all"

    assert "Hartwood" not in opened(cast.sign_in(client, "priya"), address)


def test_a_named_trust_is_shown_to_those_who_may_read_it(client, cast, result):
    address = named(result)
    before = opened(cast.sign_in(client, "marian"), address)
    Result.objects.filter(pk=result.pk).update(audience=Audience.SECTOR)
    after = opened(client, address)

    assert "Hartwood" not in before
    assert "One trust is" in before
    assert "Hartwood Trust" in after


def test_the_named_are_a_file_too(client, cast, result):
    address = named(result)

    own = json.loads(cast.sign_in(client, "priya").get(f"{address}?format=json&of=named").getvalue())
    other = json.loads(cast.sign_in(client, "marian").get(f"{address}?format=json&of=named").getvalue())

    assert own == [
        {
            "Trust": "Hartwood Trust",
            "Verdict": "Dividend",
            "Schools": 3,
            "Shrunken effect": 4.6,
            "From": 1.7,
            "To": 7.5,
        }
    ]
    assert other == []


def test_naming_takes_the_same_queries_for_one_trust_as_for_three(
    client, cast, result, django_assert_num_queries
):
    address = named(result)
    cast.sign_in(client, "priya")
    client.get(address)
    with django_assert_num_queries(SECTOR_QUERIES):
        client.get(address)

    for uid in ("71001", "71002"):
        other = ResultFactory(run=result.run, organisation=TrustFactory(uid=uid, name=f"Trust {uid}"))
        result.run.sector["may_be_named"].append(str(other.organisation_id))
    result.run.save()

    with django_assert_num_queries(SECTOR_QUERIES):
        page = client.get(address).content.decode()
    assert page.index("Hartwood Trust") < page.index("Trust 71001") < page.index("Trust 71002")


def test_the_verdicts_are_a_file_too(client, cast, result):
    cast.sign_in(client, "tom")

    table = client.get(f"/dividend/sector/{result.run.measure.code}/all?format=csv").getvalue().decode()

    assert "Cannot tell,5," in table


def test_an_external_reader_does_not_read_the_sector(client, cast, result):
    response = cast.sign_in(client, "helen").get("/dividend/")

    assert response.status_code == 403
    assert "You hold no such role today." in response.content.decode()


def test_the_index_lists_ones_own_results_first(client, cast, result):
    page = opened(cast.sign_in(client, "owen"), "/dividend/")

    assert page.index("Your trust") < page.index("All trusts together")
    assert "Estimate</a>" not in page


def test_an_index_without_runs_says_how_to_begin(client, cast):
    page = opened(cast.sign_in(client, "priya"), "/dividend/")

    assert "Nothing has been estimated yet" in page
    assert "Estimate</a>" in page


def test_the_way_to_jobs_stands_where_work_may_be_handed_over(client, cast):
    for key, sees in (("priya", True), ("jo", True), ("amina", False), ("helen", False)):
        page = opened(cast.sign_in(client, key), "/schools/")

        assert ('href="/jobs/"' in page) is sees, key


def test_everyone_may_read_the_method(client, db):
    assert "What it does not show" in opened(client, "/dividend/method")


def test_the_trusts_page_of_schools_shows_the_verdicts_to_its_people_only(client, cast, result):
    own = opened(cast.sign_in(client, "graham"), "/schools/trusts/90001")
    other = opened(cast.sign_in(client, "marian"), "/schools/trusts/90001")

    assert "Does the trust make a difference?" in own
    assert "Does the trust make a difference?" not in other


def test_a_chief_executive_opens_the_dividend_to_the_sector_and_closes_it(client, cast, result):
    cast.sign_in(client, "graham")
    client.post("/dividend/trusts/90001/share", {"result": result.pk, "audience": Audience.SECTOR})
    result.refresh_from_db()
    assert result.audience == Audience.SECTOR
    opened(cast.sign_in(client, "marian"), "/dividend/trusts/90001")

    cast.sign_in(client, "graham")
    client.post("/dividend/trusts/90001/share", {"result": result.pk, "audience": Audience.TRUST})

    assert cast.sign_in(client, "marian").get("/dividend/trusts/90001").status_code == 403
    verbs = Entry.objects.filter(target_label="dividend.result").values_list("verb", flat=True)
    assert sorted(verbs) == [Verb.SHARED, Verb.WITHDREW]


def test_a_headteacher_cannot_open_the_trusts_dividend(client, cast, result):
    response = cast.sign_in(client, "tom").post(
        "/dividend/trusts/90001/share", {"result": result.pk, "audience": Audience.PUBLIC}
    )

    assert response.status_code == 403
    assert Result.objects.get().audience == Audience.TRUST


def test_a_chief_executive_releases_the_dividend_to_an_inspectorate_and_takes_it_back(client, cast, result):
    reader = cast.inspectorate
    form = {"result": result.pk, "audience": Audience.TRUST}
    cast.sign_in(client, "graham")

    said = client.post("/dividend/trusts/90001/share", form | {"named": reader.name}, follow=True)

    assert f"From now on this is read by the trust and {reader.name}." in said.content.decode()
    page = opened(cast.sign_in(client, "helen"), "/dividend/trusts/90001")
    assert "All trusts together" not in page
    today = opened(client, "/today")
    assert "Released to you" in today
    assert "Hartwood Trust" in today

    cast.sign_in(client, "graham").post("/dividend/trusts/90001/share", form)

    assert cast.sign_in(client, "helen").get("/dividend/trusts/90001").status_code == 403
    assert "Released to you" not in opened(client, "/today")
    acts = Entry.objects.filter(target_label="dividend.result").order_by("at")
    assert [act.verb for act in acts] == [Verb.SHARED, Verb.WITHDREW]


def test_releasing_to_nobody_anyone_knows_says_so_and_changes_nothing(client, cast, result):
    form = {"result": result.pk, "audience": Audience.PUBLIC, "named": "The Ministry of Nowhere"}

    said = cast.sign_in(client, "graham").post("/dividend/trusts/90001/share", form, follow=True)

    assert "No organisation is known as “The Ministry of Nowhere”." in said.content.decode()
    assert Result.objects.get().audience == Audience.TRUST


def test_only_whoever_leads_the_trust_releases_its_dividend(cast, result):
    with pytest.raises(Refused):
        release(result, to=[cast.fenwick], by=cast.tom.actor)


@pytest.mark.parametrize("given", ["", "nonsense", "999999"])
def test_sharing_what_is_not_there_is_404(client, cast, result, given):
    response = cast.sign_in(client, "graham").post(
        "/dividend/trusts/90001/share", {"result": given, "audience": Audience.SECTOR}
    )

    assert response.status_code == 404


def test_an_audience_that_does_not_exist_changes_nothing(client, cast, result):
    response = cast.sign_in(client, "graham").post(
        "/dividend/trusts/90001/share", {"result": result.pk, "audience": "friends"}, follow=True
    )

    assert "Choose who may read it." in response.content.decode()
    assert Result.objects.get().audience == Audience.TRUST


def test_only_the_current_run_is_shown(client, cast, result):
    result.run.is_current = False
    result.run.save()
    RunFactory(measure=result.run.measure)

    assert "Nothing has been estimated for this trust yet" in opened(
        cast.sign_in(client, "graham"), "/dividend/trusts/90001"
    )
