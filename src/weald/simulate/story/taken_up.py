"""Who took what up, for whom, and how it went, told on the day they told it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from weald.practices.domain.accounts import tell
from weald.practices.domain.adopting import adopt
from weald.practices.domain.focus import make_room, stop
from weald.practices.domain.tumbler import retire_practice
from weald.practices.enums import GoingOn, StopReason
from weald.practices.models import Adoption
from weald.simulate.cast import (
    ALDER_VALE,
    COPSE_HILL,
    ELDER_PARK,
    FENWICK,
    LARKRISE,
    MILLBROOK,
    QUARRY_BANK,
    RIDGE_END,
    SALLOW_LANE,
    ST_ALDHELMS,
)
from weald.simulate.story.company import Company

FLUENCY, TALK, FEEDBACK = (
    "ten-minutes-of-fluency",
    "talk-before-you-write",
    "one-page-instead-of-thirty-books",
)
MENTORS, LOGS, ROUTINES = "attendance-mentors", "reading-logs-and-raffles", "three-routines-taught"
PAIRS, COACHING, EXAMPLES = (
    "ten-minutes-of-fluency-in-pairs",
    "coaching-in-fifteen-minutes",
    "worked-examples-in-pairs",
)
CARD, PHONICS, NO_MESSAGES = (
    "what-the-teaching-assistant-knows-by-ten-to-nine",
    "phonics-catch-up-without-leaving-the-room",
    "no-messages-after-six",
)
YES, CHANGED, NO = GoingOn.YES, GoingOn.CHANGED, GoingOn.NO


@dataclass(frozen=True, slots=True)
class Told:
    """How it went: when, in what words, whether they would go on, and what it really cost."""

    day: str
    text: str
    going_on: GoingOn
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A school takes a practice up."""

    practice: str
    place: str
    day: str
    pupils: str = ""
    told: Told | None = None


USES = (
    Use(FLUENCY, ALDER_VALE, "10-06", "Years 3 to 6"),
    Use(
        FLUENCY,
        FENWICK,
        "10-13",
        "Years 4 to 6",
        Told(
            "12-10",
            "Facts came on in all four classes. In two of them the same six children sat with an empty book, "
            "and we could not leave it at that. We have changed it for the spring.",
            CHANGED,
            11,
        ),
    ),
    Use(
        FLUENCY,
        MILLBROOK,
        "11-17",
        "Year 5",
        Told(
            "02-04",
            "Settled starts, as promised, from the second week. Facts: better, we think, though Year 5 had "
            "a new scheme at the same time and I would not swear to which did it.",
            YES,
            15,
        ),
    ),
    Use(
        FLUENCY,
        COPSE_HILL,
        "11-24",
        "Years 3 and 4",
        Told(
            "03-10",
            "Worth it. It took me longer to make the slides than Amina says: nearer four hours than two.",
            YES,
            22,
        ),
    ),
    Use(
        FLUENCY,
        ST_ALDHELMS,
        "11-12",
        "Years 5 and 6",
        Told(
            "02-06", "Children calculate. They still could not say how, so we put talking to it.", CHANGED, 12
        ),
    ),
    Use(PAIRS, FENWICK, "01-19", "Years 4 to 6"),
    Use(
        PAIRS,
        RIDGE_END,
        "03-16",
        "Years 4 and 5 together",
        Told(
            "05-20",
            "Two year groups in a room need two columns. With that it is the calmest part of our day.",
            CHANGED,
            16,
        ),
    ),
    Use("counting-together-in-reception", LARKRISE, "01-26", "Reception"),
    Use(TALK, ST_ALDHELMS, "09-22", "Years 2 to 6"),
    Use(
        TALK,
        MILLBROOK,
        "12-01",
        "Years 3 and 4",
        Told(
            "02-12",
            "They talk in sentences now, which nobody can call quick. The silence afterwards was the hard "
            "part, for us.",
            YES,
            9,
        ),
    ),
    Use(
        TALK,
        COPSE_HILL,
        "12-03",
        "Year 6",
        Told(
            "03-17",
            "Longer sentences, and one boy who wrote more in a week than all autumn. Handwriting as before.",
            YES,
            6,
        ),
    ),
    Use(
        TALK,
        FENWICK,
        "01-12",
        "Year 5",
        Told(
            "04-21",
            "It did not fit our hall rota and the classes on the corridor could not hear themselves. We will "
            "try it again in September in other rooms.",
            NO,
            8,
        ),
    ),
    Use("talk-then-calculate", ST_ALDHELMS, "02-09", "Years 5 and 6"),
    Use(FEEDBACK, COPSE_HILL, "09-29", "Years 3 to 6"),
    Use(
        FEEDBACK,
        ALDER_VALE,
        "01-26",
        "Years 5 and 6",
        Told(
            "04-14",
            "About two hours a week back, by diary. One parent asked where the pen had gone; the sheet "
            "answered her.",
            YES,
            3,
        ),
    ),
    Use(
        FEEDBACK,
        RIDGE_END,
        "02-02",
        "Years 3 to 6",
        Told("04-28", "We kept the four boxes and dropped the photograph. Staff asked to keep it.", YES, 2),
    ),
    Use(
        FEEDBACK,
        MILLBROOK,
        "02-23",
        "Year 4",
        Told(
            "05-12",
            "Ten minutes of doing became twenty, then five. It needs guarding, as the page says.",
            CHANGED,
            4,
        ),
    ),
    Use("feedback-sheet-for-science", ELDER_PARK, "03-02", "Years 7 to 10"),
    Use(LOGS, QUARRY_BANK, "09-08", "Years 7 and 8"),
    Use(MENTORS, QUARRY_BANK, "09-15", "24 pupils of Year 8"),
    Use(
        MENTORS,
        ELDER_PARK,
        "12-08",
        "18 pupils of Year 8",
        Told(
            "03-02",
            "Eleven of eighteen are steadier. Three needed much more than a mentor, and the line showed it "
            "early, which was worth something.",
            YES,
            66,
        ),
    ),
    Use("a-named-adult-at-the-gate", SALLOW_LANE, "02-02", "Eleven families"),
    Use(ROUTINES, ELDER_PARK, "09-10", "The whole school"),
    Use(
        ROUTINES,
        QUARRY_BANK,
        "02-09",
        "Years 7 to 9",
        Told(
            "05-05",
            "Three is right. We had begun with five and quietly lost two by Easter.",
            YES,
            50,
        ),
    ),
    Use(EXAMPLES, QUARRY_BANK, "10-08", "Years 7 to 10"),
    Use("resit-maths-from-what-they-can-do", ELDER_PARK, "06-08", "Resit groups"),
    Use(CARD, ALDER_VALE, "10-13", "All classes"),
    Use(COACHING, ALDER_VALE, "09-25", "Twelve teachers"),
    Use(
        COACHING,
        SALLOW_LANE,
        "11-03",
        "Ten teachers",
        Told("02-24", "Cover was cancelled four times of nine. When it happened it was good.", CHANGED, 70),
    ),
    Use(PHONICS, MILLBROOK, "05-18", "Five children of Year 1"),
    Use(NO_MESSAGES, COPSE_HILL, "01-08"),
    Use(
        NO_MESSAGES,
        ALDER_VALE,
        "02-02",
        "",
        Told("04-20", "I broke it twice and was told. It is quieter, and so am I.", YES, 1),
    ),
    Use("three-visits-before-half-term", LARKRISE, "10-22", "Reception"),
    Use("rivers-a-sequence", "Thornfield Primary School", "04-13", "Year 5"),
    Use("sing-every-day", "Wren Park Primary School", "10-01", "The whole school"),
)


