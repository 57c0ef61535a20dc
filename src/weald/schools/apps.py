from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SchoolsConfig(AppConfig):
    name = "weald.schools"
    label = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from weald.schools import places, rules  # noqa: F401, PLC0415 -- app ready

        post_migrate.connect(load_shipped, sender=self)


def load_shipped(*, using: str, **_: Any) -> None:  # noqa: ANN401 -- Django's signal
    """After every migration the vocabulary stands as shipped, whatever the way the tables came about."""
    from django.db import connections  # noqa: PLC0415 -- app ready

    from weald.schools.domain.vocabulary import load_vocabulary  # noqa: PLC0415 -- app ready
    from weald.schools.models import Term  # noqa: PLC0415 -- app ready

    # Migrating backwards may just have removed the table.
    if Term._meta.db_table in connections[using].introspection.table_names():
        load_vocabulary()
