"""Pages of lists that may be a nation long."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_LISTED = 1_000


class UpTo(Paginator):
    """Pages up to a thousandth line: nobody reads on, and counting a nation's takes longer than a page."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list.order_by()[:MOST_LISTED].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than what is paged."""
        return self.count == MOST_LISTED
