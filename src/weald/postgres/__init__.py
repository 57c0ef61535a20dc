"""The embedded PostgreSQL: our own small manager of the programs a wheel brings."""

from weald.postgres.cluster import Cluster
from weald.postgres.problems import PostgresProblem
from weald.postgres.server import (
    Server,
    copy_database,
    database_exists,
    drop_database,
    ensure_database,
    rename_database,
)

__all__ = [
    "Cluster",
    "PostgresProblem",
    "Server",
    "copy_database",
    "database_exists",
    "drop_database",
    "ensure_database",
    "rename_database",
]
