"""Words that nothing a reader may see has: begun perhaps, or misspelt. Nothing else is ever suggested."""

from dataclasses import replace
from itertools import takewhile

from django.db.models import QuerySet

from weald.search.models import SearchDocument, SearchWord
from weald.search.queries.matching import matching
from weald.search.queries.reading import WORD, Taken, Term, read, stems_of, term_of
from weald.search.queries.spelling import SHORTEST_MISSPELT, Candidate, nearest

# Words in more documents than these are seen by somebody like the reader.
SURELY_SEEN = 50
SHORTEST_BEGINNING, SHORTEST_PART = 2, 3
ONE_SLIP = 0.65


def mended(text: str, documents: QuerySet[SearchDocument]) -> Taken:
    """Find home for each word that stands nowhere; the last one may only be begun."""
    said = read(text)
    strange = [term for term in said.terms if _is_strange(term, documents)]
    is_being_typed = bool(strange) and strange[-1] == said.terms[-1] and not text.endswith((" ", '"'))
    begun = _begun(strange[-1], documents) if is_being_typed else None
    to_change = strange[:-1] if begun else strange
    changed = {term.said[0]: meant for term in to_change if (meant := _correction(term, documents))}
    if changed:
        text = WORD.sub(lambda found: changed.get(found[0].lower(), found[0]), text)
        said = read(text)
    if begun and said.terms:
        said = replace(said, terms=(*said.terms[:-1], begun))
    return Taken(said, text, changed)


def _is_strange(term: Term, documents: QuerySet[SearchDocument]) -> bool:
    if len(term.said) > 1 or term.documents > SURELY_SEEN:
        return False
    return not matching(documents, term.query).exists()


def _begun(term: Term, documents: QuerySet[SearchDocument]) -> Term | None:
    beginning = f"{term.readings[0]}:*"
    if len(term.said[0]) < SHORTEST_BEGINNING or not matching(documents, beginning).exists():
        return None
    return replace(term, readings=(beginning,))


def _correction(term: Term, documents: QuerySet[SearchDocument]) -> str:
    word = term.said[0]
    for meant in _meant(word) if len(word) >= SHORTEST_MISSPELT else ():
        stems = stems_of(meant)
        known = term_of(meant, stems)
        if known and (known.documents > SURELY_SEEN or matching(documents, known.query).exists()):
            return " ".join(meant)
    return ""


def _meant(word: str) -> list[tuple[str, ...]]:
    """Give what may have been meant: one slip away, then two words run together, then further away."""
    near = [one for one in nearest(word, SearchWord) if _is_slip(word, one)]
    counts = dict(
        SearchWord.objects.filter(word__in=[one.word for one in near]).values_list("word", "documents")
    )
    near.sort(key=lambda one: (-one.score, -counts[one.word], one.word))
    close = [(one.word,) for one in near if one.score >= ONE_SLIP]
    far = [(one.word,) for one in near if one.score < ONE_SLIP]
    return close + _apart(word) + far


def _is_slip(word: str, near: Candidate) -> bool:
    """Tell a slip of the pen from another word: several changes, all at the beginning or at the end."""
    if near.score >= ONE_SLIP:
        return True
    alike = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(word, near.word, strict=False))))
    ends_otherwise = alike >= min(len(word), len(near.word)) - 1
    return word[0] == near.word[0] and not ends_otherwise


def _apart(word: str) -> list[tuple[str, ...]]:
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    parts = {part for cut in cuts for part in (word[:cut], word[cut:])}
    known = dict(SearchWord.objects.filter(word__in=parts).values_list("word", "documents"))
    pairs = [(word[:cut], word[cut:]) for cut in cuts if word[:cut] in known and word[cut:] in known]
    return sorted(pairs, key=lambda pair: -min(known[part] for part in pair))
