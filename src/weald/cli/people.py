"""What whoever has the server in their hands does for people: the first invitation, erasure on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from weald.cli.site import site

if TYPE_CHECKING:
    from weald.schools.models import Organisation

ROLES = (
    "steward",
    "analyst",
    "external_reader",
    "chief_executive",
    "improvement_lead",
    "headteacher",
    "trustee",
)
KINDS = ("hub", "partnership", "civic_partner", "other")


@click.command()
@click.argument("email")
@click.option("--at", "place", required=True, help="The organisation's name, URN or UID.")
@click.option(
    "--role", type=click.Choice(ROLES), default="steward", show_default=True, help="The role offered."
)
@click.option("--name", default="", help="The person's name.")
@click.option(
    "--make", type=click.Choice(KINDS), help="Make the organisation, of this kind, if there is none."
)
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the site is.")
def invite(email: str, place: str, role: str, name: str, make: str | None, address: str) -> None:
    """Invite somebody, and print the link: above all the first steward, who can invite everybody else.

    The link is also sent by e-mail where a mail server is set.
    """
    with site():
        from weald.core.permissions import SYSTEM  # noqa: PLC0415 - after Django is set up
        from weald.people.domain import invitations  # noqa: PLC0415 - as above

        links: list[str] = []

        def link_to(token: str) -> str:
            links.append(f"{address.rstrip('/')}/invitation/{token}")
            return links[-1]

        organisation = _find(place, make)
        made = invitations.invite(
            email=email, organisation=organisation, role=role, by=SYSTEM, link_to=link_to, name=name
        )
        click.echo(f"{made.email} may become {made.get_role_display()} at {organisation.name}")
        click.echo(f"until {made.expires_at:%d %B %Y}, with this link, which is shown only now:")
        click.echo(links[-1])


@click.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, yes: bool) -> None:
    """Erase a person for good, at their own written request.

    Their name, address, ways in, roles and declarations go; what they made stays without a name. The ledger
    still verifies and no longer says who. Backups made before still hold them.
    """
    with site():
        from weald.core.errors import WealdError  # noqa: PLC0415 - after Django is set up
        from weald.core.permissions import SYSTEM  # noqa: PLC0415 - as above
        from weald.people.domain import own_data  # noqa: PLC0415 - as above
        from weald.people.queries.people import person_with  # noqa: PLC0415 - as above

        person = person_with(email)
        if person is None:
            raise WealdError(
                "Only somebody with an account can be erased.",
                f"There is none with the address {email}.",
                "Look for another address of theirs.",
            )
        if not yes:
            click.confirm(f"Erase {person.name} <{person.email}> for good?", abort=True)
        own_data.erase(person, by=SYSTEM)
        click.echo("Erased. The ledger still verifies: weald verify")


def _find(place: str, make: str | None) -> Organisation:
    from django.db.models import Q  # noqa: PLC0415 - after Django is set up

    from weald.core.errors import WealdError  # noqa: PLC0415 - as above
    from weald.schools.models import Organisation  # noqa: PLC0415 - as above

    by_number = Q(identifiers__scheme__in=("urn", "uid"), identifiers__value=place)
    found = list(Organisation.objects.filter(Q(name__iexact=place) | by_number).distinct()[:2])
    if len(found) == 1:
        return found[0]
    if not found and make:
        return Organisation.objects.create(kind=make, name=place)
    raise WealdError(
        "An invitation is to one organisation.",
        f"{'Several are' if found else 'None is'} known as {place}.",
        "Give its URN or UID." if found else "Import the register first, or add --make hub to make it.",
    )
