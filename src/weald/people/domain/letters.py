"""The e-mails people sends itself; those about signing in are templates of allauth's."""

import structlog
from django.core.mail import send_mail
from django.template.loader import render_to_string

from weald.core.permissions import Actor
from weald.people.models import Invitation

log = structlog.get_logger("weald.people")


def send_invitation(invitation: Invitation, address: str, *, by: Actor) -> bool:
    """Send the link. A mail server that is down must not undo the invitation: it can be sent again."""
    message = render_to_string(
        "people/letters/invitation.txt", {"invitation": invitation, "address": address, "by": by}
    )
    try:
        send_mail(f"An invitation from {invitation.organisation.name}", message, None, [invitation.email])
    except OSError as error:
        log.warning("invitation not sent", invitation=invitation.pk, problem=type(error).__name__)
        return False
    return True
