"""How far one word is from another, and the numbers one slip away."""

from itertools import pairwise


def distance(word: str, other: str) -> int:
    """Count letters changed, left out, added or swapped with their neighbour."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            is_swap = i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == against
            row.append(min(cost, before_last[j - 2] + 1) if is_swap else cost)
        before_last, last = last, row
    return last[-1]


def neighbours(digits: str) -> list[str]:
    """Give the numbers that differ in one digit, or in two that stand side by side and were swapped."""
    changed = [digits[:n] + digit + digits[n + 1 :] for n in range(len(digits)) for digit in "0123456789"]
    swapped = [digits[:n] + b + a + digits[n + 2 :] for n, (a, b) in enumerate(pairwise(digits))]
    return sorted({*changed, *swapped} - {digits})
