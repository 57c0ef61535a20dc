"""Words and tones of stages, objections, accounts and effects."""

from typing import Any

from django import template

from weald.dividend.domain.words import TONES
from weald.practices.domain.effect_words import NOT_YET_KNOWN
from weald.practices.enums import Bearing, GoingOn, Standing
from weald.practices.models import MeasuredEffect, Reference

register = template.Library()

STANDING = {
    Standing.OPEN: "open",
    Standing.ANSWERED: "seen",
    Standing.SETTLED: "good",
    Standing.STANDS: "bad",
}
GOING_ON = {GoingOn.YES: "good", GoingOn.CHANGED: "seen", GoingOn.NO: "bad"}
BEARING = {Bearing.FOR: "good", Bearing.AGAINST: "bad", Bearing.MIXED: "seen", Bearing.BACKGROUND: "plain"}


@register.filter
def standing_tone(standing: str) -> str:
    return STANDING[Standing(standing)]


@register.filter
def going_on_tone(answer: str) -> str:
    return GOING_ON[GoingOn(answer)]


@register.filter
def bearing_tone(bearing: str) -> str:
    return BEARING[Bearing(bearing)]


@register.filter
def verdict_tone_of(verdict: str) -> str:
    return TONES.get(verdict, "open")


@register.filter
def effect_word(effect: MeasuredEffect) -> str:
    return effect.get_verdict_display() if effect.is_known else NOT_YET_KNOWN


@register.filter
def source_url(reference: Reference) -> str:
    """Give where a source is found: its DOI's own address, or the one that was given."""
    return f"https://doi.org/{reference.doi}" if reference.doi else reference.url


@register.filter
def share(value: Any) -> str:  # noqa: ANN401 -- a number
    return f"{float(value):.0%}".replace("%", " %")
