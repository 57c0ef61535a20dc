"""Planning a trial, agreeing to it, drawing its order, running and closing it."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from weald.core.domain import ledger
from weald.core.enums import Audience, Verb
from weald.core.errors import Conflict, WealdError
from weald.core.permissions import Actor, permit
from weald.people.queries.places import workplace
from weald.practices.domain.holding import hold
from weald.practices.domain.tumbler import need_reason, open_window
from weald.practices.enums import AdoptionState, Stage, TrialState, Wave
from weald.practices.models import Adoption, Participation, Practice, Trial
from weald.practices.queries.line import line_of
from weald.practices.rules.line import Planning
from weald.schools.models import Organisation
from wealdstats.errors import TooFewError
from wealdstats.phased import PhasedPlan, drawn_order, phased_plan

SEEDS = 2**31
# What is fixed when the schools agree, beside the schools themselves.
FIXED = (
    "practice_id",
    "version_id",
    "title",
    "outcome",
    "unit",
    "smallest",
    "spread",
    "spread_because",
    "hardest",
    "first_on",
    "later_on",
)


class Drawer(Protocol):
    """Gives the seed of a draw; nobody who takes part chooses it."""

    def __call__(self, below: int, /) -> int: ...


@transaction.atomic
def plan_trial(practice: Practice, *, place: Organisation, by: Actor, **plan: Any) -> Trial:  # noqa: ANN401 -- the plan's own fields
    """Write down what a trial asks, how it is read off and how long it runs, before anybody starts."""
    practice = hold(practice)
    permit("practices.plan_trial", by, line_of(practice))
    if practice.stage == Stage.RETIRED:
        raise WealdError("A trial tries what is alive.", "This practice is retired.", "Reopen it first.")
    _dates(plan["first_on"], plan["later_on"])
    trial = Trial.objects.create(
        practice=practice,
        version=practice.head,
        proposed_by_id=by.person_id,
        proposed_at=timezone.now(),
        proposed_from=place,
        **plan,
    )
    _write(Verb.SHARED, trial, by)
    return trial


@transaction.atomic
def join(trial: Trial, *, place: Organisation, by: Actor) -> Participation:
    """Say that a school wants the practice and takes the place it is drawn."""
    trial = _locked(trial, TrialState.DRAFT)
    permit(
        "practices.join_trial", by, Planning(line_of(trial.practice), trial.proposed_by_id, workplace(place))
    )
    if trial.participations.filter(organisation=place).exists():
        raise Conflict("A school takes part once.", f"{place} is in.", "Nothing more is needed.")
    if Adoption.objects.filter(
        practice=trial.practice, organisation=place, state=AdoptionState.LIVE
    ).exists():
        raise WealdError(
            "A trial is for schools that have not begun.",
            f"{place} uses the practice already.",
            "Tell how it goes instead: that counts too.",
        )
    joined = Participation.objects.create(
        trial=trial, organisation=place, agreed_by_id=by.person_id, agreed_at=timezone.now()
    )
    _write(Verb.JOINED, trial, by, place.pk)
    return joined


@transaction.atomic
def leave(trial: Trial, *, place: Organisation, by: Actor) -> None:
    """Take a school out while nothing is fixed."""
    trial = _locked(trial, TrialState.DRAFT)
    permit(
        "practices.join_trial", by, Planning(line_of(trial.practice), trial.proposed_by_id, workplace(place))
    )
    if trial.participations.filter(organisation=place).delete()[0]:
        _write(Verb.LEFT, trial, by, place.pk)


@transaction.atomic
def agree(trial: Trial, *, by: Actor) -> Trial:
    """Fix everything: from now on the database refuses to change it. What it can show is said now."""
    trial = kept(trial, TrialState.DRAFT, by)
    _dates(trial.first_on, trial.later_on)
    schools = list(trial.participations.select_related("organisation"))
    trial.detectable = power_of(trial, len(schools)).detectable
    trial.fingerprint = fingerprint_of(trial, schools)
    trial.state, trial.agreed_at = TrialState.AGREED, timezone.now()
    trial.save(update_fields=["state", "agreed_at", "detectable", "fingerprint"])
    open_window(trial.practice, until=trial.later_on, because=f"Planned trial: {trial.title}"[:300], by=by)
    _write(Verb.CHANGED, trial, by, payload={"fixed": trial.fingerprint})
    return trial


@transaction.atomic
def draw(trial: Trial, *, by: Actor, drawer: Drawer = secrets.randbelow) -> Trial:
    """Draw who starts first. Once: the seed is kept, and anybody can repeat the order from it."""
    trial = kept(trial, TrialState.AGREED, by)
    schools = {str(one.organisation_id): one for one in trial.participations.all()}
    if fingerprint_of(trial, list(schools.values())) != trial.fingerprint:
        raise WealdError(
            "What was fixed is what is drawn.",
            "The plan’s fingerprint does not fit what stands here.",
            "Abandon this trial and say why; plan another.",
        )
    trial.seed = drawer(SEEDS)
    order = drawn_order(list(schools), trial.seed)
    n_first = first_of(len(order))
    for place, name in enumerate(order, start=1):
        one = schools[name]
        one.place, one.wave = place, Wave.FIRST if place <= n_first else Wave.LATER
        one.save(update_fields=["place", "wave"])
    trial.state, trial.drawn_at = TrialState.DRAWN, timezone.now()
    trial.save(update_fields=["state", "seed", "drawn_at"])
    _write(Verb.SETTLED, trial, by, payload={"seed": trial.seed})
    return trial


@transaction.atomic
def begin(trial: Trial, *, by: Actor) -> Trial:
    """Begin: the start dates that were drawn become adoptions."""
    trial = kept(trial, TrialState.DRAWN, by)
    without = trial.participations.filter(before__isnull=True).count()
    if without:
        raise WealdError(
            "Every school reads off the outcome before anybody starts.",
            f"{without} {'has' if without == 1 else 'have'} not.",
            "Ask them; a reading afterwards could not be believed.",
        )
    now = timezone.now()
    for one in trial.participations.select_for_update():
        one.adoption, _ = Adoption.objects.get_or_create(
            practice=trial.practice,
            organisation_id=one.organisation_id,
            state=AdoptionState.LIVE,
            defaults={
                "version_id": trial.version_id,
                "began_on": trial.first_on if one.wave == Wave.FIRST else trial.later_on,
                "adopted_by_id": one.agreed_by_id,
                "adopted_at": now,
            },
        )
        one.save(update_fields=["adoption"])
        ledger.append(
            Verb.ADOPTED,
            one.adoption,
            by=by,
            place_id=one.organisation_id,
            audience=Audience(trial.practice.audience),
            payload={"practice": trial.practice_id, "trial": trial.pk},
        )
    trial.state = TrialState.RUNNING
    trial.save(update_fields=["state"])
    _write(Verb.CHANGED, trial, by, payload={"state": "running"})
    return trial


@transaction.atomic
def read_off(participation: Participation, *, value: float, by: Actor) -> Participation:
    """Keep what a school read off: first before anybody starts, then on the day the later ones do."""
    trial = _locked(participation.trial, TrialState.AGREED, TrialState.DRAWN, TrialState.RUNNING)
    one = (
        Participation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=participation.pk)
    )
    permit(
        "practices.join_trial",
        by,
        Planning(line_of(trial.practice), trial.proposed_by_id, workplace(one.organisation)),
    )
    field = _which_reading(trial, one)
    setattr(one, field, value)
    one.reported_by_id, one.reported_at = by.person_id, timezone.now()
    one.save(update_fields=[field, "reported_by", "reported_at"])
    _write(Verb.REPORTED, trial, by, one.organisation_id, {"reading": field})
    return one


def _which_reading(trial: Trial, one: Participation) -> str:
    if trial.state != TrialState.RUNNING:
        return "before"
    if timezone.localdate() < trial.later_on:
        raise WealdError(
            "The second reading is taken on the day agreed.",
            f"That is {trial.later_on:%-d %B %Y}.",
            "Wait until then: earlier, the later schools would have had less time.",
        )
    if one.after is not None:
        raise Conflict("A reading is taken once.", "It is kept already.", "Nothing more is needed.")
    return "after"


@transaction.atomic
def abandon(trial: Trial, *, because: str, by: Actor) -> Trial:
    """Give a trial up, and say why: an abandoned trial stays on the practice's page."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    permit("practices.keep_trial", by, Planning(line_of(trial.practice), trial.proposed_by_id))
    if trial.is_over:
        raise Conflict("A trial ends once.", f"This one is {trial.get_state_display()}.", "Plan another.")
    trial.ending = need_reason(because, "Whoever abandons a trial says why.")
    trial.state, trial.ended_at = TrialState.ABANDONED, timezone.now()
    trial.save(update_fields=["state", "ended_at", "ending"])
    _write(Verb.STOPPED, trial, by)
    return trial


