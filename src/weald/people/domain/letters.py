"""The e-mails people sends itself; those about signing in are templates of allauth's."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from weald.core.permissions import Actor
from weald.people.models import Invitation


def send_invitation(invitation: Invitation, address: str, *, by: Actor) -> None:
    """Send the link. How and when it travels is the mail backend's business: see `posting`."""
    message = render_to_string(
        "people/letters/invitation.txt", {"invitation": invitation, "address": address, "by": by}
    )
    send_mail(f"An invitation from {invitation.organisation.name}", message, None, [invitation.email])
