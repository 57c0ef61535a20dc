"""Research beside a practice: what it is, where it is found, and that somebody else checked it."""

import re
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import WealdError
from weald.core.permissions import Actor, permit
from weald.practices.domain.holding import hold
from weald.practices.domain.tumbler import need_reason
from weald.practices.enums import Bearing
from weald.practices.models import Practice, Reference
from weald.practices.queries.line import line_of
from weald.practices.rules.evidence import Checking
from weald.practices.rules.line import Planning

# What people paste around a DOI, and the DOI itself: prefix, slash, anything without spaces.
AROUND_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>\\^`{|}]+")


def clean_doi(words: str) -> str:
    """Give the DOI in what was pasted, in lower case; refuse what cannot be one. No network."""
    found = AROUND_DOI.sub("", words.strip()).rstrip(".,;").lower()
    if not found or DOI.fullmatch(found):
        return found
    raise WealdError(
        "A DOI begins with 10., a number and a slash.",
        f"“{words.strip()[:80]}” does not.",
        "Copy it from the article’s first page, such as 10.1080/02671522.2019.1695461, or give its address.",
    )


def clean_url(words: str) -> str:
    """Give an address a browser opens; nothing that runs, and nothing without a host."""
    found = words.strip()
    if not found:
        return ""
    parts = urlsplit(found)
    if parts.scheme in {"http", "https"} and "." in parts.netloc and not re.search(r"\s", found):
        return found
    raise WealdError(
        "An address begins with https:// and names a site.",
        f"“{found[:80]}” does not.",
        "Copy it from the browser’s address line.",
    )


@transaction.atomic
def add_reference(
    practice: Practice,
    *,
    citation: str,
    says: str,
    bearing: str,
    doi: str = "",
    url: str = "",
    year: int | None = None,
    by: Actor,
) -> Reference:
    """Add a source somebody can look up, for or against."""
    practice = hold(practice)
    permit("practices.refer", by, line_of(practice))
    doi, url = clean_doi(doi), clean_url(url)
    if not doi and not url:
        raise WealdError(
            "A reference can be found by whoever doubts it.",
            "It has neither DOI nor address.",
            "Add one of them.",
        )
    if doi and practice.references.filter(doi=doi, removed_at__isnull=True).exists():
        raise WealdError(
            "A source stands once beside a practice.", "This DOI is there already.", "Read that one."
        )
    if bearing not in Bearing.values:
        raise WealdError("A reference says which way it speaks.", "That is left open.", "Choose an answer.")
    reference = Reference.objects.create(
        practice=practice,
        citation=need_reason(citation, "A reference names authors, year and title."),
        says=need_reason(says, "A reference says what it has to say about this practice."),
        bearing=bearing,
        doi=doi,
        url=url,
        year=year,
        added_by_id=by.person_id,
        added_at=timezone.now(),
    )
    _write(Verb.SHARED, reference, by)
    return reference


@transaction.atomic
def check_reference(reference: Reference, *, by: Actor) -> Reference:
    """Say that one has opened the source and that it says what it is quoted for."""
    reference = Reference.objects.select_for_update().get(pk=reference.pk)
    permit("practices.check_reference", by, Checking(reference.added_by_id))
    if reference.checked_at is None and reference.removed_at is None:
        reference.checked_by_id = by.person_id
        reference.checked_at = timezone.now()
        reference.save(update_fields=["checked_by", "checked_at"])
        _write(Verb.SETTLED, reference, by)
    return reference


@transaction.atomic
def remove_reference(reference: Reference, *, because: str, by: Actor) -> Reference:
    """Take a source away; that it stood there, and why it went, is kept."""
    reference = Reference.objects.select_for_update().get(pk=reference.pk)
    permit("practices.remove_reference", by, Planning(line_of(reference.practice), reference.added_by_id))
    if reference.removed_at is None:
        reference.removed_because = need_reason(because, "A reference is taken away for a reason.")[:300]
        reference.removed_at = timezone.now()
        reference.save(update_fields=["removed_because", "removed_at"])
        _write(Verb.WITHDREW, reference, by)
    return reference


def _write(verb: Verb, reference: Reference, by: Actor) -> None:
    practice = reference.practice
    record(verb, practice, by=by, thing=reference, payload={"practice": practice.pk})