def power_of(trial: Trial, schools: int) -> PhasedPlan:
    """Say what a trial with so many schools could show."""
    n_first = first_of(schools)
    try:
        return phased_plan(n_first, schools - n_first, trial.spread)
    except TooFewError as few:
        raise WealdError(
            "A trial needs two schools in each wave at least.",
            f"{schools} {'takes' if schools == 1 else 'take'} part.",
            "Ask more schools that want the practice.",
        ) from few


def first_of(schools: int) -> int:
    """Say how many start first: half of them, rounded up."""
    return (schools + 1) // 2


def fingerprint_of(trial: Trial, schools: Sequence[Participation]) -> str:
    """Give the sha256 of all that is fixed."""
    fixed = {name: str(getattr(trial, name)) for name in FIXED}
    fixed["schools"] = ",".join(sorted(str(one.organisation_id) for one in schools))
    return hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()


def _dates(first_on: date, later_on: date) -> None:
    if first_on < timezone.localdate() or later_on <= first_on:
        raise WealdError(
            "A trial lies ahead, and the later schools start after the first.",
            f"From {first_on:%-d %B %Y} to {later_on:%-d %B %Y}.",
            "Choose days to come, in that order.",
        )


def _locked(trial: Trial, *states: str) -> Trial:
    """Give the trial as it is now; refuse where it has gone on meanwhile."""
    found = Trial.objects.select_for_update(of=("self",)).select_related("practice", "practice__home")
    trial = found.get(pk=trial.pk)
    if trial.state in states:
        return trial
    raise Conflict(
        f"This is for a trial that is {' or '.join(TrialState(state).label for state in states)}.",
        f"It is {trial.get_state_display()}.",
        "Look at the trial’s page again.",
    )


def kept(trial: Trial, state: str, by: Actor) -> Trial:
    permit("practices.keep_trial", by, Planning(line_of(trial.practice), trial.proposed_by_id))
    return _locked(trial, state)


def _write(
    verb: Verb, trial: Trial, by: Actor, place_id: int | None = None, payload: dict[str, Any] | None = None
) -> None:
    ledger.append(
        verb,
        trial,
        by=by,
        place_id=place_id or trial.practice.home_id,
        audience=Audience(trial.practice.audience),
        payload={"practice": trial.practice_id} | (payload or {}),
    )
