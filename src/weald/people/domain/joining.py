"""Asking to join without an invitation, from an e-mail domain that is known to be an organisation's own."""

import re

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.people.domain.invitations import LinkTo, invite
from weald.people.models import EmailDomain, Invitation, JoinRequest
from weald.people.queries.invitations import domain_of
from weald.people.queries.people import person_with
from weald.people.queries.places import workplace
from weald.schools.models import Organisation

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
# Anyone can have an address there, so none of these is an organisation's own.
PUBLIC_DOMAINS = frozenset(
    {
        "aol.com", "btinternet.com", "gmail.com", "googlemail.com", "gmx.com", "hotmail.co.uk", "hotmail.com",
        "icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me",
        "protonmail.com", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com",
    }
)  # fmt: skip


@transaction.atomic
def map_domain(organisation: Organisation, domain: str, *, by: Actor) -> EmailDomain:
    """Say that whoever writes from the domain belongs to the organisation and may ask to join."""
    permit("people.map_domain", by, workplace(organisation))
    domain = domain.strip().lower().removeprefix("@")
    if not DOMAIN.fullmatch(domain) or domain in PUBLIC_DOMAINS:
        raise WealdError(
            "An organisation’s e-mail domain looks like aldervale.example and is its own.",
            f"{domain or 'Nothing'} is not a domain that only its people use.",
            "Give the part behind the @ of its own addresses.",
        )
    mapping, is_new = EmailDomain.objects.get_or_create(
        domain=domain, defaults={"organisation": organisation, "mapped_by_id": by.person_id}
    )
    if mapping.organisation_id != organisation.pk:
        raise Conflict(
            "A domain belongs to one organisation.",
            f"{domain} is recorded for {mapping.organisation.name}.",
            "Ask its leaders to remove it there, or tell your hub’s steward.",
        )
    if is_new:
        ledger.append(Verb.CHANGED, mapping, by=by, place_id=organisation.pk, payload={"what": "domain"})
    return mapping


@transaction.atomic
def unmap_domain(mapping: EmailDomain, *, by: Actor) -> None:
    permit("people.map_domain", by, workplace(mapping.organisation))
    ledger.append(Verb.WITHDREW, mapping, by=by, place_id=mapping.organisation_id, payload={"what": "domain"})
    mapping.delete()


@transaction.atomic
def ask_to_join(*, email: str, name: str) -> JoinRequest | None:
    """Note the wish where the address's domain is known. The page answers the same whatever happens here."""
    mapping = domain_of(email)
    is_known = person_with(email) is not None
    if mapping is None or is_known:
        return None
    request, _ = JoinRequest.objects.get_or_create(
        email=email.lower(),
        organisation=mapping.organisation,
        decided_at=None,
        defaults={"name": name},
    )
    return request


@transaction.atomic
def agree(request: JoinRequest, *, role: str, by: Actor, link_to: LinkTo, subject: str = "") -> Invitation:
    """Send the invitation that was asked for; only who reads the address can accept it."""
    request = _lock_undecided(request)
    invitation = invite(
        email=request.email,
        name=request.name,
        organisation=request.organisation,
        role=role,
        by=by,
        link_to=link_to,
        subject=subject,
    )
    _decide(request, by, invitation)
    return invitation


@transaction.atomic
def decline(request: JoinRequest, *, by: Actor) -> JoinRequest:
    request = _lock_undecided(request)
    permit("people.lead", by, workplace(request.organisation))
    ledger.append(Verb.WITHDREW, request, by=by, place_id=request.organisation_id, audience=Audience.SCHOOL)
    return _decide(request, by, None)


def _decide(request: JoinRequest, by: Actor, invitation: Invitation | None) -> JoinRequest:
    request.decided_at = timezone.now()
    request.decided_by_id = by.person_id
    request.invitation = invitation
    request.save(update_fields=["decided_at", "decided_by", "invitation"])
    return request


def _lock_undecided(request: JoinRequest) -> JoinRequest:
    locked = JoinRequest.objects.select_for_update(of=("self",)).select_related("organisation")
    request = locked.get(pk=request.pk)
    if request.decided_at is not None:
        raise Conflict(
            "A request to join is decided once.",
            "Somebody has decided this one already.",
            "Look at the list of invitations.",
        )
    return request
