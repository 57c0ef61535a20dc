"""Naming organisations in a text, one a line, and keeping exactly these as partners of a thing."""

import pytest
from django import forms
from tests.factories.schools import IdentifierFactory, OrganisationFactory

from weald.core.errors import WealdError
from weald.core.models import Share
from weald.core.permissions import SYSTEM
from weald.schools.domain.partners import name_partners
from weald.schools.forms.partners import NamesPartners, PartnersField
from weald.schools.queries.partners import MOST_NAMED, organisations_named, partners_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def fern():
    made = OrganisationFactory(name="Fern Lane Primary")
    IdentifierFactory(organisation=made, scheme="urn", value="123456")
    return made


@pytest.mark.parametrize(
    "line", ["Fern Lane Primary", " fern  lane primary", "123456", "URN 123456", "Fern Lane (URN 123456)"]
)
def test_a_line_names_an_organisation_by_name_or_number(fern, line):
    naming = organisations_named(f"\n{line}\n\n{line}")

    assert (naming.found, naming.problems) == ([fern], [])


def test_a_name_that_is_not_quite_one_brings_suggestions(fern):
    (problem,) = organisations_named("Fern Lain Primary").problems

    assert problem == "“Fern Lain Primary” could be: Fern Lane Primary (URN 123456). Write one of these."


def test_of_several_with_one_name_each_is_told_by_its_number(fern):
    OrganisationFactory(name="Fern Lane Primary")

    (problem,) = organisations_named("Fern Lane Primary").problems

    assert "Fern Lane Primary (URN 123456); Fern Lane Primary" in problem


def test_those_of_one_name_without_a_number_of_the_register_are_read_as_they_are_written():
    twins = [OrganisationFactory(name="Year 4"), OrganisationFactory(name="Year 4")]
    alone = OrganisationFactory(name="Year 5")

    text = written([*twins, alone])

    assert text == f"Year 4 (number {twins[0].pk})\nYear 4 (number {twins[1].pk})\nYear 5"
    assert organisations_named(text).found == [*twins, alone]
    assert organisations_named(f"Year 6 (number {alone.pk})").found == []


def test_what_nobody_is_called_and_too_many_are_said():
    unknown = organisations_named("99999999\nQqxz")
    many = organisations_named("\n".join(f"School {n}" for n in range(MOST_NAMED + 1)))

    assert [one.startswith("No organisation is known") for one in unknown.problems] == [True, True]
    assert many.found == []
    assert "share it with the sector" in many.problems[0]


def test_partners_are_kept_exactly_and_go_with_another_audience(fern):
    other = OrganisationFactory(name="Ash Grove")

    assert name_partners("a.thing", 1, "partners", [fern.pk, other.pk], by=SYSTEM) == 2
    assert written(partners_of("a.thing", 1)) == "Ash Grove\nFern Lane Primary (URN 123456)"
    assert name_partners("a.thing", 1, "partners", [fern.pk], by=SYSTEM) == 1
    assert partners_of("a.thing", 1) == [fern]
    with pytest.raises(WealdError, match="Nobody is named"):
        name_partners("a.thing", 1, "partners", [], by=SYSTEM)
    assert name_partners("a.thing", 1, "trust", [fern.pk], by=SYSTEM) == 0
    assert not Share.objects.exists()


class Form(NamesPartners):
    audience = forms.CharField()
    partners = PartnersField()


@pytest.mark.parametrize(
    ("audience", "partners", "errors", "found"),
    [
        ("partners", "Fern Lane Primary", [], 1),
        ("partners", "", ["partners"], 0),
        ("partners", "Fern Lain", ["partners"], 0),
        ("trust", "Fern Lain", [], 0),
        ("trust", "Fern Lane Primary", [], 0),
    ],
)
def test_partners_matter_only_where_they_are_the_audience(fern, audience, partners, errors, found):
    form = Form({"audience": audience, "partners": partners})

    form.full_clean()

    assert list(form.errors) == errors
    assert len(form.cleaned_data.get("partners", [])) == found


def test_a_form_without_partners_asks_for_none():
    form = NamesPartners({})

    assert form.is_valid()
