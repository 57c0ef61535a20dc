from django.db import models
from pgvector.django import VectorField

from weald.search.models.document import SearchDocument


class Meaning(models.Model):
    """What a document means, as numbers. Only there where the server has the extension `vector`.

    The table is made by migration 0002 or, where the extension came later, by `weald search rebuild`;
    the database itself removes a row with its document.
    """

    document = models.OneToOneField(
        SearchDocument, on_delete=models.DO_NOTHING, primary_key=True, related_name="meaning"
    )
    embedding = VectorField(dimensions=256)

    class Meta:
        managed = False
        db_table = "search_meaning"

    def __str__(self) -> str:
        return f"what “{self.document}” means"
