"""What practices registers with core."""

from django.urls import reverse

from weald.core.permissions import Actor
from weald.core.registry import ERASERS, EXPORTERS, NEWS, PLACES, SAMPLES, WAITING, Place, Sample
from weald.practices import (
    places_evidence,  # noqa: F401 -- what stages, contests, evidence, trials and focus register
    places_round,  # noqa: F401 -- what adopting, returning and answering register
    rules,  # noqa: F401 -- these register who may do what
    rules_evidence,  # noqa: F401
    rules_writing,  # noqa: F401
)
from weald.practices.domain import (
    own_drafts,
    searching,  # noqa: F401 -- it registers what may be found
)
from weald.practices.queries import drafts, evidence_visibility, visibility  # noqa: F401 -- … who may see
from weald.practices.queries.asking import answered_questions, waiting_questions


def sees_practices(actor: Actor) -> bool:
    return True


PLACES.append(
    Place(
        name="Practices",
        url_name="practices:library",
        order=30,
        prefixes=("/practices/",),
        may_see=sees_practices,
    )
)
WAITING.append(waiting_questions)
NEWS.append(answered_questions)
EXPORTERS["drafts"] = own_drafts.drafts_of
ERASERS["drafts"] = own_drafts.erase_drafts
SAMPLES.append(
    Sample(app="practices", person="amina@demo.weald.example", find_url=lambda: reverse("practices:library"))
)
