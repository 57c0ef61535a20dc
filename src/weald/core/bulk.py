"""Many rows at once by COPY: several times as fast as INSERT, in the same transaction."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from psycopg import sql

Created = TypeVar("Created", bound=Model)


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
            given = ((field, field.pre_save(thing, add=True)) for field in fields)
            copy.write_row([field.get_db_prep_save(value, database) for field, value in given])


def create_many(objects: Sequence[Created]) -> Sequence[Created]:
    """Store new objects of one model under keys drawn from its sequence, and give them back with these."""
    if objects:
        table, key = objects[0]._meta.db_table, objects[0]._meta.pk.column
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, len(objects)],
            )
            for thing, (drawn,) in zip(objects, cursor.fetchall(), strict=True):
                thing.pk = drawn
        copy_in(objects)
    return objects
