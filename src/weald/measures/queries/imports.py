"""Imports of results."""

from django.db.models import QuerySet

from weald.core.models import ImportRun


def results_runs() -> QuerySet[ImportRun]:
    """Give the runs that came by a page or the command line, newest first."""
    return ImportRun.objects.filter(kind__startswith="results.").order_by("-started_at", "-pk")


def uploaded_runs() -> QuerySet[ImportRun]:
    return results_runs().filter(results_file__isnull=False).select_related("results_file")
