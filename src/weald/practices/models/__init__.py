from weald.practices.models.adoption import Adoption, Ask
from weald.practices.models.contest import Answer, Contest, Endorsement, Objection
from weald.practices.models.draft import Draft, DraftFile
from weald.practices.models.evidence import Account, MeasuredEffect, Reference
from weald.practices.models.focus import RoomMade, Stopping
from weald.practices.models.foreign import BroughtIn, ForeignCredit
from weald.practices.models.practice import Practice
from weald.practices.models.returned import Return
from weald.practices.models.trial import Participation, Trial
from weald.practices.models.tumbler import Move, ProtectedWindow, Threshold
from weald.practices.models.version import Attachment, Credit, Parentage, Version, Wording, next_version_id

__all__ = [
    "Account",
    "Adoption",
    "Answer",
    "Ask",
    "Attachment",
    "BroughtIn",
    "Contest",
    "Credit",
    "Draft",
    "DraftFile",
    "Endorsement",
    "ForeignCredit",
    "MeasuredEffect",
    "Move",
    "Objection",
    "Parentage",
    "Participation",
    "Practice",
    "ProtectedWindow",
    "Reference",
    "Return",
    "RoomMade",
    "Stopping",
    "Threshold",
    "Trial",
    "Version",
    "Wording",
    "next_version_id",
]
