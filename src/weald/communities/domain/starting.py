"""Setting up a community, changing it, and saying where it points and what came of it."""

from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from weald.communities.domain.activity import touch
from weald.communities.domain.enrolling import enrol_in
from weald.communities.domain.joining import enrol
from weald.communities.enums import CommunityKind, How, Joining, Rhythm
from weald.communities.models import Community, Output, Reference
from weald.communities.queries.communities import LABEL, seat_of
from weald.communities.queries.places import person_in
from weald.communities.rules import Writing
from weald.core.domain.recording import record
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.schools.domain.partners import name_partners
from weald.schools.models import Organisation
from weald.search.domain.documents import index

# What a community says of itself, as far as its leads may say it anew.
SAID = ("name", "purpose", "rhythm", "joining", "audience")


@dataclass(frozen=True, slots=True)
class Terms:
    """Whom a network enrols: roles, subjects and phases by their codes; an empty one asks nothing."""

    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    place: Organisation | None = None

    @property
    def asks_something(self) -> bool:
        return bool(self.roles or self.subjects or self.phases or self.place)


@dataclass(frozen=True, slots=True)
class About:
    """What a community says of itself."""

    name: str
    purpose: str
    rhythm: str = Rhythm.AS_NEEDED
    joining: str = Joining.OPEN
    audience: str = Audience.SECTOR
    subject: str = ""
    concept: str = ""
    phases: tuple[str, ...] = field(default_factory=tuple)
    # Ids of the organisations it is shared with by name, where that is its audience.
    partners: tuple[int, ...] = ()


@transaction.atomic
def start_group(about: About, *, by: Actor, home: Organisation | None = None) -> Community:
    """Start a group, led by whoever starts it."""
    permit("communities.start", by)
    group = store(CommunityKind.SOFT, about, by, home, closes_when_quiet=True)
    enrol(group, person_in(by), How.STARTED, is_lead=True)
    record(Verb.SHARED, group, by=by)
    return group


@transaction.atomic
def start_network(about: About, terms: Terms, *, by: Actor, home: Organisation | None = None) -> Community:
    """Set up a network; whoever fits its rule is in it at once."""
    permit("communities.start_network", by, terms.place.pk if terms.place else None)
    if not terms.asks_something:
        raise WealdError(
            "A network says whom it enrols.",
            "Neither a role, a subject, a phase nor a place is given.",
            "Give at least one, or start a group.",
        )
    network = store(
        CommunityKind.HARD,
        replace(about, subject=_only(terms.subjects), phases=terms.phases),
        by,
        home,
        rule_roles=list(terms.roles),
        rule_subjects=list(terms.subjects),
        rule_phases=list(terms.phases),
        rule_place=terms.place,
    )
    record(Verb.SHARED, network, by=by)
    enrol_in(network, by=by)
    return network


def _only(codes: tuple[str, ...]) -> str:
    """Give the one subject a network is about; one for several is about none of them."""
    return codes[0] if len(codes) == 1 else ""


def store(
    kind: CommunityKind, about: About, by: Actor, home: Organisation | None, **more: object
) -> Community:
    now = timezone.now()
    community = Community.objects.create(
        kind=kind,
        name=about.name,
        purpose=about.purpose,
        rhythm=about.rhythm,
        joining=about.joining,
        audience=about.audience,
        subject=about.subject,
        concept=about.concept,
        phases=list(about.phases),
        home=home,
        started_by_id=by.person_id,
        started_at=now,
        active_at=now,
        **more,
    )
    name_partners(LABEL, community.pk, about.audience, about.partners, by=by)
    index(community)
    return community


@transaction.atomic
def change(community: Community, about: About, *, by: Actor, expected_revision: int) -> Community:
    """Say anew what a community is for, how often it meets and who may join."""
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    permit("communities.lead", by, seat_of(community, by))
    if community.revision != expected_revision:
        raise Conflict(
            "A community is changed as it stands.",
            "Somebody changed it while you were at it.",
            "Look at what it says now, and change that.",
        )
    for name in SAID:
        setattr(community, name, getattr(about, name))
    community.revision += 1
    community.save(update_fields=[*SAID, "revision"])
    name_partners(LABEL, community.pk, about.audience, about.partners, by=by)
    index(community)
    record(Verb.CHANGED, community, by=by)
    return community


@transaction.atomic
def add_reference(
    community: Community, *, kind: str, title: str, url: str, by: Actor, note: str = ""
) -> Reference:
    permit("communities.write", by, seat_of(community, by))
    try:
        with transaction.atomic():
            reference = Reference.objects.create(
                community=community,
                kind=kind,
                title=title,
                url=url,
                note=note,
                added_by_id=by.person_id,
                added_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Conflict(
            "A community points to a page once.", "It points there already.", "Nothing is left to do."
        ) from error
    record(Verb.SHARED, community, by=by, thing=reference, payload={"community": community.pk})
    touch(community)
    return reference


@transaction.atomic
def remove_reference(reference: Reference, *, by: Actor) -> None:
    """Point there no longer; of two who say so at once, one has done it."""
    community = reference.community
    permit("communities.write", by, seat_of(community, by))
    held = Reference.objects.select_for_update().filter(pk=reference.pk).first()
    if held is not None:
        record(Verb.WITHDREW, community, by=by, thing=held, payload={"community": community.pk})
        held.delete()


@transaction.atomic
def add_output(community: Community, label: str, target_id: str, *, by: Actor) -> Output:
    """Say that something came of a community: a practice, an agreed position. Saying it twice is once."""
    permit("communities.write", by, seat_of(community, by))
    output, is_new = Output.objects.get_or_create(
        community=community,
        target_label=label,
        target_id=target_id,
        defaults={"added_by_id": by.person_id, "added_at": timezone.now()},
    )
    if is_new:
        record(Verb.SHARED, community, by=by, payload={"output": label, "id": target_id})
        touch(community)
    return output


@transaction.atomic
def remove_output(output: Output, *, by: Actor) -> None:
    """Say that it did not come of the community after all; the thing itself stays."""
    community = output.community
    permit("communities.take_back", by, Writing(seat_of(community, by), output.added_by_id))
    record(Verb.WITHDREW, community, by=by, payload={"output": output.target_label, "id": output.target_id})
    output.delete()
