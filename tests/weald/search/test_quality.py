"""Whether the shipped ranking deserves it: on judged queries over the demo's practices."""

import pytest
from tests.weald.search.quality import JUDGED, KINDS, RANKINGS, by_kind, fill, judged, named, ndcg, table
from tests.weald.search.story import practices

from weald.search.domain.finding import SHIPPED

# It has never been below this; a change that is had better say why.
LEAST = 0.89


def test_the_judged_set_is_large_and_names_practices_that_are_there():
    known = {name for name, _ in practices()}
    queries = judged()

    assert len(queries) >= 60
    assert {one.kind for one in queries} == set(KINDS)
    assert {name for one in queries for name in one.grades} <= known
    assert all(max(one.grades.values()) == 3 and set(one.grades.values()) <= {0, 1, 2, 3} for one in queries)
    assert len({one.query for one in queries}) == len(queries), JUDGED


@pytest.mark.parametrize(
    ("found", "worth"), [(["a", "b"], 1.0), (["b", "a"], 0.71), (["c"], 0.0), (["c", "a"], 0.58)]
)
def test_what_was_gained_is_worth_less_further_down(found, worth):
    assert ndcg(found, {"a": 3, "b": 1}) == pytest.approx(worth, abs=0.01)


@pytest.mark.django_db
def test_the_shipped_ranking_is_not_worse_than_the_others():
    fill()

    means = by_kind()

    best = means["fused, with boosts"]["all"]
    assert list(means) == list(RANKINGS)
    assert best == max(each["all"] for each in means.values())
    assert best >= LEAST
    assert f"| fused, with boosts | {means['fused, with boosts']['words']:.3f} |" in table(means)
    assert named("Ten minutes of fluency", SHIPPED)[0] == "ten-minutes-of-fluency"
