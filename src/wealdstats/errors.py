"""What the estimators say when they cannot answer."""


class WealdStatsError(ValueError):
    """Base of every refusal: what was needed, what was found, what to do about it.

    Parameters
    ----------
    need : str
        What the calculation requires.
    finding : str
        What it was given, or what happened instead.
    remedy : str
        What the caller can change.

    Notes
    -----
    Source: this project. A refusal is an answer: no estimator here returns NaN or a guess in its place.

    Examples
    --------
    >>> raise TooFewError("two donors", "there is one", "widen the donor rule")
    Traceback (most recent call last):
    wealdstats.errors.TooFewError: Need: two donors. Found: there is one. Remedy: widen the donor rule.
    """

    def __init__(self, need: str, finding: str, remedy: str) -> None:
        super().__init__(need, finding, remedy)
        self.need = need
        self.finding = finding
        self.remedy = remedy

    def __str__(self) -> str:
        return f"Need: {self.need}. Found: {self.finding}. Remedy: {self.remedy}."


class InputError(WealdStatsError):
    """An argument has the wrong shape, kind or value."""


class TooFewError(WealdStatsError):
    """There are too few units, periods or draws for the question."""


class NoVariationError(WealdStatsError):
    """A spread the method divides by is zero."""


class NotSolvedError(WealdStatsError):
    """No solver reached the stated precision."""


class MissingExtraError(WealdStatsError):
    """A method needs a package that is not installed; the remedy names the extra that brings it."""


class DisconnectedError(WealdStatsError):
    """Parts of the data have nothing in common by which to compare them; they are named."""
