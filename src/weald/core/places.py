"""What core registers: the ledger's part of a person's data, and of forgetting them."""

from weald.core.domain.identity import acts_of, erase_identity
from weald.core.registry import ERASERS, EXPORTERS

EXPORTERS["ledger"] = acts_of
ERASERS["ledger"] = erase_identity
