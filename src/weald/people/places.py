"""What people registers with core: places, search, slots, samples, and its part of a person's data."""

from django.urls import reverse

from weald.core.permissions import Actor
from weald.core.registry import (
    ERASERS,
    EXPORTERS,
    NEWS,
    PLACES,
    SAMPLES,
    SEARCH_PROVIDERS,
    WAITING,
    Place,
    Sample,
)
from weald.people.domain import concerns, own_data, tokens
from weald.people.enums import LEADING, RoleKind
from weald.people.queries import interests, invitations, roles  # noqa: F401 -- they register what may be seen
from weald.people.queries.concerns import concern_news, waiting_concerns
from weald.people.queries.finding import find_people
from weald.people.queries.waiting import waiting_for

EXPORTERS["account"] = own_data.account_of
EXPORTERS["sign_ins"] = own_data.sign_ins_of
EXPORTERS["roles"] = own_data.roles_of
EXPORTERS["interests"] = own_data.interests_of
EXPORTERS["invitations"] = own_data.invitations_of
EXPORTERS["concerns"] = concerns.concerns_of
EXPORTERS["tokens"] = tokens.export_tokens
ERASERS["concerns"] = concerns.erase_names
ERASERS["tokens"] = tokens.erase_tokens
ERASERS["sign_ins"] = own_data.erase_sign_ins
ERASERS["people"] = own_data.erase_traces


def leads_somewhere(actor: Actor) -> bool:
    return actor.holds(*LEADING, RoleKind.STEWARD)


PLACES.append(
    Place(
        name="People",
        url_name="people:places",
        order=90,
        prefixes=("/people/",),
        may_see=leads_somewhere,
        is_behind_role=True,
    )
)
WAITING.append(waiting_for)
WAITING.append(waiting_concerns)
NEWS.append(concern_news)
SEARCH_PROVIDERS.append(find_people)
SAMPLES.append(
    Sample(app="people", person="graham@demo.weald.example", find_url=lambda: reverse("people:me"))
)
