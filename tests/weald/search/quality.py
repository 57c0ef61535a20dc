"""How well rankings do on the judged queries: nDCG at ten, the same in the tests and in the bench."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path

import numpy as np
from tests.weald.search.story import practices

from weald.core.permissions import SYSTEM
from weald.search.domain.documents import write
from weald.search.domain.finding import SHIPPED, Ranking, find
from weald.search.domain.learning import count_words, keep_words, meanings
from weald.search.domain.meaning import keep_meaning
from weald.search.models import SearchDocument

JUDGED = Path(__file__).with_name("judged.txt")
LABEL = "practices.practice"
KINDS = ("words", "phrasing", "synonyms", "slips")
PLAIN = replace(SHIPPED, title=0.0, phrase=0.0, alike=0.0, weight=0.0)
RANKINGS: Mapping[str, Ranking] = {
    "words only": replace(PLAIN, meaning=0.0),
    "embeddings only": replace(PLAIN, words=0.0, nearness=0.0),
    "fused": PLAIN,
    "fused, with boosts": SHIPPED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and how good each practice is for it, from 3 (just this) down."""

    kind: str
    query: str
    grades: dict[str, int]


def judged() -> list[Judged]:
    kind, found = "", []
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif "|" in line and not line.startswith("#"):
            query, grades = line.split("|")
            pairs = [each.split("=") for each in grades.split()]
            found.append(Judged(kind, query.strip(), {name: int(grade) for name, grade in pairs}))
    return found


def fill() -> None:
    """Write and learn the demo's practices."""
    documents = dict(practices())
    write(LABEL, documents.items())
    keep_words(one.text for one in documents.values())
    pks = dict(SearchDocument.objects.values_list("target_id", "pk"))
    keep_meaning([pks[name] for name in documents], meanings(list(documents.values())))
    count_words()
    SearchDocument.objects.update(is_learnt=True)


def ndcg(found: list[str], grades: Mapping[str, int], places: int = 10) -> float:
    """Give what the first places gained, each for less than the one before, of what could have been."""

    def gained(all_grades: list[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(all_grades[:places]))

    return gained([grades.get(name, 0) for name in found]) / gained(sorted(grades.values(), reverse=True))


def scores(ranking: Ranking) -> dict[Judged, float]:
    return {one.query: ndcg(named(one.query, ranking), one.grades) for one in judged()}


def named(query: str, ranking: Ranking) -> list[str]:
    return [one.target_id for one in find(query, by=SYSTEM, ranking=ranking).documents]


def by_kind() -> dict[str, dict[str, float]]:
    """Give for each ranking the mean of each kind of query, and of all."""
    kinds = {one.query: one.kind for one in judged()}
    means = {}
    for name, ranking in RANKINGS.items():
        of = scores(ranking)
        means[name] = {
            kind: float(np.mean([score for query, score in of.items() if kinds[query] == kind]))
            for kind in KINDS
        } | {"all": float(np.mean(list(of.values())))}
    return means


def table(means: Mapping[str, Mapping[str, float]]) -> str:
    head = ["ranking", *KINDS, "all"]
    rows = [[name, *(f"{mean[kind]:.3f}" for kind in head[1:])] for name, mean in means.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
