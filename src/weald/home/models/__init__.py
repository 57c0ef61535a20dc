from weald.home.models.digest import Digest, Told
from weald.home.models.feed import FeedKey
from weald.home.models.quiet import QuietTime
from weald.home.models.seen import Seen
from weald.home.models.thanks import Thanks

__all__ = ["Digest", "FeedKey", "QuietTime", "Seen", "Thanks", "Told"]
