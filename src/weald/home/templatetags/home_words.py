"""Days as people say them, and words fit for a letter, in templates."""

from django.template import Library

from weald.home.domain.contribution import tally_words
from weald.home.domain.words import count_words, day_words, due_words

register = Library()
register.filter("day_words", lambda moment: day_words(moment))
register.filter("due_words", lambda day: due_words(day))
register.filter("tally_words", tally_words)


@register.filter
def oneline(text: str) -> str:
    """Put what somebody wrote on one line, so that it cannot pass for a line of the letter's own."""
    return " ".join(text.split())


@register.filter
def still_waiting(count: int) -> str:
    said = count_words(count, "thing you were told of still needs", "things you were told of still need")
    return f"{said.capitalize()} you."
