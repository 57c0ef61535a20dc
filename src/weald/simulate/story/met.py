"""How people met: networks by rule, Dev's group, gatherings, threads, a common cause, a lesson watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from weald.communities.domain.enrolling import enrol_everybody
from weald.communities.domain.gatherings import When, answer, call_gathering, keep_register
from weald.communities.domain.joining import join, set_lead
from weald.communities.domain.partnerships import Aim, bring_in, found_partnership, set_goal
from weald.communities.domain.starting import (
    About,
    Terms,
    add_output,
    add_reference,
    start_group,
    start_network,
)
from weald.communities.domain.threads import reply, start_thread
from weald.communities.domain.visits import answer_visit, invite_to_watch, mark_watched, say
from weald.communities.enums import Answer, ReferenceKind, Rhythm
from weald.communities.models import Enrolment, Thread, Visit
from weald.people.enums import RoleKind
from weald.simulate.cast import ALDER_VALE, ELDER_PARK, LARKRISE, MILLBROOK, QUARRY_BANK
from weald.simulate.story.clock import day_of, moment_of
from weald.simulate.story.company import Company
from weald.simulate.story.taken_up import FLUENCY, MENTORS

# Code, what it is called on people's roles, name of the network.
SUBJECTS = (
    ("mathematics", "mathematics", "Mathematics"),
    ("english", "English", "English"),
    ("science", "science", "Science"),
    ("history", "history", "History"),
    ("geography", "geography", "Geography"),
    ("art", "art", "Art and design"),
    ("music", "music", "Music"),
    ("computing", "computing", "Computing"),
)
MATHS, YEAR_8 = "mathematics", "year-8-girls"
GROUP = ("ines", "lorna", "gwen", "hester", "callum", "bronagh", "saskia", "sian", "owen")


def meet_all(company: Company) -> None:
    company.on("09-01", lambda: found_networks(company), at="08:00")
    company.on("09-22", lambda: start_year_8(company), at="19:40")
    for number, who in enumerate(GROUP):
        company.on("09-24", lambda one=who: join_year_8(company, one), at=f"0{7 + number % 3}:{10 + number}")
    talk(company)
    for told in GATHERINGS:
        company.on(told.called, lambda one=told: call(company, one), at="12:20")
    company.on("02-25", lambda: invite(company), at="07:30")
    company.on("03-04", lambda: watch(company), at="16:40")
    company.on("06-09", lambda: convene(company), at="10:00")


def found_networks(company: Company) -> None:
    """Jo sets up a network for every subject: everyone with a subject is in one without asking."""
    jo = company.actor("jo")
    for code, spoken, name in SUBJECTS:
        company.communities[code] = start_network(
            About(
                name=name,
                purpose=f"Everybody who teaches or leads {name.lower() if code != 'english' else name}: what "
                "we try, what it does, whom to ask.",
                rhythm=Rhythm.HALF_TERMLY,
                subject=code,
            ),
            Terms(subjects=tuple(dict.fromkeys((code, spoken)))),
            by=jo,
        )
    company.communities["heads"] = start_network(
        About(
            name="Headteachers",
            purpose="Those who lead a school, together: what keeps us up, and what helped.",
            rhythm=Rhythm.TERMLY,
        ),
        Terms(roles=(RoleKind.HEADTEACHER,)),
        by=jo,
    )
    enrol_everybody(by=jo)
    amina = Enrolment.objects.get(community=company.communities[MATHS], person=company.people["amina"])
    set_lead(amina, is_lead=True, by=jo)
    add_reference(
        company.communities[MATHS],
        kind=ReferenceKind.ASSOCIATION,
        title="Association of Teachers of Mathematics",
        url="https://www.atm.org.uk",
        note="Older than most of us, and still arguing well.",
        by=company.actor("amina"),
    )


def start_year_8(company: Company) -> None:
    company.communities[YEAR_8] = start_group(
        About(
            name="Year 8 girls: where do they go?",
            purpose="We send them up happy in July, and by the spring of Year 8 somebody tells us they have "
            "stopped coming. Primaries and secondaries, looking at the same girls.",
            rhythm=Rhythm.MONTHLY,
        ),
        by=company.actor("dev"),
    )


def join_year_8(company: Company, who: str) -> None:
    join(company.communities[YEAR_8], by=company.actor(who))


def talk(company: Company) -> None:
    threads: dict[str, Thread] = {}

    def begin(community: str, key: str, title: str, text: str, who: str) -> None:
        threads[key] = start_thread(company.communities[community], title, text, by=company.actor(who))

    for day, at, community, key, title, text, who in THREADS:
        company.on(day, lambda c=community, k=key, ti=title, te=text, w=who: begin(c, k, ti, te, w), at=at)
    for day, at, key, text, who in REPLIES:
        company.on(day, lambda k=key, te=text, w=who: reply(threads[k], te, by=company.actor(w)), at=at)
    company.on("12-03", lambda: bring_out(company, YEAR_8, MENTORS, "ines"), at="20:00")
    company.on("04-21", lambda: bring_out(company, MATHS, FLUENCY, "amina"), at="20:00")


def bring_out(company: Company, community: str, practice: str, who: str) -> None:
    """Say that a practice came of a community."""
    add_output(
        company.communities[community],
        "practices.practice",
        str(company.practices[practice].pk),
        by=company.actor(who),
    )


THREADS = (
    (
        "09-25",
        "20:10",
        YEAR_8,
        "toilets",
        "What did yours say?",
        "Ines asked hers, which none of us had thought of. Friends, toilets, a lesson they are lost in, "
        "somebody at home who needs them. Ask yours before Thursday?",
        "dev",
    ),
    (
        "11-04",
        "16:45",
        MATHS,
        "slides",
        "Slides for the ten minutes, shared",
        "I have put mine into one folder for Year 4. If you make Year 5, say so here and we do it once.",
        "amina",
    ),
    (
        "-9",
        "17:05",
        MATHS,
        "clock",
        "Has anybody tried it without a clock for a whole term?",
        "Saskia’s objection still stands and I should like to know. Half a term with, half without, the same "
        "children, and ask them. @Ravi Menon, you said you might?",
        "amina",
    ),
    (
        "-6",
        "18:30",
        "heads",
        "cover",
        "Who will share cover on gathering days?",
        "We lose a morning each for one hour together. If four of us shared a supply teacher by the quarter "
        "day it would be a third of the money.",
        "bronagh",
    ),
)
REPLIES = (
    ("09-26", "07:30", "toilets", "Toilets, four of six. We have had them repainted. I am ashamed.", "owen"),
    (
        "09-29",
        "21:00",
        "toilets",
        "Somebody at home who needs them, three of five. Nobody had asked.",
        "lorna",
    ),
    ("10-02", "19:15", "toilets", "Can a primary ring in October, as a friend? They still know us.", "gwen"),
    ("11-05", "07:50", "slides", "Year 5 from Fenwick by Friday.", "dev"),
    ("11-10", "16:20", "slides", "Year 3 from us, hand-drawn, sorry.", "bethan"),
    (
        "-8",
        "08:15",
        "clock",
        "We can, from January: two classes each way. @Dev Sandhu would you mark?",
        "ravi",
    ),
    ("-5", "07:40", "cover", "Yes for Thursdays. Somebody add up the miles.", "sian"),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A gathering: when it was called and held, who said they came, who did."""

    community: str
    title: str
    called: str
    held: str
    at: str
    minutes: int
    by: str
    coming: tuple[str, ...]
    came: tuple[str, ...] = ()
    host: str = ""
    link: str = ""
    agenda: str = ""
    in_school_time: bool = False


