"""Imports of the register."""

from django.db.models import QuerySet

from weald.core.models import ImportRun


def register_runs() -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(kind__startswith="register.")
