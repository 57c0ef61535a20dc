"""People, their roles, invitations and interests."""

from datetime import timedelta

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from weald.people.enums import ConcernKind, InterestKind, RoleKind
from weald.people.models import Concern, EmailDomain, Interest, Invitation, JoinRequest, Role, Token, User
from weald.schools.enums import Kind
from weald.schools.models import Organisation

PASSWORD = "larch rowan hazel"


class HomeFactory(DjangoModelFactory):
    """The plainest organisation a person can hold a role at."""

    class Meta:
        model = Organisation

    kind = Kind.SCHOOL
    name = factory.Sequence(lambda n: f"Hazel Lane School {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Robin Underhill {n}")
    email = factory.Sequence(lambda n: f"robin{n}@hazel-lane.example")

    @factory.post_generation
    def password(self, create, extracted, **_):
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password"])

    @factory.post_generation
    def verified(self, create, extracted, **_):
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(HomeFactory)
    kind = RoleKind.TEACHER
    period = factory.LazyFunction(lambda: (timezone.localdate() - timedelta(days=400), None))


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@hazel-lane.example")
    organisation = factory.SubFactory(HomeFactory)
    role = RoleKind.TEACHER
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = Interest

    person = factory.SubFactory(UserFactory)
    academic_year = 2026
    kind = InterestKind.NOTHING


class EmailDomainFactory(DjangoModelFactory):
    class Meta:
        model = EmailDomain

    domain = factory.Sequence(lambda n: f"hazel-lane-{n}.example")
    organisation = factory.SubFactory(HomeFactory)


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    email = factory.Sequence(lambda n: f"asking{n}@hazel-lane.example")
    name = factory.Sequence(lambda n: f"Sam Asker {n}")
    organisation = factory.SubFactory(HomeFactory)


class TokenFactory(DjangoModelFactory):
    class Meta:
        model = Token

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"program {n}")
    beginning = "weald_abcdef"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=90))


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = Concern

    target_label = "practices.practice"
    target_id = factory.Sequence(lambda n: str(10_000 + n))
    kind = ConcernKind.PUPIL
    home = factory.SubFactory(HomeFactory)
    raised_by = factory.SubFactory(UserFactory)
    raised_at = factory.LazyFunction(timezone.now)
