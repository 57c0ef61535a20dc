"""Minimum wages and teenage employment: the published example of group-time effects.

Tolerances: both sides add and divide the same few thousand doubles, in another order; 1e-12 leaves room for
nothing but that.
"""

import itertools

import numpy as np
import pytest

from wealdstats.dividend import att_gt

CASES = list(itertools.product(("never", "not_yet"), ("varying", "universal"), (0, 1)))


def test_the_simple_effect_and_its_analytic_error(mpdta):
    effects = att_gt(mpdta.panel, mpdta.cohort)

    assert effects.simple.att == pytest.approx(-0.0399512751551763, abs=1e-15)
    assert effects.simple.se == pytest.approx(0.0120340127701854, abs=1e-16)


@pytest.mark.parametrize(("control", "base", "anticipation"), CASES)
def test_every_cell_and_aggregate_is_the_reference_implementations(
    mpdta, stored, control, base, anticipation
):
    options = {"control": control, "base": base, "anticipation": anticipation}
    reference = next(case for case in stored("mpdta") if options.items() <= case.items())

    effects = att_gt(mpdta.panel, mpdta.cohort, **options)

    cells = zip(effects.group, effects.time, effects.att, effects.se, strict=True)
    assert [tuple(cell[:2]) for cell in reference["cells"]] == [(g, t) for g, t, *_ in cells]
    assert effects.att == pytest.approx([cell[2] for cell in reference["cells"]], abs=1e-12)
    assert effects.se == pytest.approx([cell[3] for cell in reference["cells"]], abs=1e-12)
    for name in ("simple", "by_group", "by_event", "by_calendar"):
        ours, theirs = getattr(effects, name), reference[name]
        assert ours.att == pytest.approx(theirs["att"], abs=1e-12)
        assert ours.se == pytest.approx(theirs["se"], abs=1e-12)
        assert ours.at.tolist() == [point[0] for point in theirs["points"]]
        assert ours.atts == pytest.approx([point[1] for point in theirs["points"]], abs=1e-12)
        assert ours.ses == pytest.approx([point[2] for point in theirs["points"]], abs=1e-12)


def test_the_packaged_panel_is_the_shared_one(mpdta, shared_mpdta):
    assert mpdta.panel.units == shared_mpdta.panel.units
    assert np.array_equal(mpdta.cohort, shared_mpdta.cohort)
    # The shared file prints fifteen digits.
    assert mpdta.panel.values == pytest.approx(shared_mpdta.panel.values, abs=1e-13)