GATHERINGS = (
    Gathered(
        YEAR_8,
        "What the girls said",
        "09-25",
        "10-02",
        "16:15",
        60,
        "dev",
        ("ines", "lorna", "gwen", "owen", "callum"),
        ("dev", "ines", "lorna", "gwen", "owen"),
        link="https://meet.example/year-8",
        agenda="Each brings three sentences they were told. No names.",
    ),
    Gathered(
        MATHS,
        "Ten minutes of fluency, watched",
        "11-05",
        "11-26",
        "13:30",
        90,
        "amina",
        ("dev", "bethan", "ravi"),
        ("amina", "dev", "bethan"),
        host=ALDER_VALE,
        agenda="Watch one in Year 4, then an hour on which questions are worth asking.",
        in_school_time=True,
    ),
    Gathered(
        YEAR_8,
        "Mentors after two half-terms",
        "01-13",
        "01-28",
        "16:00",
        75,
        "ines",
        ("dev", "callum", "owen", "hester"),
        ("ines", "dev", "callum", "hester"),
        host=QUARRY_BANK,
    ),
    Gathered(
        MATHS,
        "With a clock, without a clock",
        "-8",
        "+9",
        "15:45",
        60,
        "amina",
        ("ravi", "dev", "kamal"),
        link="https://meet.example/maths",
        agenda="How to do it fairly: two classes each way, the lowest fifth, ask the children.",
    ),
    Gathered(
        YEAR_8,
        "The ones who left in July",
        "-4",
        "+16",
        "16:00",
        60,
        "dev",
        ("ines", "gwen"),
        host=ELDER_PARK,
        agenda="Names stay in the room. Who has not been seen since October?",
    ),
)


