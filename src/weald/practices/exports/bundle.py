"""One practice as a folder that can be read anywhere and taken in elsewhere: Markdown, files, lineage."""

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from weald.core.permissions import Actor, visible
from weald.files.domain import content_of
from weald.files.models import StoredFile
from weald.practices.enums import Part
from weald.practices.models import Attachment, Credit, Parentage, Practice, Version
from weald.practices.queries.foreign import NOT_SHARED

FORMAT = "weald-practice/1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes into the folder: the manifest, texts by their path, kept files by theirs."""

    manifest: dict[str, Any]
    texts: dict[str, str]
    files: dict[str, StoredFile]
    made_at: datetime


def bundle(practice: Practice, actor: Actor) -> Bundle:
    """Gather a practice as the actor may know it. Ancestors they may not know of are there without a name."""
    versions = list(
        practice.versions.select_related("made_by", "made_at_school", "practice").order_by("number")
    )
    attachments = list(Attachment.objects.filter(version__in=versions).select_related("file"))
    lineage = _lineage(versions, actor)
    manifest = {
        "format": FORMAT,
        "practice": _practice_facts(practice),
        "versions": [_version_facts(version, attachments) for version in versions],
        "lineage": lineage,
    }
    texts = {f"versions/{version.number:03}.md": as_markdown(version) for version in versions}
    texts["practice.md"] = as_markdown(practice.head)
    texts["lineage.md"] = _lineage_words(practice, lineage)
    texts["practice.json"] = json.dumps(manifest, ensure_ascii=False, indent=1)
    files = {_path(one): one.file for one in attachments}
    return Bundle(manifest, texts, files, practice.head.made_at)


def write_zip(gathered: Bundle, to: IO[bytes]) -> None:
    """Write the folder as an archive, kept files piece by piece. The same content gives the same bytes."""
    made = timezone.localtime(gathered.made_at).timetuple()[:6]
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(gathered.texts.items()):
            archive.writestr(zipfile.ZipInfo(path, made), text.encode(), zipfile.ZIP_DEFLATED)
        for path, file in sorted(gathered.files.items()):
            with archive.open(zipfile.ZipInfo(path, made), "w") as entry:
                for piece in content_of(file):
                    entry.write(piece)


def _path(attachment: Attachment) -> str:
    """Name the file by its content: versions that share one share it here too, whatever each calls it."""
    ending = attachment.name.rpartition(".")[2]
    return f"files/{attachment.file.sha256}.{ending}"


def _practice_facts(practice: Practice) -> dict[str, Any]:
    return {
        "id": practice.pk,
        "kind": practice.kind,
        "title": practice.title,
        "stage": practice.stage,
        "home": practice.home.name,
        "subject": practice.subject,
        "generic_because": practice.generic_because,
        "concept": practice.concept,
        "area": practice.area,
        "phases": practice.phases,
        "key_stages": practice.key_stages,
        "authors": [person.name for person in practice.authors.order_by("name", "pk")],
        "shared_at": practice.shared_at.isoformat(),
        "head": practice.head.number,
    }


def _version_facts(version: Version, attachments: Iterable[Attachment]) -> dict[str, Any]:
    return {
        "id": version.pk,
        "number": version.number,
        "title": version.title,
        "texts": {name: text for name, text in version.texts.items() if text},
        "units": version.units,
        "cost_hours": None if version.cost_hours is None else str(version.cost_hours),
        "note": version.note,
        "licence": version.licence,
        "made_by": version.made_by.name if version.made_by else None,
        "made_at": version.made_at.isoformat(),
        "made_at_school": version.made_at_school.name,
        "attachments": [
            {
                "name": one.name,
                "licence": one.licence,
                "media_type": one.file.media_type,
                "size": one.file.size,
                "sha256": one.file.sha256,
                "path": _path(one),
            }
            for one in attachments
            if one.version_id == version.pk
        ],
    }


def _lineage(versions: Sequence[Version], actor: Actor) -> dict[str, Any]:
    parentage = list(Parentage.objects.filter(child__in=versions).select_related("parent"))
    credits_ = list(
        Credit.objects.filter(version__in=versions).select_related(
            "ancestor__practice", "ancestor__made_by", "ancestor__made_at_school"
        )
    )
    lines = {edge.parent.practice_id for edge in parentage} | {one.ancestor.practice_id for one in credits_}
    known = set(visible(Practice.objects.filter(pk__in=lines), actor).values_list("pk", flat=True))
    return {
        "parents": [
            {"child": edge.child_id, "parent": edge.parent_id, "how": edge.how, "position": edge.position}
            for edge in parentage
        ],
        "credits": [_credit_facts(one, is_known=one.ancestor.practice_id in known) for one in credits_],
    }


def _credit_facts(credit: Credit, *, is_known: bool) -> dict[str, Any]:
    ancestor = credit.ancestor
    told = {
        "title": ancestor.title,
        "number": ancestor.number,
        "made_by": ancestor.made_by.name if ancestor.made_by else None,
        "made_at_school": ancestor.made_at_school.name,
    }
    return {
        "version": credit.version_id,
        "ancestor": ancestor.pk,
        "kind": credit.kind,
        "words": credit.words,
        "share": round(credit.share, 4),
        **(told if is_known else {"title": NOT_SHARED}),
    }


def as_markdown(version: Version) -> str:
    """Write a version as one Markdown text under a head that other programs read."""
    head = {
        "title": version.title,
        "version": version.number,
        "licence": version.licence,
        "made_by": version.made_by.name if version.made_by else None,
        "made_at_school": version.made_at_school.name,
        "made_on": timezone.localdate(version.made_at).isoformat(),
        "cost_hours": None if version.cost_hours is None else float(version.cost_hours),
    }
    lines = [
        "---",
        *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()),
        "---",
    ]
    lines += ["", f"# {version.title}", ""]
    for part in Part:
        if text := version.texts[part]:
            lines += [text, ""] if part == Part.SUMMARY else [f"## {part.label}", "", text, ""]
    for number, unit in enumerate(version.units, start=1):
        title, _, rest = unit.partition("\n")
        lines += [f"## Unit {number}: {title.lstrip('# ')}", "", rest.strip(), ""]
    return "\n".join(lines)


def _lineage_words(practice: Practice, lineage: dict[str, Any]) -> str:
    lines = [f"# Whom “{practice.title}” owes what", ""]
    owed = [one for one in lineage["credits"] if one["version"] == practice.head_id]
    for one in sorted(owed, key=lambda one: (-one["share"], one["ancestor"])):
        who = f", {one['made_at_school']}" if "made_at_school" in one else ""
        debt = f"{one['share']:.0%} of its words" if one["words"] else "a debt declared"
        lines.append(f"- {one['title']}{who}: {debt}")
    if not owed:
        lines.append("It began here.")
    return "\n".join([*lines, ""])
