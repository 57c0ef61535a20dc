"""Ask red-dwarf for a map of a small conversation; write stored/opinions.json.

Run it where red-dwarf 0.4.0 is installed:

    PYTHONPATH=src python tests/wealdstats/reference/generate_opinions.py
"""

import json
from pathlib import Path

import numpy as np
from reddwarf.implementations.polis import run_pipeline

from wealdstats.simulate import OpinionWorld, simulate_opinions

HERE = Path(__file__).parent


def main() -> None:
    world = OpinionWorld(people=120, statements=25, camps=(3, 2), share_seen=0.6)
    drawn = simulate_opinions(world, seed=11)
    # It takes one vote of each pair, so each pair has one.
    columns = drawn.person, drawn.statement, drawn.vote
    votes = [
        {"participant_id": int(p), "statement_id": int(s), "vote": int(v), "modified": i}
        for i, (p, s, v) in enumerate(zip(*columns, strict=True))
    ]
    found = run_pipeline(votes=votes, random_state=0)
    people = found.participants_df
    statistics = found.group_comment_stats
    stored = {
        "votes": np.stack(columns, axis=1).tolist(),
        "person": people.index.tolist(),
        "points": people[["x", "y"]].to_numpy().tolist(),
        "group": people["cluster_id"].fillna(-1).astype(int).tolist(),
        "agree": list(found.group_aware_consensus["agree"].values()),
        "disagree": list(found.group_aware_consensus["disagree"].values()),
        **{
            name: statistics[name].unstack("group_id").T.to_numpy().tolist()
            for name in ("pat", "pdt", "rat", "rdt")
        },
    }
    (HERE / "stored" / "opinions.json").write_text(json.dumps(stored) + "\n")


if __name__ == "__main__":
    main()
