"""A handful of judgements that the examples of the other modules are about."""

from __future__ import annotations

import numpy as np

from wealdstats.agreement.facets.design import Design, Judgements, group


def few() -> Design:
    """Give four targets that three reviewers judged on two criteria with three scores.

    Returns
    -------
    Design
        24 judgements, grouped.

    Notes
    -----
    Source: this project.

    Examples
    --------
    >>> few().judgements.sizes
    (4, 2, 3, 3)
    """
    target, criterion, reviewer = (axis.ravel() for axis in np.indices((4, 2, 3)))
    score = np.array([0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 2, 2, 1, 1, 2, 2, 2, 2, 1, 2])
    return group(Judgements(target, criterion, reviewer, score, (4, 2, 3, 3)), "rating_scale")
