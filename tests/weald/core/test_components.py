import pytest
from checks.components_reference import TARGET, reference
from django.core.paginator import Paginator
from django.forms import CharField, Form
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from weald.charts import Figure, FunnelChart, Step, Table
from weald.core.components import CATALOGUE, ComponentError
from weald.core.stylesheet import PACKAGE

FUNNEL = FunnelChart(
    "From <all> to few", "100 become 3.", (Step("All", 100), Step("Like them", 3, "they differ"))
)


class Offer(Form):
    school = CharField(label="School", help_text="As the register has it.")
    note = CharField(label="Note", required=False)


def draw(source, **context):
    return Template("{% load components %}" + source).render(Context(context))


def figure(**more):
    return Figure(FUNNEL, "Three are left.", FUNNEL.as_table(), "Invented.", "Counts are exact.", **more)


# What is refused


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_an_unknown_attribute_is_refused(name):
    end = f"{{% end{name} %}}" if CATALOGUE[name].has_content else ""

    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'onclick'"):
        Template(f"{{% load components %}}{{% {name} onclick='x' %}}{end}")


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        (component.name, parameter.name)
        for component in CATALOGUE.values()
        for parameter in component.attributes.parameters.values()
        if parameter.default is parameter.empty
    ],
)
def test_a_missing_attribute_is_refused(name, attribute):
    component = CATALOGUE[name]
    given = " ".join(f"{other}='x'" for other in component.attributes.parameters if other != attribute)
    end = f"{{% end{name} %}}" if component.has_content else ""

    with pytest.raises(TemplateSyntaxError, match=f"did not receive value.*'{attribute}'"):
        Template(f"{{% load components %}}{{% {name} {given} %}}{end}")


def test_an_attribute_without_its_name_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load components %}{% chip "Yes" %}')


def test_a_value_outside_its_list_is_refused_in_words():
    with pytest.raises(ComponentError, match="chip: tone must be one of 'plain', 'good'"):
        draw('{% chip text="Yes" tone="grean" %}')


@pytest.mark.parametrize("words", ["", None])
def test_blank_words_are_refused(words):
    with pytest.raises(ComponentError, match="page_header: question is blank"):
        draw("{% page_header question=words %}{% endpage_header %}", words=words)


@pytest.mark.parametrize("passed", ["", "yes", 2])
def test_a_check_that_neither_passed_nor_failed_nor_was_untestable_is_refused(passed):
    with pytest.raises(ComponentError, match="True, False or None"):
        draw('{% check name="Fit" passed=passed %}{% endcheck %}', passed=passed)


# What is shown


def test_words_are_escaped_in_attributes_and_content():
    shown = draw("{% card heading=words %}{{ words }}{% endcard %}", words="<script>&")

    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;&amp;") == 2


def test_components_within_components_are_not_escaped_twice():
    shown = draw("{% card %}{% chip text=words %}{% endcard %}", words="A & B")

    assert '<span class="chip chip-plain">A &amp; B</span>' in shown


def test_a_header_without_acts_has_no_room_for_them():
    assert "acts" not in draw('{% page_header question="Who?" %}{% endpage_header %}')
    assert "acts" in draw(
        '{% page_header question="Who?" %}{% link_button text="Ask" url="/" %}{% endpage_header %}'
    )


def test_the_last_crumb_is_the_page_itself():
    shown = draw(
        '{% page_header question="Who?" crumbs=crumbs %}{% endpage_header %}',
        crumbs=[("Schools", "/schools/"), ("Alder Vale", "")],
    )

    assert '<a href="/schools/"><bdi>Schools</bdi></a>' in shown
    assert '<bdi aria-current="page">Alder Vale</bdi>' in shown


@pytest.mark.parametrize(
    ("passed", "mark", "word"), [(True, "✓", "Passed"), (False, "✗", "Failed"), (None, "–", "Not testable")]
)
def test_a_check_says_in_words_what_its_colour_says(passed, mark, word):
    shown = draw('{% check name="Fit" passed=passed finding="0.8" %}Closer.{% endcheck %}', passed=passed)

    assert mark in shown
    assert word in shown


def test_an_act_is_sent_by_post_with_its_token():
    shown = draw('{% act_button text="Challenge" url="/x" %}', csrf_token="a-token")

    assert 'method="post"' in shown
    assert 'value="a-token"' in shown


def test_a_field_is_tied_to_its_label_its_help_and_its_error():
    form = Offer({"school": ""}, auto_id="id_%s")

    shown = draw("{% field field=form.school %}", form=form)

    assert '<label for="id_school">School</label>' in shown
    assert 'aria-describedby="id_school_helptext id_school_error"' in shown
    assert 'id="id_school_helptext"' in shown
    assert 'id="id_school_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_an_optional_field_says_so():
    assert "(optional)" in draw("{% field field=form.note %}", form=Offer())
    assert "(optional)" not in draw("{% field field=form.school %}", form=Offer())


def test_a_file_field_says_before_the_choice_what_is_read():
    shown = draw('{% file_field field=form.note accept=".csv,.zip" limit="60 MB" %}', form=Offer())

    assert 'accept=".csv,.zip"' in shown
    assert ".csv or .zip file of at most 60 MB." in shown
    assert 'aria-describedby="id_note_limit"' in shown


