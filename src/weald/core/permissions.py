"""One mechanism for who may see and do what: pages, lists, counts, exports and the API all come here.

Seeing is always a query (`visible`); doing is a rule (`refusal`). What you may not know of does not
exist for you (404); what you may know of but not do is refused with the reason (403).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from weald.core.enums import Audience
from weald.core.errors import Refusal, Refused
from weald.core.formats import wanted_format
from weald.core.models import Share

ModelT = TypeVar("ModelT", bound=Model)
Visibility = Callable[[QuerySet[Any], "Actor"], QuerySet[Any]]
View = Callable[..., HttpResponseBase]
Ids = RawSQL | QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role a person holds today at an organisation."""

    kind: str
    organisation_id: int
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a person with today's roles and how far each of them reaches."""

    person_id: int | None = None
    name: str = ""
    is_system: bool = False
    roles: tuple[HeldRole, ...] = ()
    # Organisations worked at; with every school and team within them; and with
    # everything in the same trusts. Computed once a request from today's spells.
    own: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()
    trusts: frozenset[int] = frozenset()
    # What holds these: a school's trust. What is shared with the trust by name is for its schools, too.
    above: frozenset[int] = frozenset()
    # Bodies for which the actor only reads what was shared with them by name.
    reads_for: frozenset[int] = frozenset()
    # What `ids_once` has put into SQL already: nothing about the actor, and no copy takes it along.
    in_sql: dict[Hashable, RawSQL] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def is_known(self) -> bool:
        return self.person_id is not None

    @property
    def is_member(self) -> bool:
        """Works in the sector: holds a role other than that of an external reader."""
        return any(role.kind != "external_reader" for role in self.roles)

    def holds(self, *kinds: str, at: frozenset[int] | None = None) -> bool:
        return any(role.kind in kinds and (at is None or role.organisation_id in at) for role in self.roles)


NOBODY = Actor()
# Whoever has the server in their hands: the command line and scheduled jobs.
SYSTEM = Actor(name="command line", is_system=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that can be done, the sentence for the rule book, and who may do it."""

    name: str
    sentence: str
    decide: Callable[[Actor, Any], Refusal | None]


RULES: dict[str, Rule] = {}
_VISIBILITY: dict[type[Model], Visibility] = {}


def rule(name: str, sentence: str) -> Callable[[Callable[[Actor, Any], Refusal | None]], Rule]:
    """Register a predicate as the rule of that name."""

    def register(decide: Callable[[Actor, Any], Refusal | None]) -> Rule:
        if name in RULES:
            msg = f"rule {name} is declared twice"
            raise ValueError(msg)
        RULES[name] = Rule(name, sentence, decide)
        return RULES[name]

    return register


def visibility(model: type[Model]) -> Callable[[Visibility], Visibility]:
    """Register the one query that decides which rows of a model an actor may know of."""

    def register(query: Visibility) -> Visibility:
        _VISIBILITY[model] = query
        return query

    return register


def visible(queryset: QuerySet[ModelT], actor: Actor) -> QuerySet[ModelT]:
    """Narrow a queryset to what the actor may know of; a model without a declared query shows nothing."""
    query = _VISIBILITY.get(queryset.model)
    return query(queryset, actor) if query else queryset.none()


def known_ids(model: type[Model], actor: Actor) -> Ids:
    """Give the ids of what the actor may know of, for other queries to look among."""
    return ids_once(model, actor, lambda: visible(model._default_manager.all(), actor))


def ids_once(what: Hashable, actor: Actor, query: Callable[[], QuerySet[Any]]) -> Ids:
    """Give the ids of a query that a page asks again and again for the same actor.

    Today looks for a dozen kinds of things among the same practices. Putting that query into SQL takes
    longer than answering it, so it is done once for each person and request.
    """
    if what in actor.in_sql:
        return actor.in_sql[what]
    ids = query().order_by().values("pk")
    if not actor.is_known:  # one object for a whole process
        return ids
    try:
        sql, params = ids.query.sql_with_params()
    except EmptyResultSet:
        return ids
    return actor.in_sql.setdefault(what, RawSQL(sql, params))  # noqa: S611 - the query's own, parameters apart


def visible_or_404(queryset: QuerySet[ModelT], actor: Actor) -> ModelT:
    found = visible(queryset, actor).first()
    if found is None:
        msg = f"no {queryset.model._meta.verbose_name} here for this reader"
        raise Http404(msg)
    return found


def audience_query(
    actor: Actor, *, home: str, label: str | OuterRef, audience: str = "audience", pk: str = "pk"
) -> Q:
    """Narrow shared things to those whose audience, seen from their home, has the actor in it."""
    allowed = Q(**{audience: Audience.PUBLIC})
    if actor.is_member:
        allowed |= Q(**{audience: Audience.SECTOR})
    for level, reach in (
        (Audience.TEAM, actor.own),
        (Audience.SCHOOL, actor.schools),
        (Audience.TRUST, actor.trusts),
    ):
        if reach:
            allowed |= Q(**{f"{audience}": level, f"{home}__in": reach})
    if actor.own:
        # Whoever is at home sees everything that is shared from there, whatever the audience.
        allowed |= Q(**{f"{home}__in": actor.own})
    if readers := actor.own | actor.above | actor.reads_for:
        named = Share.objects.filter(
            target_label=label, target_id=Cast(OuterRef(pk), CharField()), organisation_id__in=readers
        )
        allowed |= Q(Exists(named))
    return allowed


def refusal(name: str, actor: Actor, thing: Any = None) -> Refusal | None:  # noqa: ANN401 -- each rule names its own subject
    return RULES[name].decide(actor, thing)


def permit(name: str, actor: Actor, thing: Any = None) -> None:  # noqa: ANN401 -- as above
    """Raise the refusal, if there is one. Domain functions and views both call this."""
    found = refusal(name, actor, thing)
    if found is not None:
        raise Refused.because(found)


def actor_of(request: HttpRequest) -> Actor:
    return cast("Actor", getattr(request, "actor", NOBODY))


def ruled(
    name: str, *, load: Callable[..., Any] | None = None, asks_to_sign_in: bool = True
) -> Callable[[View], View]:
    """Declare a view's rule. `load(request, **url arguments)` finds what it is about, or raises 404.

    The loaded object replaces the URL's arguments. Someone who is not signed in is
    asked to, where signing in could help; everyone else reads the reason.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:  # noqa: ANN401 -- URL arguments
            things = (load(request, **arguments),) if load else ()
            actor = actor_of(request)
            found = refusal(name, actor, *things)
            if found is None:
                return view(request, *things, **({} if load else arguments))
            if asks_to_sign_in and not actor.is_known and wanted_format(request) != "json":
                return redirect_to_login(request.get_full_path())
            raise Refused.because(found)

        guarded.rule = name  # type: ignore[attr-defined]  # read by the test that every view declares one
        return guarded

    return decorate