def take_up_all(company: Company) -> None:
    for use in (*USES, *_further(company)):
        company.on(use.day, lambda one=use: take_up(company, one), at="16:30")
        if use.told:
            company.on(use.told.day, lambda one=use, told=use.told: say_how(company, one, told), at="17:10")
    company.on("09-16", lambda: give_up(company), at="17:30")


def _further(company: Company) -> list[Use]:
    """Let schools beyond the story take some things up too."""
    primaries = company.elsewhere(3, "primary")
    return [
        Use(
            TALK,
            primaries[0],
            "02-23",
            "Year 4",
            Told("05-19", "The counting of ideas is what made it work for us.", YES, 7),
        ),
        Use(PHONICS, primaries[1], "06-15", "Six children of Year 1"),
        Use(FEEDBACK, primaries[2], "03-02", "Year 6"),
    ]


def take_up(company: Company, use: Use) -> Adoption:
    adoption = adopt(
        company.practices[use.practice],
        organisation=company.places[use.place],
        pupils=use.pupils,
        by=company.leader(use.place),
    )
    company.adoptions[use.practice, use.place] = adoption
    return adoption


def say_how(company: Company, use: Use, told: Told) -> None:
    tell(
        company.adoptions[use.practice, use.place],
        text=told.text,
        would_go_on=told.going_on,
        hours=None if told.hours is None else Decimal(told.hours),
        by=company.leader(use.place),
    )


def give_up(company: Company) -> None:
    """Quarry Bank has three live bets: a fourth asks what stops. The reading logs do, with thanks."""
    owen = company.actor("owen")
    logs = company.adoptions[LOGS, QUARRY_BANK]
    stop(
        logs,
        reason=StopReason.MADE_ROOM,
        because="Tickets went up every year and loans did not. It cost thirty tutors a quarter of an hour a "
        "week, and attendance matters more this year.",
        thanks="Thank you to Kamal and every tutor who kept it going for three years in good faith.",
        thanked=[company.people["kamal"].pk],
        by=owen,
    )
    logs.refresh_from_db()
    make_room(company.adoptions[MENTORS, QUARRY_BANK], stopped=logs, by=owen)
    retire_practice(
        company.practices[LOGS],
        reason="We measured parents’ pens. A book they have already met, and time to read it, did more.",
        by=company.actor("kamal"),
    )
