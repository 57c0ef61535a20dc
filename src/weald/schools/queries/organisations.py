"""Schools and the bodies they belong to, with what a list or a page says of each."""

from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from weald.schools.enums import Kind, Scheme, Status
from weald.schools.models import Identifier, Link, Organisation, Spell

OPEN = (Status.OPEN, Status.PROPOSED_TO_CLOSE)


def by_identifier(scheme: Scheme, value: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(identifiers__scheme=scheme, identifiers__value=value)


def standing() -> QuerySet[Organisation]:
    """Give each school once: the end of its chain of URNs."""
    return Organisation.objects.filter(kind=Kind.SCHOOL, identity__isnull=True)


def number(scheme: Scheme, of: str = "pk") -> Subquery:
    numbers = Identifier.objects.filter(organisation=OuterRef(of), scheme=scheme).order_by("value")
    return Subquery(numbers.values("value")[:1])


def current(kind: Kind, on: date, field: str) -> Subquery:
    """Give something of the body of that kind in which the organisation is on that day."""
    now = Spell.objects.filter(child=OuterRef("pk"), kind=kind, period__contains=on)
    return Subquery(now.order_by("pk").values(field)[:1])


def listed(schools: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    """Add what a line of a list says: numbers, trust, authority."""
    return schools.select_related("details").annotate(
        urn=number(Scheme.URN),
        laestab=number(Scheme.LAESTAB),
        ukprn=number(Scheme.UKPRN),
        trust_id=current(Kind.TRUST, on, "parent_id"),
        trust_name=current(Kind.TRUST, on, "parent__name"),
        authority_name=current(Kind.LOCAL_AUTHORITY, on, "parent__name"),
        trust_uid=number(Scheme.UID, "trust_id"),
        phase=F("details__phase"),
        pupils=F("details__pupils"),
    )


def within(schools: QuerySet[Organisation], parent: int, on: date) -> QuerySet[Organisation]:
    here = Spell.objects.filter(child=OuterRef("pk"), parent=parent, period__contains=on)
    return schools.filter(Exists(here))


def ever_within(parent: Organisation) -> QuerySet[Spell]:
    """Give the spells within a body, the longest standing first."""
    spells = Spell.objects.filter(parent=parent).select_related("child", "child__details")
    return spells.annotate(
        urn=number(Scheme.URN, "child_id"),
        starts_on=Func(F("period"), function="lower"),
        ends_on=Func(F("period"), function="upper"),
    ).order_by(F("starts_on").asc(nulls_first=True), "child__name", "pk")


def chain_of(school: Organisation) -> QuerySet[Organisation]:
    """Give every URN of one school, the latest first."""
    last = school.identity_id or school.pk
    chain = Organisation.objects.filter(Q(pk=last) | Q(identity=last))
    return chain.annotate(urn=number(Scheme.URN), laestab=number(Scheme.LAESTAB)).order_by("-urn")


def history_of(organisations: QuerySet[Organisation]) -> QuerySet[Spell]:
    """Give where organisations have belonged, newest first."""
    spells = Spell.objects.filter(child__in=organisations.values("pk")).select_related("parent")
    return spells.annotate(
        uid=number(Scheme.UID, "parent_id"),
        starts_on=Func(F("period"), function="lower"),
        ends_on=Func(F("period"), function="upper"),
    ).order_by(F("starts_on").desc(nulls_last=True), "pk")


def neighbours_in_time(organisations: QuerySet[Organisation]) -> QuerySet[Link]:
    """Give mergers and splits: the links at which a chain of URNs breaks."""
    ids = organisations.values("pk")
    links = Link.objects.filter(Q(earlier__in=ids) | Q(later__in=ids)).exclude(earlier__in=ids, later__in=ids)
    return links.select_related("earlier", "later").annotate(
        earlier_urn=number(Scheme.URN, "earlier_id"), later_urn=number(Scheme.URN, "later_id")
    )


def trusts_listed(trusts: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    members = (
        Spell.objects.filter(parent=OuterRef("pk"), period__contains=on, child__kind=Kind.SCHOOL)
        .order_by()
        .values("parent")
        .annotate(n=Count("pk"))
    )
    return trusts.annotate(
        uid=number(Scheme.UID),
        schools=Coalesce(Subquery(members.values("n"), output_field=IntegerField()), 0),
    )


def authorities() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=Kind.LOCAL_AUTHORITY).annotate(
        code=Coalesce(number(Scheme.LA_CODE), Value(""), output_field=TextField())
    )
