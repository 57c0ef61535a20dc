"""What was found, in words, and where each of it is read."""

from urllib.parse import urlencode

from django.template import Context, Library
from django.urls import reverse

from weald.home.domain.search import Results
from weald.home.domain.words import count_words
from weald.search.models import SearchDocument
from weald.search.registry import SOURCES

register = Library()


@register.filter
def page_of(document: SearchDocument) -> str:
    return reverse(SOURCES[document.label].url_name, args=[document.target_id])


@register.simple_tag(takes_context=True)
def narrowed(context: Context, facet: str, code: str = "") -> str:
    """Give the address of this search with another choice in one facet, from its first page on."""
    kept = {name: said for name, said in context["request"].GET.items() if name not in {"page", facet}}
    return f"?{urlencode(kept | ({facet: code} if code else {}))}"


@register.filter
def counted_words(results: Results) -> str:
    """Say how many there are: “12 practices and communities like “fluency”, and 3 places”."""
    documents = count_words(results.found.counted.total, "practice or community", "practices and communities")
    said = f"{documents[:1].upper()}{documents[1:]}"
    return f"{said} for “{results.text}”." if results.text else f"{said}."
