"""Networks beside igraph and statsmodels, and the advice that teachers of fifteen schools seek."""

import os
from pathlib import Path

import numpy as np
import pytest
from tests.wealdstats.reference.rdata import read_rdata

from wealdstats.networks import conductivity, connectivity, isolates
from wealdstats.simulate import DiffusionWorld, diffuse

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def seen():
    return diffuse(DiffusionWorld(people=300, contexts=6, ratio=2.5, shock=0.5), seed=7)


def test_degrees_parts_and_betweenness_are_igraphs(seen, stored):
    theirs = stored("networks")["network"]

    ours = connectivity(seen.a, seen.b, member=seen.person)

    pairs = 299 * 298 / 2
    assert ours.degree.tolist() == theirs["degree"]
    assert sorted(np.bincount(ours.component).tolist(), reverse=True) == theirs["components"]
    # Both count exactly; additions come in another order.
    assert ours.betweenness * pairs == pytest.approx(np.array(theirs["betweenness"]), abs=1e-9)


def test_ratio_statistic_and_half_life_are_statsmodels(seen, stored):
    theirs = stored("networks")

    ours = conductivity(
        seen.person, seen.adopted, seen.context, seen.a, seen.b, formed=seen.formed, end=11, draws=19
    )

    # Closed forms on both sides.
    assert ours.ratio == pytest.approx(theirs["riskratio_pooled"], rel=1e-12)
    assert ours.within.z**2 == pytest.approx(theirs["mantel_haenszel"], rel=1e-12)
    assert [ours.half_life, ours.half_life_lower, ours.half_life_upper] == theirs["half_life"]


@pytest.fixture(scope="module")
def advice():
    """Who seeks whose advice: teachers named by school and number, and their schools."""
    folder = Path(os.environ.get("WEALD_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    path = folder / "networks" / "schoolsAdviceData.rdata"
    if not path.exists():
        pytest.skip(f"no {path}: set WEALD_SHARED_DATA to the folder that has networks/{path.name}")
    a, b, member, school = [], [], [], []
    for number, thing in enumerate(read_rdata(path)["ps.advice.mat"].value, start=1):
        asks = thing.matrix() == 1
        names = [f"{number:02}-{row:02}" for row in range(len(asks))]
        member += names
        school += [f"school {number:02}"] * len(names)
        for i, j in zip(*np.nonzero(asks), strict=True):
            a.append(names[i])
            b.append(names[j])
    return a, b, member, school


def test_no_teacher_is_without_advice_but_many_without_mutual_advice(advice):
    a, b, member, school = advice
    asked = set(zip(a, b, strict=True))
    mutual = [(i, j) for i, j in asked if (j, i) in asked]

    whole = isolates(member, a, b, group=school)
    found = isolates(member, [i for i, _ in mutual], [j for _, j in mutual], group=school)

    assert (len(member), len(a), len(mutual) // 2) == (433, 1540, 256)
    assert (whole.n, whole.group_n.tolist()) == (0, [0] * 15)
    assert found.names.tolist() == sorted(set(member) - {i for i, _ in mutual})
    assert found.n == found.group_n.sum() > 100


def test_advice_stays_within_schools_and_hangs_together_there(advice):
    a, b, member, school = advice

    found = connectivity(a, b, member=member, trust=school)

    assert found.cross_share == 0.0
    assert found.cross_expected > 0.8
    assert found.n_components == 15
    assert found.isolates.tolist() == []
    where = dict(zip(member, school, strict=True))
    parts = {part: {where[name] for name in found.names[found.component == part]} for part in found.component}
    assert all(len(schools) == 1 for schools in parts.values())


def test_brokers_of_one_school_are_igraphs_whatever_else_there_is(advice):
    a, b, member, _ = advice
    inside = [name for name in member if name.startswith("01-")]
    ties = [(i, j) for i, j in zip(a, b, strict=True) if i.startswith("01-")]

    alone = connectivity([i for i, _ in ties], [j for _, j in ties], member=inside)
    among = connectivity(a, b, member=member)

    ways = alone.betweenness * (len(inside) - 1) * (len(inside) - 2)
    same = among.betweenness[: len(inside)] * (len(member) - 1) * (len(member) - 2)
    assert same == pytest.approx(ways, abs=1e-9)
    assert alone.brokers[0] == inside[int(np.argmax(ways))]
