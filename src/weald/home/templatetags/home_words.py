"""Days as people say them, in templates."""

from django.template import Library

from weald.home.domain.words import day_words, due_words

register = Library()
register.filter("day_words", lambda moment: day_words(moment))
register.filter("due_words", lambda day: due_words(day))
