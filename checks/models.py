"""Every model has a factory that tests make it with, and an entry in the glossary."""

import re
from collections.abc import Iterable, Set
from pathlib import Path

from checks.common import ROOT, main, set_up_site

FACTORIES = ROOT / "tests" / "factories"


def without_factory(models: Iterable[str], factories: Set[str]) -> list[str]:
    return [f"{model}: no factory in tests/factories" for model in models if model not in factories]


def without_entry(models: Iterable[str], glossary: str) -> list[str]:
    """Name the models that the glossary does not explain (bold, as in **Spell**)."""
    explained = set(re.findall(r"^\*\*([^*]+)\*\*", glossary, flags=re.MULTILINE))
    return [f"{model}: no entry in GLOSSARY.md" for model in models if model.split(".")[1] not in explained]


def models_of_the_site() -> list[str]:
    from django.apps import apps  # noqa: PLC0415 -- the site is set up by now

    return [model._meta.label for model in apps.get_models() if model.__module__.startswith("weald.")]


def models_with_a_factory(folder: Path = FACTORIES) -> set[str]:
    """Import every module of factories and ask each factory what it makes."""
    from importlib import import_module  # noqa: PLC0415 -- the site is set up by now

    from factory.django import DjangoModelFactory  # noqa: PLC0415 -- as above

    for path in sorted(folder.glob("*.py")):
        import_module(f"tests.factories.{path.stem}")
    made, waiting = set(), [DjangoModelFactory]
    while waiting:
        factory = waiting.pop()
        waiting += factory.__subclasses__()
        if factory._meta.model is not None:
            made.add(factory._meta.get_model_class()._meta.label)
    return made


if __name__ == "__main__":
    set_up_site()
    models = models_of_the_site()
    glossary = (ROOT / "GLOSSARY.md").read_text()
    main(without_factory(models, models_with_a_factory()) + without_entry(models, glossary))
