"""Foreign keys point downward, like imports; written as strings they escape an import check."""

from collections.abc import Iterable
from typing import NamedTuple

from checks.common import main, set_up_site

# From the highest app to the lowest; apps on one line do not know each other.
ORDER = (
    ("home",),
    ("assurance",),
    ("reviews", "plans"),
    ("support",),
    ("practices",),
    ("debates",),
    ("communities", "dividend"),
    ("measures",),
    ("people",),
    ("schools",),
    ("core",),
)
HEIGHT = {app: len(ORDER) - level for level, apps in enumerate(ORDER) for app in apps}


class Relation(NamedTuple):
    """A field of one model that names another."""

    app: str
    field: str
    target: str


def upward(relations: Iterable[Relation]) -> list[str]:
    """Name every field that points to a higher app, or to one beside its own."""
    return [
        f"{relation.field}: {relation.app} may not point to {relation.target}; keep (type, id) instead"
        for relation in relations
        if relation.app in HEIGHT
        and relation.target in HEIGHT
        and relation.app != relation.target
        and HEIGHT[relation.target] >= HEIGHT[relation.app]
    ]


def relations_of_the_site() -> list[Relation]:
    from django.apps import apps  # noqa: PLC0415 -- the site is set up by now

    return [
        Relation(
            model._meta.app_label, f"{model._meta.label}.{field.name}", field.related_model._meta.app_label
        )
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]


if __name__ == "__main__":
    set_up_site()
    main(upward(relations_of_the_site()))
