"""Write what the reference implementations say, for the tests beside this file.

Run it after changing a peer's version: ``python tests/wealdstats/reference/generate.py``. ``synthdid`` is a
port of the authors' R package and prints the same digits; ``moderndid`` is one of ``did``.
"""

import importlib.metadata
import itertools
import json
from pathlib import Path

import moderndid
import numpy as np
import synthdid

STORED = Path(__file__).parent / "stored"
BY = {"simple": "simple", "by_group": "group", "by_event": "dynamic", "by_calendar": "calendar"}
CONTROL = {"never": "nevertreated", "not_yet": "notyettreated"}


def prop99():
    panel = synthdid.panel_matrices(synthdid.load_california_prop99())
    found = {
        "sdid": synthdid.synthdid_estimate(panel.Y, panel.N0, panel.T0),
        "sc": synthdid.sc_estimate(panel.Y, panel.N0, panel.T0),
        "did": synthdid.did_estimate(panel.Y, panel.N0, panel.T0),
    }
    return {
        "states": [str(unit) for unit in panel.units[: panel.N0]],
        **{
            method: {
                "att": float(estimate),
                "unit_weights": estimate.weights.omega.tolist(),
                "time_weights": estimate.weights.lambda_.tolist(),
            }
            for method, estimate in found.items()
        },
    }


def mpdta():
    data = moderndid.load_mpdta()
    names = {"yname": "lemp", "tname": "year", "idname": "countyreal", "gname": "first.treat"}
    cases = []
    for control, base, anticipation in itertools.product(CONTROL, ("varying", "universal"), (0, 1)):
        found = moderndid.att_gt(
            data,
            **names,
            est_method="reg",
            boot=False,
            control_group=CONTROL[control],
            base_period=base,
            anticipation=anticipation,
        )
        cells = zip(found.groups, found.times, found.att_gt, found.se_gt, strict=True)
        case = {"control": control, "base": base, "anticipation": anticipation}
        # The base year itself is no comparison: a zero without a standard error.
        case["cells"] = [[int(g), int(t), float(a), float(s)] for g, t, a, s in cells if np.isfinite(s)]
        for field, kind in BY.items():
            total = moderndid.aggte(found, type=kind, cband=False, boot=False)
            case[field] = {"att": float(total.overall_att), "se": float(total.overall_se), "points": []}
            if kind != "simple":
                points = zip(total.event_times, total.att_by_event, total.se_by_event, strict=True)
                case[field]["points"] = [[int(e), float(a), float(s)] for e, a, s in points if s > 0.0]
        cases.append(case)
    return cases


def main():
    for name, package, content in (("prop99", "synthdid-py", prop99()), ("mpdta", "moderndid", mpdta())):
        by = f"{package} {importlib.metadata.version(package)}"
        text = json.dumps({"by": by, "found": content}, indent=1)
        (STORED / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
