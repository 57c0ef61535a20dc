"""The site's settings: read from the environment only, nothing is started here."""

from weald.settings.apps import *  # noqa: F403 -- settings modules are one namespace by design
from weald.settings.database import *  # noqa: F403 -- as above
from weald.settings.observability import *  # noqa: F403 -- as above
from weald.settings.security import *  # noqa: F403 -- as above
from weald.settings.sign_in import *  # noqa: F403 -- as above
