"""What each kind of register file does: rows are checked, then merged in a few statements."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from weald.imports.layout import Layout, Reader, RowIgnored, RowRejected
from weald.imports.reading import Table
from weald.imports.run import Values
from weald.imports.staging import Findings, findings, reject_repeats
from weald.schools.domain.identity import redraw_identities
from weald.schools.domain.register import codes, layouts, merging
from weald.schools.domain.register.derive import GROUP_KINDS, redraw
from weald.schools.domain.register.facts import EVERY
from weald.schools.enums import Kind, LinkKind
from weald.schools.grid import is_in_britain, to_grid
from weald.schools.regions import AUTHORITIES, is_outside_england

Columns = Sequence[tuple[str, str]]
SCHOOL_COLUMNS: Columns = (("key", "text"), ("la_code", "text"), ("hint", "text"), *EVERY.items())


@dataclass(frozen=True)
class RegisterImporter(ABC):
    """What the kinds have in common. `is_part`: that something is missing from the file means nothing."""

    as_of: date
    is_part: bool = False

    layout: ClassVar[Layout]
    staged: ClassVar[Columns]

    def bind(self, table: Table) -> Reader:
        return self.layout.bind(table)

    def rows(self, values: Values) -> Iterable[Sequence[object]]:
        staged = self.stage(values)
        yield [staged.get(name) for name, _ in self.staged]

    @abstractmethod
    def stage(self, values: Values) -> Values:
        """Give the staged row by column; refuse or ignore it."""

    @abstractmethod
    def merge(self) -> Findings: ...


def with_authority(values: Values) -> Values:
    """Add the region; refuse a school whose authority is none of England's."""
    code = str(values["la_code"])
    if is_outside_england(code):
        msg = "outside England"
        raise RowIgnored(msg)
    if code not in AUTHORITIES:
        msg = f"There is no local authority with the code {code}."
        raise RowRejected(msg, column="LA (code)", value=code)
    return values | {"region": AUTHORITIES[code].region.value}


class SchoolImporter(RegisterImporter):
    """Facts of schools by URN."""

    staged = SCHOOL_COLUMNS

    def merge(self) -> Findings:
        reject_repeats(["key"])
        examples = merging.merge_schools(self.as_of)
        merging.tell_authorities()
        merging.record(self.as_of, ())
        return self.finish(examples, (Kind.LOCAL_AUTHORITY, *GROUP_KINDS))

    def finish(self, examples: merging.Examples, kinds: Sequence[Kind]) -> Findings:
        effects, moves = redraw(kinds)
        return ended(examples, effects, moves)


def ended(examples: merging.Examples, effects: Counter[str], moves: merging.Examples) -> Findings:
    """Settle whose past is whose, and count."""
    identities = redraw_identities()
    found = findings([*moves[:10], *examples])
    found.effects = effects + Counter({"schools joined to their earlier or later URN": identities})
    return found


class Establishments(SchoolImporter):
    layout = layouts.ESTABLISHMENTS
    staged = (
        *SCHOOL_COLUMNS,
        ("trust_uid", "text"),
        ("trust_name", "text"),
        ("trust_kind", "text"),
        ("of_trust_type", "text"),
        ("federation_uid", "text"),
        ("federation_name", "text"),
    )

    def stage(self, values: Values) -> Values:
        reason = codes.NOT_SCHOOLS.get(str(values["type_code"]))
        if reason:
            raise RowIgnored(reason)
        values = with_authority(values)
        if values["number"]:
            values["laestab"] = f"{values['la_code']}{values['number']}"
        if not (values["easting"] and values["northing"]):
            values |= {"easting": None, "northing": None}
        kind, trust_type = codes.trust_flag(str(values["trust_flag"]))
        return values | {"key": values["urn"], "trust_kind": kind.value, "of_trust_type": trust_type}

    def merge(self) -> Findings:
        reject_repeats(["key"])
        merging.merge_groups_of_establishments(self.as_of)
        examples = merging.merge_schools(self.as_of)
        merging.tell_authorities()
        merging.tell_groups_of_establishments()
        whole = () if self.is_part else merging.kinds_told()
        merging.record(self.as_of, whole)
        return self.finish(examples, (Kind.LOCAL_AUTHORITY, *GROUP_KINDS))


