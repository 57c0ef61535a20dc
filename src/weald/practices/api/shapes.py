"""How practices look to programs, going out and coming in."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from weald.operations import tag_of
from weald.people.models import User
from weald.practices.domain.written import Placing, Written
from weald.practices.enums import Licence, Part, PracticeKind
from weald.practices.models import Adoption, Practice, Return, Version
from weald.schools.models import Organisation


class Named(Schema):
    """An organisation or a person, by id and name."""

    id: int | None
    name: str


class Texts(Schema):
    """The Markdown of a version, part by part, in the order people think; only the summary is needed."""

    summary: str = ""
    problem: str = ""
    for_whom: str = ""
    outcome: str = ""
    pupils: str = ""
    by_when: str = ""
    core: str = ""
    flex: str = ""
    steps: str = ""
    cost_note: str = ""
    saves: str = ""
    needs: str = ""
    watch: str = ""


class Place(Schema):
    """Where a practice belongs: its kind, and codes of the vocabulary."""

    kind: PracticeKind = PracticeKind.PRACTICE
    subject: str = ""
    generic_because: str = ""
    concept: str = ""
    area: str = ""
    phases: list[str] = []
    key_stages: list[str] = []


class PracticeOut(Place):
    """A practice as a list has it."""

    id: int
    title: str
    stage: str
    home: Named
    audience: str
    head: int = Field(description="The number of its newest version.")
    summary: str
    shared_at: datetime
    changed_at: datetime


class File(Schema):
    name: str
    licence: str
    kind: str
    bytes: int


class VersionLine(Schema):
    """A version as the history has it."""

    id: int
    number: int
    title: str
    note: str
    made_at: datetime
    made_by: Named
    made_at_school: Named
    licence: str


class VersionOut(VersionLine):
    practice_id: int
    texts: Texts
    units: list[str]
    cost_hours: Decimal | None
    files: list[File]


class PracticeWhole(PracticeOut):
    authors: list[Named]
    origin: int | None
    variant_of: int | None
    stands_alone: bool
    retired_because: str
    version: VersionOut


class AdoptionOut(Schema):
    id: int
    practice_id: int
    version: int = Field(description="The number of the version in use.")
    organisation: Named
    pupils: str
    state: str
    began_on: date
    ended_on: date | None
    ended_because: str


class ReturnOut(Schema):
    """What came back, where it was tried, what happened, and what became of it."""

    id: int
    from_version: int
    from_practice: int
    to_practice: int
    tried_at: Named
    message: str
    happened: str
    sent_at: datetime
    state: str
    reason: str
    result: int | None
    thanked_at: datetime | None


class WrittenIn(Texts):
    """A version to be: everything it says, not only what changed."""

    title: str = Field(max_length=160)
    units: list[str] = []
    cost_hours: Decimal | None = Field(None, ge=0, le=99_999)
    licence: Licence = Licence.CC_BY
    note: str = ""

    def written(self) -> Written:
        return Written(
            title=self.title,
            texts={part.value: getattr(self, part) for part in Part},
            units=tuple(self.units),
            cost_hours=self.cost_hours,
            licence=self.licence,
            note=self.note,
        )


class PracticeIn(WrittenIn, Place):
    home_id: int = Field(description="Where it is at home: an organisation you work at.")
    audience: str = Field("school", description="team, school, trust, partners, sector or public.")
    partners: list[int] = Field([], description="With the audience partners: ids of organisations.")

    def placing(self) -> Placing:
        return Placing(
            self.kind,
            self.subject,
            self.generic_because,
            self.concept,
            self.area,
            tuple(self.phases),
            tuple(self.key_stages),
        )


class AlloyIn(PracticeIn):
    versions: list[int] = Field(description="Ids of the versions it is made from, two to twelve.")


class AdoptionIn(Schema):
    organisation_id: int
    began_on: date | None = None
    pupils: str = Field("", max_length=200)


class StopIn(Schema):
    because: str
    on: date | None = None


class ReturnIn(Schema):
    version_id: int
    to_practice_id: int
    tried_at_id: int
    message: str
    happened: str


class QuestionIn(Schema):
    about: str = Field("", description="The part asked about, or nothing.")
    text: str
    for_id: int = Field(description="The place where you work that you ask for.")


def named(thing: Organisation | User | None) -> dict[str, Any]:
    return {"id": thing.pk if thing else None, "name": thing.name if thing else ""}


def practice_tag(practice: Practice) -> str:
    """Change with whatever the page of a practice says of the practice itself."""
    return tag_of(
        practice.pk, practice.head_id, practice.stage, practice.audience, practice.changed_at, practice.title
    )


def placed(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in Place.model_fields}


def listed(practice: Practice) -> dict[str, Any]:
    return placed(practice) | {
        "id": practice.pk,
        "title": practice.title,
        "stage": practice.stage,
        "home": named(practice.home),
        "audience": practice.audience,
        "head": practice.head.number,
        "summary": practice.head.summary,
        "shared_at": practice.shared_at,
        "changed_at": practice.changed_at,
    }


def whole(practice: Practice) -> dict[str, Any]:
    return listed(practice) | {
        "authors": [named(person) for person in practice.authors.all()],
        "origin": practice.origin_id,
        "variant_of": practice.variant_of_id,
        "stands_alone": practice.stands_alone,
        "retired_because": practice.retired_because,
        "version": version_whole(practice.head),
    }


def version_line(version: Version) -> dict[str, Any]:
    return {
        "id": version.pk,
        "number": version.number,
        "title": version.title,
        "note": version.note,
        "made_at": version.made_at,
        "made_by": named(version.made_by),
        "made_at_school": named(version.made_at_school),
        "licence": version.licence,
    }


def version_whole(version: Version) -> dict[str, Any]:
    return version_line(version) | {
        "practice_id": version.practice_id,
        "texts": version.texts,
        "units": version.units,
        "cost_hours": version.cost_hours,
        "files": [
            {"name": one.name, "licence": one.licence, "kind": one.file.media_type, "bytes": one.file.size}
            for one in version.attachments.all()
        ],
    }


def adoption(one: Adoption) -> dict[str, Any]:
    return {
        "id": one.pk,
        "practice_id": one.practice_id,
        "version": one.version.number,
        "organisation": named(one.organisation),
        "pupils": one.pupils,
        "state": one.state,
        "began_on": one.began_on,
        "ended_on": one.ended_on,
        "ended_because": one.ended_because,
    }


def returned(back: Return) -> dict[str, Any]:
    return {
        "id": back.pk,
        "from_version": back.from_version_id,
        "from_practice": back.from_version.practice_id,
        "to_practice": back.to_practice_id,
        "tried_at": named(back.tried_at),
        "message": back.message,
        "happened": back.happened,
        "sent_at": back.sent_at,
        "state": back.state,
        "reason": back.reason,
        "result": back.result_id,
        "thanked_at": back.thanked_at,
    }
