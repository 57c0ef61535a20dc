"""Pages of lists that may be a nation long."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_LISTED = 1_000


class UpTo(Paginator):  # type: ignore[type-arg]  # at run time it takes no argument
    """Pages up to a thousandth line: nobody reads on, and counting a nation's takes longer than a page."""

    @cached_property
    def count(self) -> int:
        lines = cast("QuerySet[Any]", self.object_list)
        return int(lines.order_by()[:MOST_LISTED].count())

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than what is paged."""
        return self.count == MOST_LISTED
