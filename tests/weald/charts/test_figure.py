import pytest

from weald.charts import ChartError, Figure, FunnelChart, Step, Table

CHART = FunnelChart(
    "From all to few", "100 become 3.", (Step("All", 100), Step("Like them", 3, "they differ"))
)
WHOLE = {
    "chart": CHART,
    "sentence": "Three are left.",
    "table": CHART.as_table(),
    "source": "Invented.",
    "uncertainty": "Counts are exact.",
}


@pytest.mark.parametrize("name", ["sentence", "source", "uncertainty"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_figure_without_its_words_is_refused(name, blank):
    with pytest.raises(ChartError, match=name):
        Figure(**WHOLE | {name: blank})


def test_a_figure_of_a_drawn_chart_with_an_empty_table_is_refused():
    with pytest.raises(ChartError, match="its table is empty"):
        Figure(**WHOLE | {"table": Table(("Step",), ())})


@pytest.mark.parametrize(("title", "description"), [("", "Something."), ("Something", " ")])
def test_a_chart_without_title_or_description_is_refused(title, description):
    with pytest.raises(ChartError):
        Figure(**WHOLE | {"chart": FunnelChart(title, description, CHART.steps)})


def test_an_empty_chart_must_say_why():
    with pytest.raises(ChartError, match="does not say why"):
        Figure(**WHOLE | {"chart": FunnelChart("Nobody", "Nobody is left.", ())})


def test_an_empty_chart_that_says_why_needs_no_numbers():
    empty = FunnelChart("Nobody", "Nobody is left.", (), why_empty="No school has results.")

    figure = Figure(**WHOLE | {"chart": empty, "table": empty.as_table()})

    assert figure.chart.is_empty


def test_a_table_needs_headings():
    with pytest.raises(ChartError, match="headings"):
        Table((), ())


def test_a_table_refuses_a_row_of_another_length():
    with pytest.raises(ChartError, match="2 columns cannot hold a row of 1"):
        Table(("School", "Pupils"), (("Alder Vale",),))
