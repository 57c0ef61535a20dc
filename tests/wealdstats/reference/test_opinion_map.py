"""What red-dwarf 0.4.0 finds in a stored conversation, and maps of three real ones.

Its positions come from scikit-learn's exact decomposition in double precision and ours agree to 1e-8, up to
the sign of an axis. Consensus and z scores are asked for with its own groups and agree to rounding.
"""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from wealdstats.opinion import group_informed_consensus, opinion_map
from wealdstats.opinion.consensus import z_scores
from wealdstats.opinion.partition import agreement

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("WEALD_SHARED_DATA", HERE.parents[3] / "shared" / "data")) / "opinions"
REAL = {
    # name: people who voted seven times or more (a plain count of rows), what most agree with, groups
    "brexit-consensus": (189, {14, 19, 1}, 1),
    "scoop-hivemind.freshwater": (100, {27, 18, 4}, 2),
    "vtaiwan.uberx": (1218, {40, 16, 7}, 1),
}


@pytest.fixture(scope="module")
def peer():
    return json.loads((HERE / "stored" / "opinions.json").read_text())


@pytest.fixture(scope="module")
def columns(peer):
    return np.array(peer["votes"]).T


@pytest.fixture(scope="module")
def with_its_groups(peer, columns):
    group = dict(zip(peer["person"], peer["group"], strict=True))
    row_group = np.array([group[person] for person in columns[0].tolist()])
    placed = row_group >= 0
    return group_informed_consensus(*columns[:, placed], row_group[placed])


def test_positions_are_its_positions_up_to_sign(peer, columns):
    found = opinion_map(*columns)

    theirs = np.array(peer["points"])
    sign = np.sign((found.points * theirs).sum(axis=0))
    assert found.person.tolist() == peer["person"]
    assert found.points * sign == pytest.approx(theirs, abs=1e-8)


def test_groups_are_its_groups_where_camps_are_plain(peer, columns):
    found, theirs = opinion_map(*columns), np.array(peer["group"])

    placed = theirs >= 0
    assert np.array_equal(found.groups >= 0, placed)
    assert agreement(found.groups[placed], theirs[placed]) > 0.9


def test_consensus_is_its_consensus_given_its_groups(peer, with_its_groups):
    assert with_its_groups.consensus == pytest.approx(np.array(peer["agree"]), rel=1e-12)
    assert with_its_groups.against == pytest.approx(np.array(peer["disagree"]), rel=1e-12)


def test_z_scores_are_its_z_scores_given_its_groups(peer, with_its_groups):
    half, rest = z_scores(with_its_groups.counts)

    assert half[:, :, 2] == pytest.approx(np.array(peer["pat"]), rel=1e-12)
    assert half[:, :, 0] == pytest.approx(np.array(peer["pdt"]), rel=1e-12)
    assert rest[:, :, 2] == pytest.approx(np.array(peer["rat"]), rel=1e-9, abs=1e-12)
    assert rest[:, :, 0] == pytest.approx(np.array(peer["rdt"]), rel=1e-9, abs=1e-12)


def real(name):
    path = SHARED / name / "votes.csv"
    if not path.exists():
        pytest.skip(f"no {path}: set WEALD_SHARED_DATA to the folder that has opinions/{name}")
    with path.open() as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"]))
    return [np.array([int(row[column]) for row in rows]) for column in ("voter-id", "comment-id", "vote")]


@pytest.mark.parametrize("name", REAL)
def test_real_conversation_has_a_stable_map_and_no_small_group(name):
    people, agreed, groups = REAL[name]

    found = opinion_map(*real(name))

    assert found.k == groups
    assert (found.k > 1) == (found.groups is not None)
    assert found.stability >= 0.7
    assert found.counts.shape[0] == found.k
    if found.groups is not None:
        sizes = np.bincount(found.groups[found.groups >= 0])
        assert sizes.sum() == people
        assert sizes.min() >= 0.05 * people
    # What most people of every group agree with does not hang on where groups are cut.
    assert len(agreed & set(found.most_agreed(5).tolist())) >= 2
