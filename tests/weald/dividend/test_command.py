"""`weald dividend` on stored runs: in words, as a table, as JSON."""

import json

import pytest
from click.testing import CliRunner
from tests.factories.dividend import HARD, ResultFactory, body_of, check_of
from tests.factories.schools import TrustFactory

from weald.cli.dividend import dividend
from weald.cli.entry import explained
from weald.core.errors import WealdError
from wealdstats.errors import InputError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hazel():
    trust = TrustFactory(name="Hazel Trust", uid="4711")
    check = check_of("intake", False, "FSM fell", "the same intake")
    body = body_of([], checks=[check], verdict="dividend", antifragility=HARD)
    return ResultFactory(organisation=trust, body=body)


def printed(result, *arguments):
    done = CliRunner(env={"COLUMNS": "200"}).invoke(
        dividend, ["--measure", result.run.measure.code, "--stored", *arguments], catch_exceptions=False
    )
    return done.stdout


def test_one_trust_is_told_with_what_stands_beside_its_estimate(hazel):
    said = " ".join(printed(hazel, "--trust", "4711").split())

    assert "Held up in hard years? Yes. In 2023 the gap was 2.5 points larger" in said
    assert "Closer together? No sign." in said
    assert "What do its measures say together? Measures are taken together from two on" in said
    assert "its effect is +4.6 (+1.7 to +7.5) points." in said


def test_many_are_listed_with_whether_they_may_be_named(hazel):
    hazel.run.sector["may_be_named"] = [str(hazel.organisation_id)]
    hazel.run.save()
    ResultFactory(
        run=hazel.run,
        organisation=TrustFactory(name="Alder Trust", uid="4712"),
        body=hazel.body | {"shrunken": None},
    )

    rows = [line for line in printed(hazel, "--all").splitlines() if "Trust" in line]

    assert [row.split("│")[1].strip() for row in rows[-2:]] == ["Alder Trust", "Hazel Trust"]
    assert [[cell.strip() for cell in row.split("│")[-4:-1]] for row in rows[-2:]] == [
        ["intake", "", "no"],
        ["intake", "+4.6", "yes"],
    ]


def test_a_program_reads_the_whole_of_one_trust(hazel):
    report = json.loads(printed(hazel, "--trust", "4711", "--json"))

    (trust,) = report["trusts"]
    assert trust["together"] is None
    assert trust["antifragility"]["value"] == 2.5
    assert trust["shrunken"]["effect"] == 4.6
    assert trust["event"]["sup_upper"] == [3.0] * 6


def test_a_trust_without_an_estimate_is_refused(hazel):
    with pytest.raises(WealdError, match="None has the UID 9"):
        printed(hazel, "--trust", "9")


def test_a_refusal_of_the_numerical_package_is_told_in_its_sentences():
    told = explained(InputError("workers or a scheduler", "both", "leave workers out"))

    assert told is not None
    assert str(told) == "Workers or a scheduler. Both. Leave workers out."


def test_processes_and_a_cluster_are_handed_on_to_the_estimate(hazel, monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "weald.dividend.domain.estimate.estimate", lambda *_, **given: asked.update(given) or hazel.run
    )

    code = hazel.run.measure.code
    CliRunner().invoke(dividend, ["--measure", code, "--workers", "0"], catch_exceptions=False)

    assert (asked["workers"], asked["scheduler"]) == (0, None)
