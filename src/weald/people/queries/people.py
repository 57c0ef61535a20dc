"""Finding people by their e-mail address, whatever its case."""

from allauth.account.models import EmailAddress

from weald.people.demo import DEMO_PEOPLE, DemoPerson
from weald.people.models import User


def person_with(email: str) -> User | None:
    """Give the active person whose account has this address, confirmed or not."""
    return User.objects.filter(email=email.lower(), is_active=True).first()


def person_confirmed_at(email: str) -> User | None:
    """Give the active person who has shown that this address is theirs."""
    found = EmailAddress.objects.filter(email=email.lower(), verified=True, user__is_active=True)
    address = found.select_related("user").first()
    return address.user if address else None


def demo_sign_ins() -> list[tuple[User, DemoPerson]]:
    """List the ready-made people that were made, in the order of the story."""
    made = User.objects.in_bulk([person.email for person in DEMO_PEOPLE], field_name="email")
    return [(made[person.email], person) for person in DEMO_PEOPLE if person.email in made]
