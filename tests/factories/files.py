"""Files as they are kept."""

import hashlib

import factory
from factory.django import DjangoModelFactory

from weald.files.enums import MediaType
from weald.files.models import Chunk, StoredFile


class StoredFileFactory(DjangoModelFactory):
    """A short text, whole in one piece."""

    class Meta:
        model = StoredFile

    content = factory.Sequence(lambda n: f"Three old things for every new one. {n}\n".encode())
    sha256 = factory.LazyAttribute(lambda made: hashlib.sha256(made.content).hexdigest())
    size = factory.LazyAttribute(lambda made: len(made.content))
    media_type = MediaType.TEXT

    @classmethod
    def _create(cls, model_class, *args, content, **fields):
        made = super()._create(model_class, *args, **fields)
        Chunk.objects.create(file=made, position=0, data=content)
        return made


class ChunkFactory(DjangoModelFactory):
    class Meta:
        model = Chunk

    file = factory.SubFactory(StoredFileFactory)
    position = 1
    data = b"and the rest"
