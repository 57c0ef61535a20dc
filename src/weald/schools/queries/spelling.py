"""The numbers one slip of the pen away from another."""

from itertools import pairwise


def neighbours(digits: str) -> list[str]:
    """Give the numbers that differ in one digit, or in two that stand side by side and were swapped."""
    changed = [digits[:n] + digit + digits[n + 1 :] for n in range(len(digits)) for digit in "0123456789"]
    swapped = [digits[:n] + b + a + digits[n + 2 :] for n, (a, b) in enumerate(pairwise(digits))]
    return sorted({*changed, *swapped} - {digits})
