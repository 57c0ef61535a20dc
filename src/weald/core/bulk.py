"""Many rows at once by COPY: several times as fast as INSERT, in the same transaction."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from psycopg import sql


def copy_in(objects: Sequence[Model]) -> None:
    """Store new objects of one model. Nothing is given back: they must carry their own keys."""
    if not objects:
        return
    options = objects[0]._meta
    fields = [field for field in options.concrete_fields if not getattr(field, "generated", False)]
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(options.db_table), columns)
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor, cursor.copy(into) as copy:
        for thing in objects:
            copy.write_row(
                [field.get_db_prep_save(getattr(thing, field.attname), database) for field in fields]
            )
