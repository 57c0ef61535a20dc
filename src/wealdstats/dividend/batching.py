"""Many small requests for fits, answered in few large batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from wealdstats.dividend.batch import BatchFit, Method, fit_batch
from wealdstats.types import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Request:
    """Schools to fit, each against its own donors.

    Parameters
    ----------
    paths : ndarray (m, t)
        Complete outcomes; at least one school.
    donors : ndarray (m, k, t)
        Their donors.
    valid : ndarray of bool (m, k)
        Which of them count; at least one each.
    n_pre : int
        Years before joining.
    sigma : float
        Noise level.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> Request(np.ones((1, 3)), np.ones((1, 2, 3)), np.ones((1, 2), bool), 2, 1.0).shape
    (2, 3, 2)
    """

    paths: FloatArray
    donors: FloatArray
    valid: BoolArray
    n_pre: int
    sigma: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """What requests have to share to be fitted together."""
        return (self.n_pre, self.paths.shape[1], self.donors.shape[1])


def fit_many(requests: Sequence[Request], method: Method = "sdid") -> list[BatchFit]:
    """Fit requests of one shape together, whatever stratum and years they come from.

    Parameters
    ----------
    requests : sequence of Request
        In any order.
    method : {"sdid", "sc", "did"}
        Estimator.

    Returns
    -------
    list of BatchFit
        One answer a request, in the same order.

    Notes
    -----
    Source: this project. Fits do not see each other: an answer is the same alone and in company. A call for
    every few schools would spend most of its time on calling.

    Examples
    --------
    >>> one = Request(np.array([[0.0, 0.0, 5.0]]), np.zeros((1, 2, 3)), np.ones((1, 2), bool), 2, 1.0)
    >>> [fit.att.tolist() for fit in fit_many([one, one])]
    [[5.0], [5.0]]
    """
    together: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place, request in enumerate(requests):
        together[request.shape].append(place)
    answers: dict[int, BatchFit] = {}
    for (n_pre, _, _), places in together.items():
        asked = [requests[place] for place in places]
        fit = fit_batch(
            np.concatenate([request.paths for request in asked]),
            np.concatenate([request.donors for request in asked]),
            n_pre=n_pre,
            method=method,
            valid=np.concatenate([request.valid for request in asked]),
            sigma=np.concatenate([np.full(len(request.paths), request.sigma) for request in asked]),
        )
        ends = np.cumsum([len(request.paths) for request in asked])
        answers.update(
            (place, _rows(fit, end - len(request.paths), end))
            for place, request, end in zip(places, asked, ends.tolist(), strict=True)
        )
    return [answers[place] for place in range(len(requests))]


def _rows(fit: BatchFit, start: int, stop: int) -> BatchFit:
    return BatchFit(*(getattr(fit, field.name)[start:stop] for field in fields(BatchFit)))
