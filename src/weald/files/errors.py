"""Why a file is not kept, in the three sentences a page shows."""

from weald.core.errors import WealdError

KEPT = (
    "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, GIF, WebP, plain text, CSV and Markdown are kept."
)
SAVE_AS = "Save it as one of these kinds, or put a link to it into the text."


class Unfit(WealdError):
    """A file that is not kept: too large, of a kind that is not kept, or not what it says it is."""

    def __init__(self, finding: str, remedy: str = SAVE_AS, *, need: str = KEPT) -> None:
        super().__init__(need, finding, remedy)
