"""Two windows wrote on from the same text: everything either wrote is kept."""

from weald.texts.paragraphs import joined, paragraphs


def both(base: str, saved: str, late: str) -> str:
    """Put what is new in the late text where it stood into the saved one. Nothing written is ever lost.

    A paragraph that only one of them deleted stays: it is easier to delete again than to write again.
    """
    if late in (base, saved):
        return saved
    if saved == base:
        return late
    known, result = set(paragraphs(base)), paragraphs(saved)
    at = 0
    for part in paragraphs(late):
        if part in result:
            at = result.index(part) + 1
        elif part not in known:
            result.insert(at, part)
            at += 1
    return joined(result)
