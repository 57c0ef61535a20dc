"""Small words the dividend templates need."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from weald.charts.words import Unit
from weald.dividend.domain.page import TrustPage
from weald.dividend.domain.words import TONES
from weald.dividend.models import Result, Run
from weald.measures.enums import Group

register = template.Library()

SIGNED = Unit("difference", "", 1)


@register.simple_tag
def crumbs_of(*parts: str) -> list[tuple[str, str]]:
    """Pair names with addresses: `{% crumbs_of "Schools" url "Here" "" as crumbs %}`."""
    return list(zip(parts[::2], parts[1::2], strict=True))


@register.filter
def signed(value: float) -> str:
    return SIGNED.say(value, signed=True)


@register.filter
def measure_words(result: Result) -> str:
    return run_words(result.run)


@register.filter
def run_words(run: Run) -> str:
    return run.measure.name if run.group == Group.ALL else f"{run.measure.name}, {run.get_group_display()}"


@register.filter
def verdict_tone(result: Result) -> str:
    return TONES[result.verdict]


@register.filter
def result_query(result: Result) -> str:
    return "?" + urlencode({"measure": result.run.measure.code, "group": result.run.group})


@register.filter
def result_url(result: Result) -> str:
    """Give the page of a result; its organisation's UID is fetched beforehand where there are many."""
    uid = next(number.value for number in result.organisation.identifiers.all() if number.scheme == "uid")
    return reverse("dividend:trust", args=[uid]) + result_query(result)


@register.filter
def run_url(run: Run) -> str:
    return reverse("dividend:sector", args=[run.measure.code, run.group])


@register.filter
def donors_summary(page: TrustPage) -> str:
    return f"The {page.donors} comparison schools, and how {page.candidates:,} became {page.donors}"
