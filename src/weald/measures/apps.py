from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MeasuresConfig(AppConfig):
    name = "weald.measures"
    label = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        from weald.measures import places, rules  # noqa: F401, PLC0415 -- app ready

        post_migrate.connect(load_shipped, sender=self)


def load_shipped(*, using: str, **_: Any) -> None:  # noqa: ANN401 -- Django's signal
    """After every migration the catalogue stands as shipped, whatever the way the tables came about."""
    from django.db import connections  # noqa: PLC0415 -- app ready

    from weald.measures.domain.catalogue import load_catalogue  # noqa: PLC0415 -- app ready
    from weald.measures.models import Measure  # noqa: PLC0415 -- app ready

    # Migrating backwards may just have removed the table.
    if Measure._meta.db_table in connections[using].introspection.table_names():
        load_catalogue()
