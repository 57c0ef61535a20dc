"""Making accounts: only ever for somebody who was invited, or by whoever runs the server."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.permissions import Actor
from weald.people.models import User


@transaction.atomic
def make_account(*, email: str, name: str, password: str | None, by: Actor | None = None) -> User:
    """Make an account whose e-mail address has been shown to be theirs (they hold the invitation)."""
    user = User.objects.create_user(email, password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    ledger.append(Verb.JOINED, user, by=by or Actor(person_id=user.pk, name=name), audience=Audience.TEAM)
    return user


@transaction.atomic
def make_accounts(people: Sequence[tuple[str, str]]) -> list[User]:
    """Make many accounts at once from (e-mail, name), without passwords: for invented sectors."""
    unusable = make_password(None)
    made = User.objects.bulk_create(
        (User(email=email.lower(), name=name, password=unusable) for email, name in people), batch_size=5_000
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made),
        batch_size=5_000,
    )
    return made


@transaction.atomic
def choose_digest(person: User, digest: str, *, by: Actor) -> User:
    """Set how often the person is written to."""
    person.digest = digest
    person.save(update_fields=["digest"])
    ledger.append(
        Verb.CHANGED, person, by=by, audience=Audience.TEAM, payload={"what": "digest", "to": str(digest)}
    )
    return person


@transaction.atomic
def rename(person: User, name: str, *, by: Actor) -> User:
    person.name = name
    person.save(update_fields=["name"])
    ledger.append(Verb.CHANGED, person, by=by, audience=Audience.TEAM, payload={"what": "name"})
    return person


def note_security_change(person: User, what: str, *, by: Actor) -> None:
    """Write down that how somebody signs in was changed; what to is nobody's business."""
    ledger.append(Verb.CHANGED, person, by=by, audience=Audience.TEAM, payload={"what": what})
