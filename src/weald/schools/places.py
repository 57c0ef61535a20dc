"""What schools registers with core: its place, its search, a page that shows it at work."""

from collections.abc import Iterable

from django.urls import reverse

from weald.core.permissions import Actor, refusal, visible
from weald.core.registry import PLACES, SAMPLES, SEARCH_PROVIDERS, Hit, Place, Sample
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Organisation
from weald.schools.queries import vocabulary  # noqa: F401 -- it registers what may be seen
from weald.schools.queries.organisations import number, standing
from weald.schools.queries.search import search

MOST_HITS = 20
# A team is found on the page of its school.
SOUGHT = tuple(kind for kind in Kind if kind != Kind.TEAM)


def find(said: str, actor: Actor) -> Iterable[Hit]:
    """Find organisations of every kind; the first hit is the likeliest."""
    found = visible(search(Organisation.objects.all(), said, SOUGHT), actor)
    found = found.annotate(urn=number(Scheme.URN), uid=number(Scheme.UID))[:MOST_HITS]
    return [
        Hit(
            title=organisation.name,
            subtitle=subtitle(organisation),
            url=reverse("schools:organisation", args=[organisation.pk]),
            kind=Kind(organisation.kind).label,
            score=1 / (1 + rank),
        )
        for rank, organisation in enumerate(found)
    ]


def subtitle(organisation: Organisation) -> str:
    urn, uid = organisation.urn, organisation.uid  # type: ignore[attr-defined] # annotated
    numbered = f"URN {urn}" if urn else f"UID {uid}" if uid else ""
    closed = "" if organisation.is_open else "closed"
    return ", ".join(part for part in (organisation.town, organisation.postcode, numbered, closed) if part)


def sample_url() -> str:
    urn = standing().order_by("pk").values_list(number(Scheme.URN), flat=True)[0]
    return reverse("schools:school", args=[urn])


def may_import(actor: Actor) -> bool:
    return refusal("schools.import", actor) is None


PLACES.append(Place("Schools", "schools:index", order=20, prefixes=("/schools/", "/measures/", "/dividend/")))
PLACES.append(
    Place(
        "Register",
        "schools:imports",
        order=90,
        prefixes=("/schools/imports",),
        may_see=may_import,
        is_behind_role=True,
    )
)
SEARCH_PROVIDERS.append(find)
SAMPLES.append(Sample("schools", None, sample_url))
