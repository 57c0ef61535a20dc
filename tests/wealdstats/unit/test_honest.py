"""Bounds without parallel paths: what is handed to the optional package, and what is refused before it."""

import importlib.util
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from wealdstats.dividend import Dividend, estimate_dividend, honest_bounds
from wealdstats.dividend.examples import example_dividend
from wealdstats.dividend.honest import arguments, bounds_of, event_study
from wealdstats.dividend.parts import EventPath
from wealdstats.errors import (
    InputError,
    MissingExtraError,
    NotSolvedError,
    NoVariationError,
    TooFewError,
)
from wealdstats.simulate import World, simulate

MISSING = importlib.util.find_spec("diff_diff") is None


@pytest.fixture(scope="module")
def dividend() -> Dividend:
    return example_dividend()


def with_path(dividend, **changed):
    given = {field.name: getattr(dividend.event, field.name) for field in fields(EventPath)}
    return replace(dividend, event=EventPath(**given | changed))


def test_coefficients_are_gaps_against_the_last_year_before_joining(dividend):
    study, event = event_study(dividend), dividend.event
    net = event.gap - (event.lower + event.upper) / 2

    assert study.effect == pytest.approx(np.delete(net - net[2], 2))
    contrast = np.zeros(7)
    contrast[[5, 2]] = 1.0, -1.0
    assert study.covariance[4, 4] == pytest.approx(contrast @ event.covariance @ contrast)
    assert study.df == dividend.placebos.df


def test_covariance_of_the_path_is_that_of_the_placebos_widened_to_the_standard_error(dividend):
    after = dividend.event.event_times >= 0
    weights = np.where(after, 1.0 / after.sum(), 0.0)

    # All schools were seen at all event times: the mean of the path is the estimate.
    assert weights @ dividend.event.covariance @ weights == pytest.approx(dividend.se**2)


def test_event_times_count_as_their_schools_do():
    sector = simulate(World(stagger=2, missing=0.0), seed=3)
    joined = {join.trust: join.first_year for join in sector.joins.records}
    late = estimate_dividend(sector.panel, sector.joins, max(joined, key=joined.get), draws=60)
    first = late.schools[0]
    cut = {"years": first.years[:-1], "observed": first.observed[:-1], "gap": first.gap[:-1]}
    given = {field.name: getattr(first, field.name) for field in fields(type(first))}
    shorter = replace(late, schools=(type(first)(**given | cut), *late.schools[1:]))

    n, after = len(late.schools), int((late.event.event_times >= 0).sum())
    weights = event_study(shorter).weights

    assert weights.sum() == pytest.approx(1.0)
    assert weights[-1] == pytest.approx((n - 1) / n / after)


@pytest.mark.parametrize(
    "times", [[-1, 0, 1, 2, 3, 4, 5], [-3, -2, -1, 0, 1, 3, 4], [-8, -7, -6, -5, -4, -3, -2]]
)
def test_holes_and_too_few_years_before_are_refused(dividend, times):
    with pytest.raises(TooFewError, match="results in every year"):
        event_study(with_path(dividend, event_times=np.array(times)))


def test_placebo_paths_that_never_vary_in_a_year_are_refused(dividend):
    fixed = dividend.event.covariance.copy()
    fixed[4], fixed[:, 4] = fixed[5], fixed[:, 5]
    fixed[4, 4] = fixed[5, 5]

    with pytest.raises(NoVariationError, match="vary in every year"):
        event_study(with_path(dividend, covariance=fixed))


def test_the_study_is_laid_out_under_the_packages_names(dividend):
    study = event_study(dividend)
    given = arguments(study, 0.9)

    assert list(given["period_effects"]) == [-3, -2, 0, 1, 2, 3]
    assert [period.effect for period in given["period_effects"].values()] == study.effect.tolist()
    assert given["period_effects"][0].se == np.sqrt(study.covariance[2, 2])
    assert given["interaction_indices"][3] == 5
    assert given["avg_att"] == pytest.approx(study.effect[2:].mean())
    assert given["avg_se"] == pytest.approx(np.sqrt(study.covariance[2:, 2:].mean()))
    assert given["alpha"] == pytest.approx(0.1)
    assert given["survey_metadata"].df_survey == study.df


def test_unlimited_degrees_of_freedom_are_not_handed_over(dividend):
    assert arguments(replace(event_study(dividend), df=np.inf), 0.95)["survey_metadata"] is None


def test_bounds_that_do_not_exist_are_none():
    answer = SimpleNamespace(method="smoothness", M=0.0, lb=np.nan, ub=np.nan, ci_lb=-1.0, ci_ub=2.0)

    found = bounds_of(answer, 0.95)

    assert (found.lower, found.upper) == (None, None)
    assert (found.conf_int.lower, found.conf_int.upper) == (-1.0, 2.0)


def test_an_interval_the_package_did_not_find_is_refused():
    answer = SimpleNamespace(method="smoothness", M=9.0, lb=0.0, ub=1.0, ci_lb=np.nan, ci_ub=np.nan)

    with pytest.raises(NotSolvedError, match="it found none"):
        bounds_of(answer, 0.95)


def test_unknown_restrictions_and_negative_limits_are_refused(dividend):
    with pytest.raises(InputError, match="one of relative_magnitude, smoothness"):
        honest_bounds(dividend, restriction="anything")
    with pytest.raises(InputError, match="a limit of 0 or more"):
        honest_bounds(dividend, limit=float("nan"))


@pytest.mark.skipif(not MISSING, reason="the extra is installed here")
def test_without_the_extra_its_name_is_told(dividend):
    with pytest.raises(MissingExtraError, match=r"weald\[honest\]"):
        honest_bounds(dividend)
