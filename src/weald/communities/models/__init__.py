from weald.communities.models.community import Approach, Community, Enrolment
from weald.communities.models.gathering import Attendance, CalendarLink, Gathering
from weald.communities.models.goal import Goal
from weald.communities.models.thread import Mention, Output, Post, Reference, Thread
from weald.communities.models.visit import Visit, VisitNote

__all__ = [
    "Approach",
    "Attendance",
    "CalendarLink",
    "Community",
    "Enrolment",
    "Gathering",
    "Goal",
    "Mention",
    "Output",
    "Post",
    "Reference",
    "Thread",
    "Visit",
    "VisitNote",
]
