"""What files registers with core: whoever gave a file first is forgotten with their account."""

from weald.core.registry import ERASERS
from weald.files import rules  # noqa: F401 -- it declares who may keep files
from weald.files.models import StoredFile


def forget_giver(person_id: int) -> int:
    return StoredFile.objects.filter(stored_by_id=person_id).update(stored_by_id=None)


ERASERS["files"] = forget_giver
