"""Schools like ours, variation and positive deviants as pages and files: who sees what, and how costly."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.measures import (
    ComparisonFactory,
    LikenessFactory,
    MeasureFactory,
    NationalFigureFactory,
    ObservationFactory,
    ReleaseFactory,
    ResidualFactory,
    VariationRunFactory,
    school_with_urn,
)

from weald.measures.domain.beyond import NOT_LOOKED_AT, Z, deviants, lede_of, predicted_from
from weald.measures.domain.resembling import facts_of, say_feature, say_kind
from weald.measures.enums import Direction
from weald.measures.models import Likeness, Residual
from weald.measures.queries.comparison import all_runs, deviants_of
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation, Spell

pytestmark = pytest.mark.django_db

ALDER, HARTWOOD = "100101", "5001"


@pytest.fixture
def measure():
    return MeasureFactory(code="grafting", name="Grafting", spoken="grafting at 11")


@pytest.fixture
def places(cast):
    Identifier.objects.create(organisation=cast.alder_vale, scheme=Scheme.URN, value=ALDER)
    Identifier.objects.create(organisation=cast.hartwood, scheme=Scheme.UID, value=HARTWOOD)
    return cast


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def body(response):
    return b"".join(response.streaming_content).decode().removeprefix("\ufeff")


def alike(school, count, **intake):
    """Give a school as many comparators, each known to the comparison."""
    comparison = ComparisonFactory()
    others = [school_with_urn(200_000 + number, f"Rowan {number} School") for number in range(count)]
    for number, other in enumerate(others):
        LikenessFactory(
            comparison=comparison,
            organisation=other,
            intake={"phase": "primary", "fsm": 30.0 + number, "pupils": 220.0},
        )
    LikenessFactory(
        comparison=comparison,
        organisation=school,
        intake={"phase": "primary", "fsm": 31.0, "pupils": 210.0} | intake,
        neighbours=[
            {"school": other.pk, "distance": 0.1, "reasons": {"fsm": 0.04, "pupils": 0.7}} for other in others
        ],
    )
    return others


def open_similar(client, places, key="tom", **query):
    return places.sign_in(client, key).get(reverse("measures:similar", args=[ALDER]), query)


def open_deviants(client, places, key="tom", **query):
    return places.sign_in(client, key).get(reverse("measures:deviants", args=["grafting"]), query)


def open_trust(client, places, key="graham", **query):
    return places.sign_in(client, key).get(reverse("measures:trust", args=[HARTWOOD]), query)


def test_schools_like_ours_are_named_with_the_reasons(client, places):
    others = alike(places.alder_vale, 2)
    Spell.objects.create(
        child=others[1], parent=places.ridgeway, kind=Kind.TRUST, period=("2020-01-01", None)
    )

    page = text(open_similar(client, places))

    assert "Rowan 0 School" in page
    assert "Ridgeway Trust" in page
    assert "Free school meals: 30 % (here 31 %)" in page
    assert "Free school meals: 31 %, as here" in page
    assert "less alike in number of pupils: 220 (here 210)" in page
    assert "same phase and kind: primary" in page


def test_their_figures_stand_beside_ours_with_what_chance_allows(client, places, measure):
    others = alike(places.alder_vale, 3)
    ObservationFactory(measure=measure, organisation=places.alder_vale, value=60.0)
    ObservationFactory(measure=measure, organisation=others[0], value=62.0)
    ObservationFactory(measure=measure, organisation=others[1], value=95.0, cohort=90)
    ObservationFactory(measure=measure, organisation=others[2], hidden_by_publisher=True)
    NationalFigureFactory(measure=measure, value=58.0)

    page = text(open_similar(client, places))

    assert "60 % here; 2 of 3 schools like it have 62 % to 95 %." in page
    assert "From 1 of those 2 chance alone may set it apart." in page
    assert "suppressed by the publisher: few pupils" in page
    assert "Board of Orchards" in page


def test_small_numbers_of_others_stay_hidden_beside_ours(client, places, measure):
    [other] = alike(places.alder_vale, 1)
    ObservationFactory(measure=measure, organisation=places.alder_vale, value=60.0)
    own = ReleaseFactory(is_public=False)
    ObservationFactory(measure=measure, organisation=other, release=own, value=33.3, cohort=3)

    page, rows = text(open_similar(client, places)), body(open_similar(client, places, format="csv"))

    assert "33 %" not in page
    assert "hidden: few pupils" in page
    assert "33.3" not in rows
    assert "none of the 1 schools like it has a figure" in page


def test_without_a_figure_of_our_own_theirs_are_shown(client, places, measure):
    [other] = alike(places.alder_vale, 1)
    ObservationFactory(measure=measure, organisation=other, value=70.0)
    ObservationFactory(measure=measure, organisation=places.alder_vale, hidden_by_publisher=True)

    page = text(open_similar(client, places))

    assert "1 of 1 schools like it have 70 %; this school has no figure." in page


def test_figures_without_pupil_numbers_are_said_to_have_no_interval(client, places, measure):
    [other] = alike(places.alder_vale, 1)
    for school in (places.alder_vale, other):
        ObservationFactory(measure=measure, organisation=school, cohort=None)

    page = text(open_similar(client, places))

    assert "60 % here; 1 of 1 schools like it have 60 %." in page
    assert "The source gives no numbers of pupils" in page


def test_a_group_nobody_has_figures_of_is_said(client, places, measure):
    alike(places.alder_vale, 1)
    ObservationFactory(measure=measure, organisation=places.alder_vale)

    assert "None of them has a figure for these pupils." in text(open_similar(client, places, group="girls"))


def test_a_comparator_that_does_better_than_predicted_is_the_one_to_phone(client, places, measure):
    others = alike(places.alder_vale, 2)
    ObservationFactory(measure=measure, organisation=places.alder_vale)
    ResidualFactory(run=VariationRunFactory(measure=measure), organisation=others[1])

    assert "Whom to phone" in text(open_similar(client, places))
    assert "does better than predicted" in text(open_similar(client, places))
    # An external reader is told whom the school resembles, not who exceeds a prediction.
    assert "Whom to phone" not in text(open_similar(client, places, key="helen"))


def test_a_school_that_was_not_compared_or_resembles_none_says_so(client, places):
    assert "has not been compared" in text(open_similar(client, places))

    LikenessFactory(organisation=places.alder_vale, intake={"kind": "special", "phase": "not_applicable"})

    assert "No other open school of its kind (special or alternative not applicable)" in text(
        open_similar(client, places)
    )


def test_a_comparator_that_is_gone_is_left_out(client, places):
    others = alike(places.alder_vale, 2)
    Likeness.objects.filter(organisation=others[0]).delete()

    page = text(open_similar(client, places))

    assert "Rowan 0" not in page
    assert "Rowan 1" in page


def test_schools_like_ours_leave_as_csv_and_json(client, places, measure):
    others = alike(places.alder_vale, 2)
    ObservationFactory(measure=measure, organisation=places.alder_vale)
    ObservationFactory(measure=measure, organisation=others[0])

    rows = list(csv.DictReader(io.StringIO(body(open_similar(client, places, format="csv")))))

    assert [row["school"] for row in rows] == ["Rowan 0 School", "Rowan 1 School"]
    assert (rows[0]["value"], rows[0]["pupils"], rows[1]["value"]) == ("60.0", "30", "")
    assert rows[0]["because"].startswith("free school meals: 30")
    Likeness.objects.all().delete()
    assert json.loads(body(open_similar(client, places, format="json"))) == []


def test_schools_like_ours_are_for_those_who_are_signed_in(client, places):
    assert open_similar(client, places, key="nobody").status_code == 302
    assert open_similar(client, places, key="bo").status_code == 200


def test_a_school_s_picture_names_the_schools_like_it(client, places, measure):
    alike(places.alder_vale, 2)
    ObservationFactory(measure=measure, organisation=places.alder_vale)

    page = text(places.sign_in(client, "tom").get(reverse("measures:school", args=[ALDER])))

    assert "Schools like ours" in page
    assert "Rowan 1 School" in page
    assert reverse("measures:similar", args=[ALDER]) in page


def queries(response):
    with CaptureQueriesContext(connection) as counted:
        assert response().status_code == 200
    return len(counted)


@pytest.mark.parametrize("opened", ["similar", "school"])
def test_three_schools_like_ours_take_as_many_queries_as_one(client, places, measure, opened):
    places.sign_in(client, "tom")
    release, run = ReleaseFactory(), VariationRunFactory(measure=measure)
    ObservationFactory(measure=measure, organisation=places.alder_vale, release=release)

    def count(many):
        Likeness.objects.all().delete()
        Identifier.objects.filter(value__startswith="2000").delete()
        for other in alike(places.alder_vale, many):
            ObservationFactory(measure=measure, organisation=other, release=release)
            ResidualFactory(run=run, organisation=other)
        return queries(lambda: client.get(reverse(f"measures:{opened}", args=[ALDER])))

    count(1)
    assert count(1) == count(3)


def deviant_schools(run, count, **fields):
    schools = [school_with_urn(300_000 + number, f"Larch {number:02} School") for number in range(count)]
    for school in reversed(schools):
        ResidualFactory(run=run, organisation=school, **fields)
    return schools


def test_deviants_stand_by_name_each_with_those_it_resembles(client, places, measure):
    run = VariationRunFactory(measure=measure)
    first, second = deviant_schools(run, 2)
    Residual.objects.filter(organisation=second).update(residual=30.0, q_value=0.0002)
    ResidualFactory(
        run=run, is_deviant=False, q_value=0.4, organisation=school_with_urn(1, "Ordinary School")
    )
    LikenessFactory(
        organisation=first,
        neighbours=[{"school": places.alder_vale.pk, "distance": 0.1, "reasons": {}}],
    )

    page = text(open_deviants(client, places))

    assert page.index("Larch 00 School") < page.index("Larch 01 School")
    assert "74 % where its intake predicts 60 %." in page
    assert "11.0 points better (95 % interval 6.1 to 15.9 points)" in page
    assert "q 0.004" in page
    assert "q below 0.001" in page
    assert f'Who could phone them, being most like them: <a href="/measures/schools/{ALDER}/similar">' in page
    assert "Ordinary School" not in page
    assert "no league table" in page
    assert "about 5 in 100 are mistakes" in page


def test_where_lower_is_better_better_is_less(places, measure):
    measure.direction = Direction.LOWER
    run = VariationRunFactory(measure=measure)
    ResidualFactory(run=run, value=10.0, expected=24.0, residual=-11.0)

    [found] = deviants(deviants_of(run), run, places.tom.actor)

    assert "11.0 points better" in found.sentence
    assert "6.1 to 15.9 points" in found.sentence.replace("\u202f", " ")
    assert found.interval.high == pytest.approx(-11 + Z * 2.5)


def test_many_deviants_come_in_pages_and_leave_whole(client, places, measure):
    deviant_schools(VariationRunFactory(measure=measure), 27)

    first, second = text(open_deviants(client, places)), text(open_deviants(client, places, page=2))
    rows = list(csv.DictReader(io.StringIO(body(open_deviants(client, places, format="csv")))))
    as_json = json.loads(body(open_deviants(client, places, format="json")))

    assert "Larch 24" in first
    assert "Larch 25" not in first
    assert "Larch 26" in second
    assert [row["school"] for row in rows] == [f"Larch {number:02} School" for number in range(27)]
    assert rows[0]["q"] == "0.004"
    assert as_json[0]["urn"] == "300000"


def test_each_group_of_pupils_has_its_own(client, places, measure):
    VariationRunFactory(measure=measure)
    deviant_schools(VariationRunFactory(measure=measure, group="disadvantaged"), 1)

    assert "Larch" in text(open_deviants(client, places, group="disadvantaged"))
    assert "No school stands out from chance" in text(open_deviants(client, places, group="all"))
    assert "Disadvantaged pupils" in text(open_deviants(client, places, group="nonsense"))


def test_what_cannot_be_told_yet_is_said(client, places, measure):
    assert "That cannot be told yet." in text(open_deviants(client, places))


def test_deviants_are_for_people_of_the_sector(client, places, measure):
    deviant_schools(VariationRunFactory(measure=measure), 1)

    assert open_deviants(client, places, key="nobody").status_code == 302
    assert open_deviants(client, places, key="helen").status_code == 403
    assert open_deviants(client, places, key="bo", format="csv").status_code == 403
    assert places.sign_in(client, "tom").get("/measures/nonsense/beyond-intake").status_code == 404


def test_three_deviants_take_as_many_queries_as_one(client, places, measure):
    run = VariationRunFactory(measure=measure)
    places.sign_in(client, "tom")

    def count(many):
        Identifier.objects.filter(value__startswith="3000").delete()
        run.residuals.all().delete()
        for school in deviant_schools(run, many):
            LikenessFactory(
                organisation=school,
                neighbours=[{"school": places.alder_vale.pk, "distance": 0.1, "reasons": {}}],
            )
        return queries(lambda: client.get(reverse("measures:deviants", args=["grafting"])))

    count(1)
    assert count(1) == count(3)


def test_the_measure_s_page_leads_there(client, places, measure):
    address = reverse("measures:deviants", args=["grafting"])
    page = reverse("measures:measure", args=["grafting"])
    assert address not in text(places.sign_in(client, "tom").get(page))

    VariationRunFactory(measure=measure)

    assert address in text(client.get(page))
    assert address not in text(places.sign_in(client, "helen").get(page))
    assert [run.measure for run in all_runs(places.tom.actor)] == [measure]


def trust_of(places, measure, values, run=None):
    release = ReleaseFactory()
    for number, value in enumerate(values):
        school = school_with_urn(400_000 + number, f"Maple {number} School")
        Spell.objects.create(
            child=school, parent=places.hartwood, kind=Kind.TRUST, period=("2010-01-01", None)
        )
        for year in (2018, 2019):
            ObservationFactory(
                measure=measure, organisation=school, release=release, year=year, value=value, cohort=50
            )
        LikenessFactory(organisation=school)
        if run:
            ResidualFactory(run=run, organisation=school, is_deviant=value > 80, q_value=0.3)


def test_a_trust_s_variation_stands_on_its_page(client, places, measure):
    run = VariationRunFactory(measure=measure)
    trust_of(places, measure, [40, 55, 70, 90], run)

    page = text(open_trust(client, places))

    assert "In 2018/19 these 4 schools truly lie" in page
    assert "is the noise of few pupils" in page
    assert "Among schools of like intake" in page
    assert "Half of the spread or more comes from" in page
    assert "Given free school meals, of 4 schools Maple 3 School does better" in page
    assert "74 % where its intake predicts 60 %" in page
    assert f"{reverse('measures:deviants', args=['grafting'])}?group=all" in page


def test_a_trust_s_residuals_leave_as_csv_by_name_found_or_not(client, places, measure):
    asked = {"measure": "grafting", "group": "all", "part": "beyond", "format": "csv"}
    trust_of(places, measure, [40, 90])
    assert body(open_trust(client, places, **asked)).count("\n") == 1

    run = VariationRunFactory(measure=measure)
    for school in Organisation.objects.filter(name__startswith="Maple").order_by("-name"):
        ResidualFactory(run=run, organisation=school, is_deviant=False)
    rows = list(csv.DictReader(io.StringIO(body(open_trust(client, places, **asked)))))

    assert [row["school"] for row in rows] == ["Maple 0 School", "Maple 1 School"]
    assert "part=beyond" in text(open_trust(client, places))


def test_a_trust_without_prediction_or_pupil_numbers_is_told_what_is_missing(client, places, measure):
    ObservationFactory(measure=measure, organisation=places.alder_vale, cohort=None)

    page = text(open_trust(client, places))

    assert "In no year have four of these schools a figure with a number of pupils" in page
    assert "Nothing is predicted for these schools and pupils yet" in page


def test_in_a_trust_where_none_does_better_that_is_said_and_missing_schools_too(client, places, measure):
    run = VariationRunFactory(measure=measure)
    ObservationFactory(measure=measure, organisation=places.alder_vale)
    trust_of(places, measure, [40, 55], run)

    page = text(open_trust(client, places))

    assert "of 2 schools none does better than its intake predicts by more than chance can explain" in page
    assert NOT_LOOKED_AT in page


def test_a_trust_none_of_whose_schools_was_looked_at_has_no_such_picture(client, places, measure):
    VariationRunFactory(measure=measure)
    trust_of(places, measure, [40, 55])

    assert "Nothing is predicted for these schools" in text(open_trust(client, places))


def test_a_trust_of_seven_takes_as_many_queries_as_one_of_four(client, places, measure):
    run = VariationRunFactory(measure=measure)
    places.sign_in(client, "graham")
    trust_of(places, measure, [85, 86, 87, 88], run)
    client.get(reverse("measures:trust", args=[HARTWOOD]))
    before = queries(lambda: client.get(reverse("measures:trust", args=[HARTWOOD])))
    Identifier.objects.filter(value__startswith="4000").delete()

    trust_of(places, measure, [85, 86, 87], run)

    assert queries(lambda: client.get(reverse("measures:trust", args=[HARTWOOD]))) == before


def test_features_are_said_as_people_say_them():
    said = [say_feature(name, value) for name, value in (("region", "london"), ("urban_rural", "rural"))]

    assert said == ["London", "in the country"]
    assert (say_feature("pupils", 1204.0), say_feature("fsm", None)) == ("1,204", "not known")
    assert say_kind({}) == "all"
    assert say_kind({"phase": "secondary", "kind": "selective"}) == "selective secondary"


def test_facts_come_in_the_order_in_which_they_count():
    likeness = LikenessFactory(intake={"region": "london", "fsm": 31.0, "phase": "primary"})

    assert facts_of(likeness) == [("free school meals", "31\u202f%"), ("region", "London")]


def test_it_is_said_what_was_predicted_from_and_for_whom(measure):
    run = VariationRunFactory(measure=measure, group="disadvantaged", floor=0)
    assert "of disadvantaged pupils, 2016/17 to 2018/19: 1 of 40 schools" in lede_of(run)
    assert predicted_from(run) == "free school meals"

    run.body["coefficients"] = {"intercept": 1, "fsm": 1, "eal": 1, "phase secondary": 2}
    assert predicted_from(run) == "free school meals, English as an additional language and phase"
    run.body["coefficients"] = {"intercept": 1}
    assert predicted_from(run).startswith("nothing but the mean")


def test_deviants_of_some_schools_only_are_theirs(measure):
    run = VariationRunFactory(measure=measure)
    first, _ = deviant_schools(run, 2)

    found = deviants_of(run, Organisation.objects.filter(pk=first.pk))

    assert [residual.organisation for residual in found] == [first]
