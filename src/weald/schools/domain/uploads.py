"""Files that came by a page: kept until they have been applied, worked on by a job."""

from datetime import date, timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from weald.core.enums import ImportMode
from weald.core.errors import Conflict, WealdError
from weald.core.jobs import enqueue
from weald.core.models import ImportRun
from weald.core.permissions import Actor, permit
from weald.imports.run import Report, begin
from weald.schools.domain.register.files import carry_out, prepare

FOLDER = "imports"
KEPT = timedelta(days=7)


def receive(*, file: "UploadedFile[bytes]", as_of: date | None, is_part: bool, by: Actor) -> ImportRun:
    """Keep a file, recognise it, and have a job find out what it would change."""
    permit("schools.import", by)
    forget_old_uploads()
    stored_as = default_storage.save(f"{FOLDER}/{uuid7().hex}{Path(file.name or '').suffix[:8]}", file)
    try:
        run = prepare(
            Path(default_storage.path(stored_as)),
            mode=ImportMode.DRY_RUN,
            by=by,
            name=file.name or "",
            as_of=as_of,
            is_part=is_part,
        )
    except WealdError:
        default_storage.delete(stored_as)
        raise
    run.stored_as = stored_as
    return _have_done(run, f"Look through {run.file_name}", by=by)


def apply_upload(looked_at: ImportRun, *, mode: ImportMode, by: Actor) -> ImportRun:
    """Import for good a file that has been looked at."""
    permit("schools.import", by)
    with transaction.atomic():
        looked_at = ImportRun.objects.select_for_update().get(pk=looked_at.pk)
        if not looked_at.stored_as:
            raise Conflict(
                "A file is kept until it has been applied, for a week at most.",
                f"{looked_at.file_name} is no longer here.",
                "Give the file again.",
            )
        path = Path(default_storage.path(looked_at.stored_as))
        run = begin(path, kind=looked_at.kind, mode=mode, by=by, name=looked_at.file_name)
        run.as_of, run.is_part, run.stored_as = looked_at.as_of, looked_at.is_part, looked_at.stored_as
        looked_at.stored_as = ""
        looked_at.save(update_fields=["stored_as"])
        return _have_done(run, f"Import {run.file_name}", by=by)


def _have_done(run: ImportRun, title: str, *, by: Actor) -> ImportRun:
    with transaction.atomic():
        run.save()
        job = enqueue("schools.import_register", title[:200], by=by, run_id=run.pk)
        run.job_id = job.pk
        run.save(update_fields=["job_id"])
    return run


def work_on(run_id: int, report: Report) -> ImportRun:
    """Do what the job is for. Done again after a crash it comes to the same."""
    run = ImportRun.objects.get(pk=run_id)
    if run.finished_at:
        return run
    by = Actor(person_id=run.requested_by_id)
    run = carry_out(run, Path(default_storage.path(run.stored_as)), by=by, report=report)
    if run.was_applied:
        default_storage.delete(run.stored_as)
        run.stored_as = ""
        run.save(update_fields=["stored_as"])
    return run


def forget_old_uploads() -> int:
    """Delete files that nobody applied within a week."""
    old = ImportRun.objects.exclude(stored_as="").filter(started_at__lt=timezone.now() - KEPT)
    for stored_as in old.values_list("stored_as", flat=True):
        default_storage.delete(stored_as)
    return old.update(stored_as="")