def test_a_form_sent_back_lists_what_to_mend_and_leads_there():
    shown = draw("{% form_errors form=form %}", form=Offer({}))

    assert "One thing needs mending" in shown
    assert '<a href="#id_school">School</a>' in shown


def test_a_form_without_errors_lists_nothing():
    assert draw("{% form_errors form=form %}", form=Offer()).strip() == ""


def test_a_heading_sorts_upward_first_then_turns_and_forgets_the_page():
    request = RequestFactory().get("/schools/?q=oak&page=3")
    header = '{% sort_header text="Pupils" key="pupils" current=current numeric=True %}'

    fresh = draw(header, request=request, current="name")
    upward = draw(header, request=request, current="pupils")
    downward = draw(header, request=request, current="-pupils")

    assert 'href="?q=oak&amp;sort=pupils"' in fresh
    assert "aria-sort" not in fresh
    assert 'href="?q=oak&amp;sort=-pupils"' in upward
    assert 'aria-sort="ascending"' in upward
    assert 'href="?q=oak&amp;sort=pupils"' in downward
    assert 'aria-sort="descending"' in downward


def test_pages_keep_the_rest_of_the_address():
    request = RequestFactory().get("/schools/?q=oak&page=2")

    shown = draw("{% pagination page=page %}", request=request, page=Paginator(range(30), 10).page(2))

    assert 'href="?q=oak&amp;page=1"' in shown
    assert 'href="?q=oak&amp;page=3"' in shown
    assert "Page 2 of 3" in shown


def test_a_list_of_one_page_has_no_links_to_others():
    assert draw("{% pagination page=page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("state", "asks"), [("waiting", True), ("running", True), ("done", False), ("failed", False)]
)
def test_progress_is_asked_for_until_it_is_over(state, asks):
    shown = draw('{% progress label="Importing" state=state url="/job/1" %}{% endprogress %}', state=state)

    assert ('hx-get="/job/1"' in shown) is asks
    assert ("<progress" in shown) is asks


def test_progress_of_unknown_length_claims_no_share():
    assert "%" not in draw('{% progress label="Importing" state="running" done=7 %}{% endprogress %}')
    assert "25 %" in draw('{% progress label="Importing" state="running" done=1 total=4 %}{% endprogress %}')


def test_a_figure_carries_both_drawings_and_all_it_owes():
    shown = draw("{% figure figure=figure %}", figure=figure(csv_url="/numbers.csv"))

    assert shown.count("<svg") == 2
    assert shown.count("<title>From &lt;all&gt; to few</title>") == 2
    assert shown.count("<desc>100 become 3.</desc>") == 2
    for owed in ("Three are left.", "Counts are exact.", "Source: Invented.", "97 left out: they differ"):
        assert owed in shown
    assert '<a href="/numbers.csv" download>' in shown


def test_a_figure_without_a_file_offers_none():
    assert "download" not in draw("{% figure figure=figure %}", figure=figure())


def test_an_empty_figure_says_why_in_place_of_a_drawing():
    empty = FunnelChart("Nobody", "Nobody is left.", (), why_empty="No school has results.")

    shown = draw(
        "{% figure figure=figure %}",
        figure=Figure(empty, "There is nothing to read.", empty.as_table(), "Invented.", "None."),
    )

    assert "<svg" not in shown
    assert "No school has results." in shown
    assert "<details" not in shown


def test_drawings_are_written_the_same_in_every_language(settings):
    settings.LANGUAGE_CODE = "de"
    settings.USE_THOUSAND_SEPARATOR = True

    shown = draw("{% figure figure=figure %}", figure=figure())

    assert 'viewBox="0 0 660' in shown
    assert 'height="18.0"' in shown


def test_a_table_from_python_names_its_rows_and_sets_figures_right():
    table = Table(("School", "Pupils"), (("Alder Vale", "412"),), frozenset({1}))

    shown = draw('{% data_table table=table caption="Schools" %}', table=table)

    assert '<th scope="row"><bdi>Alder Vale</bdi></th><td class="n">412</td>' in shown
    assert '<th scope="col" class="n">Pupils</th>' in shown


@pytest.mark.parametrize(
    ("level", "tone"), [("error", "bad"), ("warning", "open"), ("success", "good"), ("info", "seen")]
)
def test_a_message_has_the_tone_of_its_level(level, tone):
    assert f"notice-{tone}" in draw("{% notice tone=level|tone %}Saved.{% endnotice %}", level=level)


def test_a_code_is_said_in_words():
    assert draw("{{ code|words }}", code="improvement_lead") == "Improvement lead"


# What is kept


def test_every_component_has_its_template_and_every_template_its_component():
    folders = {path.name for path in (PACKAGE / "templates" / "_components").iterdir()}

    # Two are styles alone: of pictures, and of what differs between two texts.
    assert set(CATALOGUE) | {"chart", "hunk"} == folders


def test_the_reference_lists_what_is_declared():
    assert TARGET.read_text() == reference(), "run python checks/components_reference.py --write"
