"""The pages: who may open them, what they say, and that they ask the database a fixed number of things."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.measures import (
    MeasureFactory,
    NationalFigureFactory,
    ObservationFactory,
    ReleaseFactory,
    school_with_urn,
)

from weald.core.registry import SAMPLES
from weald.measures.enums import Group, Missing
from weald.measures.models import Measure
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Identifier, Organisation, Spell

pytestmark = pytest.mark.django_db

ALDER, HARTWOOD = "100101", "5001"


@pytest.fixture
def places(cast):
    """The cast, their school and trust with official numbers."""
    Identifier.objects.create(organisation=cast.alder_vale, scheme=Scheme.URN, value=ALDER)
    Identifier.objects.create(organisation=cast.quarry_bank, scheme=Scheme.URN, value="100102")
    Identifier.objects.create(organisation=cast.hartwood, scheme=Scheme.UID, value=HARTWOOD)
    return cast


@pytest.fixture
def rwm():
    return Measure.objects.get(code="ks2_rwm_expected")


def gap_of(measure, school, release, year=2019, disadvantaged=(42.0, 12), other=(78.0, 18)):
    whole = sum(value * pupils for value, pupils in (disadvantaged, other)) / (disadvantaged[1] + other[1])
    for group, (value, pupils) in (
        (Group.DISADVANTAGED, disadvantaged),
        (Group.OTHER, other),
        (Group.ALL, (whole, disadvantaged[1] + other[1])),
    ):
        ObservationFactory(
            measure=measure,
            organisation=school,
            release=release,
            year=year,
            group=group,
            value=value,
            cohort=pupils,
        )


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def body(response):
    return b"".join(response.streaming_content).decode().removeprefix("\ufeff")


def open_school(client, places, key="tom", urn=ALDER, **query):
    return places.sign_in(client, key).get(reverse("measures:school", args=[urn]), query)


def open_trust(client, places, key="graham", **query):
    return places.sign_in(client, key).get(reverse("measures:trust", args=[HARTWOOD]), query)


def test_a_school_s_page_begins_with_the_gap(client, places, rwm):
    gap_of(rwm, places.alder_vale, ReleaseFactory())

    page = text(open_school(client, places))

    assert "In reading, writing and maths at 11, disadvantaged pupils are 36 points behind." in page
    assert "42 % of disadvantaged pupils (12), 78 % of other pupils (18)" in page
    assert page.index("Disadvantaged pupils first") < page.index("Attainment")


def test_a_gap_of_few_pupils_is_said_to_be_uncertain(client, places, rwm):
    gap_of(rwm, places.alder_vale, ReleaseFactory(), disadvantaged=(50.0, 6), other=(60.0, 10))

    page = text(open_school(client, places))

    assert "it cannot be told from none" in page
    assert "but with so few pupils that may be chance" in page


def test_a_school_without_results_by_disadvantage_is_told_where_they_are(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale)

    page = text(open_school(client, places))

    assert "No results by disadvantage are here" in page
    assert "england_ks2final" in page


def test_each_measure_stands_beside_the_country_with_gaps_and_breaks_said(client, places, rwm):
    release = ReleaseFactory(name="Tables", publisher="Board of Orchards")
    for year, value in ((2016, 50.0), (2019, 55.0), (2023, 72.0)):
        ObservationFactory(
            measure=rwm, organisation=places.alder_vale, release=release, year=year, value=value
        )
    NationalFigureFactory(measure=rwm, year=2023, value=60.0)

    page = text(open_school(client, places))

    assert "72 % in 2022/23, which chance alone may set apart from England (60 %)" in page
    assert "no exams" in page
    assert "not published in the first year after the pandemic" in page
    assert "from 2017/18 writing was judged by a changed framework" in page
    assert "Board of Orchards" in page
    assert "the latest is of 30 pupils" in page


def test_a_figure_above_the_country_by_more_than_chance_is_said_so(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=90.0, cohort=60)
    NationalFigureFactory(measure=rwm, value=60.0)

    assert "90 % in 2018/19, 30 points above England (60 %)." in text(open_school(client, places))


def test_a_hidden_figure_is_said_in_words_in_the_table(client, places, rwm):
    release = ReleaseFactory()
    ObservationFactory(measure=rwm, organisation=places.alder_vale, release=release, year=2018)
    ObservationFactory(
        measure=rwm,
        organisation=places.alder_vale,
        release=release,
        value=None,
        cohort=None,
        missing=Missing.SUPPRESSED,
    )

    assert "suppressed by the publisher: few pupils" in text(open_school(client, places))


def test_a_measure_without_any_figure_says_why_instead_of_drawing(client, places, rwm):
    ObservationFactory(
        measure=rwm, organisation=places.alder_vale, value=None, cohort=None, missing=Missing.SUPPRESSED
    )

    page = text(open_school(client, places))

    assert "no figure was published in any year" in page
    assert "suppressed by the publisher: few pupils" in page


def test_others_read_the_page_with_small_numbers_hidden(client, places, rwm):
    release = ReleaseFactory(is_public=False)
    gap_of(rwm, places.alder_vale, release, disadvantaged=(25.0, 4), other=(52.0, 25))

    assert "25 % of disadvantaged pupils (4)" in text(open_school(client, places, "tom"))
    page = text(open_school(client, places, "dev"))
    assert "disadvantaged pupils (4)" not in page
    assert "25 %" not in page
    assert "52 %" not in page


def test_who_the_pupils_are_stands_in_the_margin(client, places):
    fsm = Measure.objects.get(code="pupils_fsm")
    ObservationFactory(measure=fsm, organisation=places.alder_vale, value=31.0, cohort=None, year=2023)
    NationalFigureFactory(measure=fsm, value=24.0, year=2023)

    page = text(open_school(client, places))

    assert "Free school meals in the past six years" in page
    assert "31.0 % in 2022/23; England 24.0 %" in page


def test_a_school_without_figures_teaches_what_would_be_here(client, places):
    page = text(open_school(client, places, "tom"))

    assert "No figures of this school are here yet" in page


def test_an_earlier_urn_opens_the_school_it_became(client, places, rwm):
    earlier = school_with_urn("100001", "Alder Infants", identity=places.alder_vale)
    ObservationFactory(measure=rwm, organisation=earlier, value=50.0)

    page = text(open_school(client, places, urn="100001"))

    assert "How are the pupils of Alder Vale Primary doing?" in page
    assert "50 % in 2018/19" in page


def test_an_unknown_school_is_not_found(client, places):
    assert open_school(client, places, urn="999999").status_code == 404


def test_nobody_is_asked_to_sign_in(client, places):
    response = open_school(client, places, "nobody")

    assert response.status_code == 302
    assert "next=" in response.url


def test_the_page_asks_a_fixed_number_of_things(client, places, rwm, django_assert_num_queries):
    release = ReleaseFactory()
    gap_of(rwm, places.alder_vale, release)
    open_school(client, places)
    with CountQueries() as few:
        open_school(client, places)
    for measure in Measure.objects.filter(code__startswith="ks2").exclude(pk=rwm.pk)[:3]:
        gap_of(measure, places.alder_vale, release)
        gap_of(measure, places.alder_vale, release, year=2018)
    with CountQueries() as many:
        open_school(client, places)

    assert few.count == many.count


class CountQueries:
    """How many statements run inside."""

    def __enter__(self):
        self._context = CaptureQueriesContext(connection)
        self._context.__enter__()
        return self

    def __exit__(self, *error):
        self._context.__exit__(*error)
        self.count = len(self._context.captured_queries)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_school_s_figures_are_saved_as_the_reader_sees_them(client, places, rwm, kind):
    gap_of(rwm, places.alder_vale, ReleaseFactory(is_public=False), disadvantaged=(25.0, 4), other=(52.0, 25))

    content = body(open_school(client, places, "dev", format=kind))

    rows = list(csv.DictReader(io.StringIO(content))) if kind == "csv" else json.loads(content)
    by_group = {row["group"]: row for row in rows}
    assert by_group["disadvantaged"]["value"] in ("", None)
    assert by_group["disadvantaged"]["missing_because"].startswith("hidden")
    assert by_group["all"]["urn"] == ALDER


def test_one_measure_s_figures_are_saved_alone(client, places, rwm):
    release = ReleaseFactory()
    gap_of(rwm, places.alder_vale, release)
    gap_of(
        Measure.objects.get(code="ks2_mat_score"),
        places.alder_vale,
        release,
        disadvantaged=(100.0, 12),
        other=(104.0, 18),
    )

    rows = csv.DictReader(
        io.StringIO(body(open_school(client, places, format="csv", measure="ks2_mat_score")))
    )

    assert {row["measure"] for row in rows} == {"ks2_mat_score"}


def test_the_school_s_own_page_shows_its_gap_and_headline(client, places, rwm):
    gap_of(rwm, places.alder_vale, ReleaseFactory())

    page = text(places.sign_in(client, "tom").get(reverse("schools:school", args=[ALDER])))

    assert "How are the pupils doing?" in page
    assert "Disadvantaged pupils are 36 points behind." in page
    assert reverse("measures:school", args=[ALDER]) in page


def test_the_school_s_own_page_keeps_figures_from_people_without_an_account(client, places, rwm):
    gap_of(rwm, places.alder_vale, ReleaseFactory())

    page = text(client.get(reverse("schools:school", args=[ALDER])))

    assert "How are the pupils doing?" not in page


def test_a_trust_s_schools_stand_in_the_order_of_their_names(client, places, rwm):
    release = ReleaseFactory()
    ObservationFactory(measure=rwm, organisation=places.alder_vale, release=release, value=40.0)
    ObservationFactory(measure=rwm, organisation=places.quarry_bank, release=release, value=90.0)
    NationalFigureFactory(measure=rwm, value=65.0)

    page = text(open_trust(client, places))

    assert page.index("Alder Vale Primary") < page.index("Quarry Bank High")
    assert "2 of 2 schools, from 40 % to 90 %. England: 65 %" in page
    assert "in the order of their names" in page


def test_a_school_without_this_year_s_figure_says_why(client, places, rwm):
    release = ReleaseFactory()
    ObservationFactory(measure=rwm, organisation=places.alder_vale, release=release, year=2019)
    ObservationFactory(measure=rwm, organisation=places.quarry_bank, release=release, year=2018)
    ObservationFactory(
        measure=rwm,
        organisation=places.quarry_bank,
        release=release,
        year=2017,
        value=None,
        cohort=None,
        missing=Missing.SUPPRESSED,
    )

    assert "nothing imported for this year" in text(open_trust(client, places))
    assert "suppressed by the publisher" not in text(open_trust(client, places))
    assert open_trust(client, places, year="2017").status_code == 200


def test_a_trust_s_page_shows_the_year_and_the_pupils_asked_for(client, places, rwm):
    release = ReleaseFactory()
    gap_of(rwm, places.alder_vale, release, year=2018, disadvantaged=(30.0, 20))
    gap_of(rwm, places.alder_vale, release, year=2019, disadvantaged=(50.0, 20))

    latest = text(open_trust(client, places, group="disadvantaged"))
    earlier = text(open_trust(client, places, group="disadvantaged", year="2018", measure=rwm.code))

    assert "1 of 1 schools, 50 %" in latest
    assert "1 of 1 schools, 30 %" in earlier
    assert "Quarry Bank High: no figure in any year" in earlier


def test_a_trust_s_page_says_when_no_pupil_numbers_are_known(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=40.0, cohort=None)

    assert "The source gives no numbers of pupils" in text(open_trust(client, places))


def test_the_demo_shows_this_app_by_its_trust_s_page(places):
    [sample] = [sample for sample in SAMPLES if sample.app == "measures"]

    assert sample.find_url() == reverse("measures:trust", args=[HARTWOOD])


def test_a_trust_s_page_leaves_out_what_it_does_not_understand(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=40.0)

    page = text(open_trust(client, places, measure="apples", group="pears", year="soon"))

    assert "1 of 1 schools, 40 %" in page


def test_a_trust_s_page_without_figures_for_these_pupils_says_so(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=40.0)

    assert "None of these schools has a figure for these pupils" in text(
        open_trust(client, places, group="eal")
    )


def test_a_trust_without_figures_or_schools_teaches(client, places):
    empty = Organisation.objects.create(name="Moss Trust", kind=Kind.TRUST)
    Identifier.objects.create(organisation=empty, scheme=Scheme.UID, value="5009")

    assert "No figures of these schools are here yet" in text(open_trust(client, places))
    alone = client.get(reverse("measures:trust", args=["5009"]))
    assert "No school is in this trust today" in text(alone)


def test_a_trust_s_own_small_figures_are_hidden_from_others(client, places, rwm):
    ObservationFactory(
        measure=rwm,
        organisation=places.alder_vale,
        release=ReleaseFactory(is_public=False),
        value=33.0,
        cohort=3,
    )
    ObservationFactory(measure=rwm, organisation=places.quarry_bank, value=50.0, cohort=80)

    assert "33 %" in text(open_trust(client, places, "graham"))
    page = text(open_trust(client, places, "dev"))
    assert "33 %" not in page
    assert "hidden: few pupils" in page


def test_a_trust_s_page_is_refused_with_the_reason_outside_the_sector(client, places):
    response = open_trust(client, places, "bo")

    assert response.status_code == 403
    assert "people who work in schools and trusts" in text(response)


def test_a_trust_s_figures_are_saved(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=40.0)

    rows = list(csv.DictReader(io.StringIO(body(open_trust(client, places, format="csv")))))

    assert [(row["urn"], row["value"], row["pupils"]) for row in rows] == [(ALDER, "40.0", "30")]


def test_figures_nobody_has_are_an_empty_file(client, places, rwm):
    ObservationFactory(measure=rwm, organisation=places.alder_vale, value=40.0)

    content = body(open_trust(client, places, format="csv", group="eal"))

    assert len(content.splitlines()) == 1


def test_a_trust_s_page_asks_a_fixed_number_of_things(client, places, rwm):
    release = ReleaseFactory()
    ObservationFactory(measure=rwm, organisation=places.alder_vale, release=release)
    open_trust(client, places)
    with CountQueries() as one:
        open_trust(client, places)
    for number in range(3):
        school = school_with_urn(100_200 + number, f"Larch School {number}")
        Spell.objects.create(
            child=school, parent=places.hartwood, kind=Kind.TRUST, period=("2015-09-01", None)
        )
        ObservationFactory(measure=rwm, organisation=school, release=release)
    with CountQueries() as four:
        open_trust(client, places)

    assert one.count == four.count


def test_the_trust_s_own_page_leads_to_its_figures(client, places):
    page = places.sign_in(client, "graham").get(reverse("schools:trust", args=[HARTWOOD]))

    assert reverse("measures:trust", args=[HARTWOOD]) in text(page)
    outside = places.sign_in(client, "bo").get(reverse("schools:trust", args=[HARTWOOD]))
    assert reverse("measures:trust", args=[HARTWOOD]) not in text(outside)


def test_measures_are_listed_by_topic_and_saved(client, places):
    address = reverse("measures:index")
    page = text(places.sign_in(client, "bo").get(address))
    rows = csv.DictReader(io.StringIO(body(client.get(address, {"format": "csv"}))))

    assert page.index("Attainment") < page.index("Progress 8") < page.index("Who the pupils are")
    assert "Import results" not in page.replace("Results", "")
    assert "ks4_progress8" in {row["code"] for row in rows}


def test_measures_are_listed_in_a_fixed_number_of_questions(client, places):
    address = reverse("measures:index")
    places.sign_in(client, "bo").get(address)
    with CountQueries() as before:
        client.get(address)
    MeasureFactory.create_batch(3)
    with CountQueries() as after:
        client.get(address)

    assert before.count == after.count


def test_a_measure_s_page_names_its_missing_years_and_breaks(client, places):
    page = text(places.sign_in(client, "bo").get(reverse("measures:measure", args=["ks4_attainment8"])))

    assert "2019/20, 2020/21" in page
    assert "grades 9 to 1 came in" in page
    assert "No figures of this measure are here yet" in page


def test_a_measure_without_special_years_or_floor_says_so(client, places):
    measure = MeasureFactory()

    page = text(places.sign_in(client, "bo").get(reverse("measures:measure", args=[measure.code])))

    assert "None is known." in page
    assert "Smallest effect that matters" not in page


def test_a_measure_s_page_draws_the_country_and_saves_it(client, places, rwm):
    NationalFigureFactory(measure=rwm, year=2018, value=64.0)
    NationalFigureFactory(measure=rwm, year=2023, value=60.0, basis="schools", schools=15_000)
    address = reverse("measures:measure", args=[rwm.code])

    page = text(places.sign_in(client, "bo").get(address))
    rows = list(csv.DictReader(io.StringIO(body(client.get(address, {"format": "csv"})))))

    assert "60 % in 2022/23, the average of the 15,000 schools whose results are here." in page
    assert "as published for England" in page
    assert [row["value"] for row in rows] == ["64.0", "60.0"]


def test_an_unknown_measure_is_not_found(client, places):
    assert places.sign_in(client, "bo").get(reverse("measures:measure", args=["apples"])).status_code == 404
