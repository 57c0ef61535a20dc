"""What is being written."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from tests.factories.files import StoredFileFactory
from tests.factories.people import UserFactory

from weald.practices.enums import Licence
from weald.practices.models import Draft, DraftFile


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = Draft

    person = factory.SubFactory(UserFactory)
    saved_at = factory.LazyFunction(timezone.now)


class DraftFileFactory(DjangoModelFactory):
    class Meta:
        model = DraftFile

    draft = factory.SubFactory(DraftFactory)
    file = factory.SubFactory(StoredFileFactory)
    name = factory.Sequence(lambda n: f"grid {n}.txt")
    licence = Licence.CC_BY
