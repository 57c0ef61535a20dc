"""Every model can be made by a factory and is explained; and one that is not would be found."""

import pytest
from checks.common import ROOT
from checks.models import models_of_the_site, models_with_a_factory, without_entry, without_factory
from django.core.management import call_command
from tests.factories.core import (
    EntryFactory,
    HeadFactory,
    IdentityFactory,
    ImportRejectionFactory,
    JobFactory,
    ShareFactory,
)

from weald.core.domain.verify import verify_ledger


def test_every_model_has_a_factory():
    assert without_factory(models_of_the_site(), models_with_a_factory()) == []


def test_every_model_is_in_the_glossary():
    assert without_entry(models_of_the_site(), (ROOT / "GLOSSARY.md").read_text()) == []


def test_only_our_own_models_are_asked_for():
    models = models_of_the_site()

    assert {"core.Entry", "schools.Spell", "people.User", "measures.Observation"} <= set(models)
    assert not any(model.startswith(("auth.", "sessions.")) for model in models)


def test_model_without_a_factory_is_found():
    assert without_factory(["core.Entry", "core.Oddity"], {"core.Entry"}) == [
        "core.Oddity: no factory in tests/factories"
    ]


def test_model_that_is_only_mentioned_is_not_explained():
    glossary = "**Spell**: a time within another.\n\nAn Oddity is mentioned, **Oddity** too.\n"

    assert without_entry(["schools.Spell", "core.Oddity"], glossary) == [
        "core.Oddity: no entry in GLOSSARY.md"
    ]


@pytest.mark.django_db
def test_factories_of_the_house_s_own_models_make_what_the_ledger_accepts():
    ImportRejectionFactory()
    JobFactory()
    ShareFactory()
    EntryFactory(payload={"rows": 3})
    identity = IdentityFactory(person_id=7)

    assert identity.person_id == 7
    assert HeadFactory().seq >= 0
    assert verify_ledger().is_sound


@pytest.mark.django_db
def test_every_model_is_as_its_migrations_leave_it():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
