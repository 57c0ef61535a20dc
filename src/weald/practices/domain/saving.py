"""Writing the next version of a practice, with somebody else perhaps doing the same."""

from django.db import transaction
from django.utils import timezone

from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.errors import Conflict
from weald.core.permissions import Actor, permit
from weald.practices.domain.holding import hold, latest_number, not_withdrawn
from weald.practices.domain.merging import Choice, PartHunks, hunks_of, merged, offered
from weald.practices.domain.versions import Parents, write_version
from weald.practices.domain.written import Placing, Written
from weald.practices.enums import Descent
from weald.practices.models import Practice, Version
from weald.practices.queries.line import line_of
from weald.schools.models import Organisation
from weald.search.domain.documents import index


class EditedMeanwhile(Conflict):
    """Somebody saved another version first. Carries both, cut into hunks: nothing written is lost."""

    def __init__(self, base: Version, saved: Version, written: Written) -> None:
        self.base, self.saved, self.written = base, saved, written
        name = saved.made_by.name if saved.made_by else "Somebody"
        super().__init__(
            "Two people changed this practice at once, and neither shall lose a word.",
            f"{name} saved version {saved.number} while you wrote.",
            "See both below, choose paragraph by paragraph, and save again.",
        )

    @property
    def parts(self) -> list[PartHunks]:
        """What is yours and what was saved: `theirs` is what was saved meanwhile."""
        return hunks_of(Written.of(self.base), self.written, Written.of(self.saved))

    def merged(self, choices: dict[str, Choice] | None = None) -> Written:
        """Give both together: everything saved is taken but where somebody chooses otherwise.

        Where both changed the same paragraph, yours stands after theirs until somebody has decided.
        """
        parts = self.parts
        both = {
            key: "\n\n".join((*hunk.theirs, *hunk.ours))
            for part in parts
            for key, hunk in part.keyed
            if hunk.is_offered and hunk.ours != hunk.base
        }
        everything: dict[str, Choice] = dict.fromkeys(offered(parts), True)
        return merged(self.written, parts, everything | both | (choices or {}))


@transaction.atomic
def save_version(
    practice: Practice,
    written: Written,
    *,
    expected_head: int,
    by: Actor,
    placing: Placing | None = None,
    school: Organisation | None = None,
) -> Version:
    """Write the next version. If the head is no longer the one it was written from, refuse with both."""
    practice = hold(practice)
    permit("practices.write", by, line_of(practice))
    not_withdrawn(practice)
    written = written.checked()
    if practice.head_id != expected_head:
        base = Version.objects.filter(practice=practice).get(pk=expected_head)
        raise EditedMeanwhile(base, practice.head, written)
    parents = [(practice.head, Descent.CONTINUED)]
    version = move_on(practice, written, parents, by=by, placing=placing, school=school)
    record(Verb.CHANGED, practice, by=by, payload={"version": version.pk, "number": version.number})
    return version


def move_on(
    practice: Practice,
    written: Written,
    parents: Parents,
    *,
    by: Actor,
    placing: Placing | None = None,
    school: Organisation | None = None,
) -> Version:
    """Write the version and make it the head of a practice that is held."""
    now = timezone.now()
    version = write_version(
        practice,
        written,
        number=latest_number(practice) + 1,
        parents=parents,
        school=school or practice.home,
        at=now,
        by=by,
    )
    fields = placing.fields() if placing else {}
    for name, value in {**fields, "title": version.title, "head": version, "changed_at": now}.items():
        setattr(practice, name, value)
    practice.save(update_fields=[*fields, "title", "head", "changed_at"])
    index(practice)
    return version
