"""A practice's own page, its files, and it as a folder to take away."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from weald.core.exports import wanted_format
from weald.core.permissions import Actor, actor_of, refusal, ruled, visible, visible_or_404
from weald.core.registry import slots_for
from weald.files.views.download import as_download
from weald.people.queries.concerns import open_concern
from weald.people.views.concerns import known_or_reported
from weald.practices.domain.reading import reading_of
from weald.practices.exports.bundle import bundle, write_zip
from weald.practices.exports.seal import sealed
from weald.practices.models import Attachment, Practice
from weald.practices.queries.foreign import owed_elsewhere
from weald.practices.queries.practice import (
    adoptions_shown,
    asks_of,
    credits_of,
    practices_whole,
    returns_of,
    role_at,
    versions_of,
)
from weald.practices.views.acts import acts_for
from weald.schools.enums import TermKind
from weald.schools.queries.vocabulary import names_of

# Further pages about a practice, as its margin names them.
WAYS: list[tuple[str, str]] = []
SHOWN_VERSIONS, SHOWN_ASKS, SHOWN_RETURNS, SHOWN_ELSEWHERE = 3, 5, 4, 5


def practice_at(request: HttpRequest, practice_id: int) -> Practice:
    found = practices_whole().filter(pk=practice_id)
    return known_or_reported(found, actor_of(request), "practices.practice", [str(practice_id)])


@ruled("practices.see", load=practice_at)
def practice(request: HttpRequest, shown: Practice) -> HttpResponseBase:
    actor = actor_of(request)
    if wanted_format(request) == "json":
        return JsonResponse(bundle(shown, actor).manifest)
    adoptions, counts = adoptions_shown(shown, actor)
    authors = list(shown.authors.all())
    acts = acts_for(shown, actor)
    page = {
        "practice": shown,
        "reading": reading_of(shown.head),
        "role": role_at(shown.head.made_by_id, shown.head.made_at_school_id),
        "acts": acts,
        "has_refused": any(act.refusal for act in acts),
        "is_author": actor.person_id in {person.pk for person in authors},
        "co_authors": [person for person in authors if person.pk != shown.head.made_by_id],
        "ways": [(name, reverse(url_name, args=[shown.pk])) for name, url_name in WAYS],
        "adoptions": adoptions,
        "counts": counts,
        "versions": versions_of(shown)[:SHOWN_VERSIONS],
        "credits": credits_of(shown.head, actor),
        "elsewhere": owed_elsewhere(shown.head, actor)[:SHOWN_ELSEWHERE],
        "returns": returns_of(shown, actor)[:SHOWN_RETURNS],
        "asks": visible(asks_of(shown), actor)[:SHOWN_ASKS],
        "subjects": names_of(TermKind.SUBJECT),
        "phases": names_of(TermKind.PHASE),
        "may_report": may_report(shown, actor),
        "concern": open_concern("practices.practice", shown.pk) if shown.hidden_at else None,
        "slots": slots_for("practices.practice", request, shown),
        "crumbs": crumbs_to(shown),
    }
    return render(request, "practices/practice.html", page)


def may_report(practice: Practice, actor: Actor) -> bool:
    """Nobody is offered to report what they wrote, which they take down themself, nor what is hidden."""
    if practice.hidden_at or actor.person_id in {person.pk for person in practice.authors.all()}:
        return False
    return refusal("people.report", actor) is None


def crumbs_to(shown: Practice, *here: str) -> list[tuple[str, str]]:
    own = reverse("practices:practice", args=[shown.pk])
    return [
        ("Practices", reverse("practices:library")),
        (shown.title, own if here else ""),
        *((name, "") for name in here),
    ]


@ruled("practices.see", load=practice_at)
def take_away(request: HttpRequest, shown: Practice) -> FileResponse:
    """Give the practice as a signed archive of Markdown, files and lineage."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the answer closes it
    actor, address = actor_of(request), request.build_absolute_uri("/").rstrip("/")
    write_zip(sealed(bundle(shown, actor), shown.head, actor, address), file)
    file.seek(0)
    name = f"practice-{shown.pk}-version-{shown.head.number}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def attachment_at(request: HttpRequest, practice_id: int, attachment_id: int) -> Attachment:
    """Find a file through its practice: whoever may not know of that knows of no file."""
    shown = visible_or_404(Practice.objects.filter(pk=practice_id), actor_of(request))
    found = (
        Attachment.objects.filter(pk=attachment_id, version__practice=shown).select_related("file").first()
    )
    if found is None:
        msg = "no such file here"
        raise Http404(msg)
    return found


@ruled("practices.see", load=attachment_at)
def attachment(request: HttpRequest, attached: Attachment) -> HttpResponseBase:
    if request.headers.get("If-None-Match") == f'"{attached.file.sha256}"':
        return HttpResponse(status=304)
    return as_download(attached.file, attached.name)
