"""The measured effect of a practice: estimated, stored with all its checks, or honestly not yet known."""

from collections import Counter
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils import timezone

import wealdstats
from weald.core.domain.recording import record
from weald.core.enums import Verb
from weald.core.permissions import Actor, permit
from weald.dividend.domain.adopters import CohortEffect, Minimum, TakenUp, estimate_taken_up
from weald.dividend.domain.body import dividend_body, plain
from weald.measures.enums import Group
from weald.measures.models import Measure
from weald.practices.domain.practice_words import of_a_practice
from weald.practices.models import MeasuredEffect, Practice
from weald.practices.queries.line import line_of
from weald.practices.queries.taken_up import school_adoptions
from wealdstats.dividend.rule import Rule

DRAWS = 2_000
# What a page about a practice shows. Schools, trusts and their own numbers stay out of it: who adopted is
# known, how each of them did is theirs.
KEPT = frozenset(
    {"att", "att_pupils", "se", "conf_int", "mde", "floor", "reasons", "event", "onset", "checks", "funnel"}
    | {"beside", "raw", "too_early"}
)


@transaction.atomic
def estimate_effect(
    practice: Practice,
    measure: Measure,
    group: str = Group.ALL,
    *,
    by: Actor,
    draws: int = DRAWS,
    seed: int = 1,
    rule: Rule | None = None,
    minimum: Minimum | None = None,
) -> MeasuredEffect:
    """Estimate what adopting a practice changed on one measure, and keep the answer."""
    permit("practices.estimate", by, line_of(practice))
    began = perf_counter()
    minimum = minimum or Minimum()
    taken_up = (TakenUp(*one) for one in school_adoptions(practice))
    found = estimate_taken_up(taken_up, measure, group, minimum=minimum, rule=rule, draws=draws, seed=seed)
    MeasuredEffect.objects.filter(practice=practice, measure=measure, group=group, is_current=True).update(
        is_current=False
    )
    effect = MeasuredEffect.objects.create(
        practice=practice,
        measure=measure,
        group=group,
        adopters=found.adopters,
        usable=found.usable,
        sites=found.sites,
        rule=plain(found.rule.described()),
        seed=seed,
        draws=draws,
        data_hash=found.data_hash,
        version=wealdstats.__version__,
        seconds=perf_counter() - began,
        estimated_at=timezone.now(),
        requested_by_id=by.person_id,
        **_answer(found, minimum),
    )
    record(
        Verb.ESTIMATED,
        practice,
        by=by,
        thing=effect,
        payload={"practice": practice.pk, "measure": measure.code, "data": found.data_hash, "seed": seed},
    )
    return effect


def _answer(found: CohortEffect, minimum: Minimum) -> dict[str, Any]:
    if found.pooled is None or found.together is None:
        return {"missing": missing_from(found, minimum)}
    pooled = found.pooled.pooled
    whole = dividend_body(found.together)
    body = {name: whole[name] for name in KEPT} | {
        "schools": found.together.n_schools,
        "left_out": dict(Counter(one["reason"] for one in whole["left_out"])),
        "pooled": plain(
            {
                "estimate": pooled.estimate,
                "se": pooled.se,
                "conf_int": pooled.conf_int,
                "prediction": pooled.prediction,
                "tau2": pooled.tau2,
            }
        ),
    }
    return {
        "verdict": found.together.verdict.value,
        "effect": pooled.estimate,
        "lower": pooled.conf_int.lower,
        "upper": pooled.conf_int.upper,
        "body": of_a_practice(body),
        "missing": [],
    }


def missing_from(found: CohortEffect, minimum: Minimum) -> list[str]:
    """Say what is missing for an answer: never an empty list."""
    if found.latest is None:
        return ["There are no results of this measure."]
    said = []
    if found.adopters < minimum.adopters:
        said.append(f"{_schools(found.adopters)} adopted it; an answer needs {minimum.adopters}.")
    elif found.usable < minimum.adopters:
        said.append(
            f"Of {found.adopters} schools that adopted it, {found.usable} have results before and after and "
            f"schools to be compared with; an answer needs {minimum.adopters}."
        )
    if found.too_early:
        said.append(
            f"{_schools(found.too_early)} took it up lately: the newest results here are of {found.latest}."
        )
    if found.sites < minimum.sites:
        where = "one trust" if found.sites == 1 else f"{found.sites} trusts or schools without one"
        said.append(f"They are in {where}; an answer needs {minimum.sites}.")
    return said or ["Too few of them could be compared as one group."]


def _schools(number: int) -> str:
    return "1 school" if number == 1 else f"{number} schools"
