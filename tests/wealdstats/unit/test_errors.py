import pickle

import pytest

from wealdstats.errors import InputError, NotSolvedError, NoVariationError, TooFewError, WealdStatsError


def test_a_refusal_states_need_finding_and_remedy():
    refusal = TooFewError("two donors", "one", "widen the rule")

    assert str(refusal) == "Need: two donors. Found: one. Remedy: widen the rule."
    assert (refusal.need, refusal.finding, refusal.remedy) == ("two donors", "one", "widen the rule")


@pytest.mark.parametrize("kind", [InputError, NotSolvedError, NoVariationError, TooFewError])
def test_every_refusal_is_a_value_error_that_survives_pickling(kind):
    refusal = kind("a", "b", "c")

    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 -- our own bytes

    assert isinstance(refusal, WealdStatsError)
    assert isinstance(refusal, ValueError)
    assert type(again) is kind
    assert str(again) == str(refusal)