def call(company: Company, told: Gathered) -> None:
    """Call a gathering, let people say whether they come, and keep the register once it is over."""
    is_ahead = told.held.startswith("+")
    begins_at = (
        moment_of("-0", company.today, told.at) + timedelta(days=int(told.held[1:]))
        if is_ahead
        else moment_of(told.held, company.today, told.at)
    )
    when = When(
        title=told.title,
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=told.minutes),
        agenda=told.agenda,
        host=company.places[told.host] if told.host else None,
        link=told.link,
        in_school_time=told.in_school_time,
    )
    gathering = call_gathering(company.communities[told.community], when, by=company.actor(told.by))
    for who in (told.by, *told.coming):
        answer(gathering, Answer.COMING, by=company.actor(who))
    came = [company.people[who].pk for who in told.came]
    if came:
        keep_register(gathering, came, by=company.actor(told.by))


def invite(company: Company) -> None:
    """Amina invites Dev to come and watch for one thing."""
    amina, dev = company.actor("amina"), company.actor("dev")
    visit = invite_to_watch(
        company.people["dev"],
        "Whom do I ask, and whom do I never ask?",
        lesson_at=moment_of("03-04", company.today, "13:15"),
        where="Year 4, the room by the hall",
        by=amina,
    )
    answer_visit(visit, is_coming=True, by=dev)


def watch(company: Company) -> None:
    """Dev has come and watched; what they say stays between them."""
    amina, dev = company.actor("amina"), company.actor("dev")
    visit = mark_watched(Visit.objects.get(host=amina.person_id, guest=dev.person_id), by=amina)
    say(visit, "Eleven questions to the front table, two to the window side. You turn left.", by=dev)
    say(visit, "I turn left! I have moved my desk. Thank you.", by=amina)


def convene(company: Company) -> None:
    """Farid convenes attendance across the place: he improves nobody's school, he convenes."""
    farid = company.actor("farid")
    cause = found_partnership(
        "Every child seen by ten",
        "Schools, social care and the police know by ten in the morning which child nobody has seen.",
        by=farid,
    )
    company.forget_actors()
    for place, who in ((LARKRISE, "sian"), (QUARRY_BANK, "owen"), (MILLBROOK, "gwen")):
        bring_in(cause, company.places[place], by=company.actor(who))
    company.forget_actors()
    set_goal(
        cause,
        Aim(
            text="No child unseen for two days without somebody having been at the door.",
            due_on=day_of("-0", company.today) + timedelta(days=200),
            sign="The weekly list, counted together, without names.",
        ),
        by=company.actor("farid"),
    )