class Details(SchoolImporter):
    layout = layouts.DETAILS

    def stage(self, values: Values) -> Values:
        flags = {
            name: values[name] for name in ("is_primary", "is_secondary", "is_post_16", "low_age", "high_age")
        }
        return with_authority(values) | {"key": values["urn"], "hint": codes.phase_of(**flags)}


class Places(SchoolImporter):
    layout = layouts.PLACES

    def stage(self, values: Values) -> Values:
        staged = {
            "key": values["urn"],
            "name": values["name"],
            "postcode": values["postcode"],
            "status": "open",
        }
        latitude, longitude = values["latitude"], values["longitude"]
        if isinstance(latitude, float) and isinstance(longitude, float):
            if not is_in_britain(latitude, longitude):
                msg = "The place is not in Britain; latitude and longitude may have changed places."
                raise RowRejected(msg, column="lat, lng", value=f"{latitude}, {longitude}")
            staged["easting"], staged["northing"] = to_grid(latitude, longitude)
        return staged | {"hint": values["phase"]}


class Groups(RegisterImporter):
    layout = layouts.GROUPS
    staged = (("key", "text"), ("kind", "text"), *EVERY.items())

    def stage(self, values: Values) -> Values:
        kind, trust_type = group_kind(values)
        opened_on = values["opened_on"] or values["incorporated_on"]
        return values | {
            "key": values["uid"],
            "kind": kind.value,
            "trust_type": trust_type or None,
            "opened_on": opened_on,
        }

    def merge(self) -> Findings:
        reject_repeats(["key"])
        examples = merging.merge_groups(self.as_of)
        effects, moves = redraw(GROUP_KINDS)
        return ended(examples, effects, moves)


def group_kind(values: Values) -> tuple[Kind, str]:
    kind = values["group_type"]
    if not isinstance(kind, tuple):
        raise RowIgnored(codes.NOT_KEPT)
    return kind


class Memberships(RegisterImporter):
    layout = layouts.MEMBERSHIPS
    staged = (
        ("key", "text"),
        ("la_code", "text"),
        ("name", "text"),
        ("establishment_type", "text"),
        ("phase", "text"),
        ("region", "text"),
        ("uid", "text"),
        ("group_kind", "text"),
        ("of_trust_type", "text"),
        ("group_name", "text"),
        ("group_id", "text"),
        ("company", "text"),
        ("group_status", "text"),
        ("group_closed_on", "date"),
        ("joined_on", "date"),
    )

    def stage(self, values: Values) -> Values:
        kind, trust_type = group_kind(values)
        if values["la_code"]:
            values = with_authority(values)
        return values | {"key": values["urn"], "group_kind": kind.value, "of_trust_type": trust_type or None}

    def merge(self) -> Findings:
        reject_repeats(["key", "uid"])
        merging.reject_two_at_once()
        merging.merge_groups_of_memberships(self.as_of)
        examples = merging.merge_schools_of_memberships(self.as_of)
        merging.tell_authorities()
        merging.tell_memberships()
        kinds = merging.kinds_told()
        whole = () if self.is_part else kinds
        merging.refuse_a_fragment(self.as_of, whole)
        merging.record(self.as_of, whole)
        effects, moves = redraw((Kind.LOCAL_AUTHORITY, *kinds))
        return ended(examples, effects, moves)


class Links(RegisterImporter):
    layout = layouts.LINKS
    staged = (
        ("earlier", "text"),
        ("later", "text"),
        ("link_urn", "text"),
        ("link_name", "text"),
        ("kind", "text"),
        ("established_on", "date"),
    )

    def stage(self, values: Values) -> Values:
        said = str(values["link_type"])
        known = codes.LINKS.get(said)
        if known is None:
            msg = f"links of the kind “{said}”, which do not say which school came first"
            raise RowIgnored(msg)
        if values["urn"] == values["link_urn"]:
            msg = "A school cannot follow itself."
            raise RowRejected(msg, column="LinkURN", value=str(values["link_urn"]))
        is_later, kind = known
        pair = (values["urn"], values["link_urn"])
        earlier, later = pair if is_later else reversed(pair)
        return values | {"earlier": earlier, "later": later, "kind": LinkKind(kind).value}

    def merge(self) -> Findings:
        merging.merge_link_rows()
        merging.merge_schools_of_links(self.as_of)
        merging.merge_links(self.as_of)
        return ended([], Counter(), [])


IMPORTERS: dict[str, type[RegisterImporter]] = {
    importer.layout.kind: importer
    for importer in (Establishments, Details, Places, Groups, Memberships, Links)
}
