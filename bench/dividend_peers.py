"""Other implementations of synthetic difference-in-differences, behind one face."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Found:
    """What either side says of one treated path."""

    att: float
    se: float
    unit_weights: np.ndarray | None = None
    kkt: float | None = None


@dataclass(frozen=True)
class Task:
    """A panel whose first rows are treated."""

    y: np.ndarray
    n_treated: int
    n_pre: int
    draws: int
    seed: int


def frame(task: Task) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 -- comes with the peers

    unit, time = (axis.ravel() for axis in np.indices(task.y.shape))
    joined = unit < task.n_treated
    held = {"unit": unit, "time": time, "y": task.y.ravel(), "joined": joined.astype(int)}
    return pd.DataFrame(held).assign(treated=(joined & (time >= task.n_pre)).astype(int))


def diff_diff(task: Task) -> Found:
    from diff_diff import SyntheticDiD  # noqa: PLC0415 -- optional dependency

    fit = SyntheticDiD(variance_method="placebo", n_bootstrap=task.draws, seed=task.seed).fit(
        frame(task),
        outcome="y",
        treatment="joined",
        unit="unit",
        time="time",
        post_periods=list(range(task.n_pre, task.y.shape[1])),
    )
    rows = range(task.n_treated, len(task.y))
    return Found(float(fit.att), float(fit.se), np.array([fit.unit_weights.get(row, 0.0) for row in rows]))


def mlsynth(task: Task) -> Found:
    from mlsynth import SDID  # noqa: PLC0415 -- optional dependency

    data = frame(task)
    names = {"outcome": "y", "treat": "treated", "unitid": "unit", "time": "time"}
    fit = SDID({"df": data, **names, "B": task.draws, "seed": task.seed + 1, "display_graphs": False}).fit()
    return Found(float(fit.att), float(fit.effects.att_std_err))


def synthdid_py(task: Task) -> Found:
    import synthdid  # noqa: PLC0415 -- optional dependency

    y = np.vstack([task.y[task.n_treated :], task.y[: task.n_treated]])
    fit = synthdid.synthdid_estimate(y, len(y) - task.n_treated, task.n_pre)
    random = np.random.RandomState(task.seed)
    se = synthdid.synthdid_se(fit, method="placebo", replications=task.draws, random_state=random)
    return Found(float(fit), float(se), np.asarray(fit.weights.omega))


def azcausal(task: Task) -> Found:
    from azcausal.core.error import Placebo  # noqa: PLC0415 -- optional dependency
    from azcausal.core.panel import CausalPanel  # noqa: PLC0415 -- as above
    from azcausal.estimators.panel.sdid import SDID  # noqa: PLC0415 -- as above
    from azcausal.util import to_panels  # noqa: PLC0415 -- as above

    panels = to_panels(frame(task), "time", "unit", ["y", "treated"])
    panel = CausalPanel(data=panels).setup(outcome="y", intervention="treated")
    estimator = SDID()
    found = estimator.fit(panel)
    estimator.error(found, Placebo(n_samples=task.draws))
    return Found(float(found.effect.value), float(found.effect.se))


ALL: dict[str, Callable[[Task], Found]] = {
    "diff-diff": diff_diff,
    "mlsynth": mlsynth,
    "synthdid-py": synthdid_py,
    "azcausal": azcausal,
}


def there(names: tuple[str, ...]) -> Iterator[tuple[str, Callable[[Task], Found]]]:
    """Give the peers that are installed, told to keep their advice to themselves."""
    for name in names:
        try:
            __import__(name.replace("-py", "").replace("-", "_"))
        except ImportError:
            continue
        yield name, _quietly(ALL[name])


def _quietly(peer: Callable[[Task], Found]) -> Callable[[Task], Found]:
    def ask(task: Task) -> Found:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # advice on the design is not what is timed
            return peer(task)

    return ask
