"""How practices proved themselves: a planned trial, contests with their dissent, stages, an effect."""

from __future__ import annotations

from datetime import date

from weald.measures.models import Measure
from weald.practices.domain import contest as contesting
from weald.practices.domain import trial as trying
from weald.practices.domain.effect import estimate_effect
from weald.practices.domain.trial_result import close
from weald.practices.domain.tumbler import rise
from weald.practices.enums import Stance, Standing
from weald.practices.models import Contest, Practice, Trial
from weald.simulate.cast import (
    ALDER_VALE,
    COPSE_HILL,
    FENWICK,
    LARKRISE,
    MILLBROOK,
    QUARRY_BANK,
    RIDGE_END,
    ST_ALDHELMS,
)
from weald.simulate.story.clock import day_of
from weald.simulate.story.company import Company
from weald.simulate.story.taken_up import (
    CARD,
    COACHING,
    EXAMPLES,
    FEEDBACK,
    FLUENCY,
    MENTORS,
    PHONICS,
    ROUTINES,
    TALK,
)

TRIAL_SEED = 20
# Questions right of twenty, before anybody started and on the day the later schools did.
READINGS = {
    "Combe Cross Primary School": (11.2, 13.1),
    "Plover Hill Primary School": (10.6, 11.4),
    "Rookwood Primary School": (12.0, 12.9),
    "Harrow Lane Primary School": (11.7, 12.3),
}


def prove_all(company: Company) -> None:
    for slug, author, day in (
        (FLUENCY, "amina", "11-12"),
        (TALK, "nuala", "11-26"),
        (MENTORS, "ines", "12-03"),
        (FEEDBACK, "joel", "02-05"),
        (ROUTINES, "callum", "01-22"),
        (EXAMPLES, "kamal", "05-04"),
        (COACHING, "ruth", "02-05"),
        (TALK, "nuala", "05-21"),
        (CARD, "will", "12-11"),
        (PHONICS, "yusuf", "06-18"),
        (FEEDBACK, "joel", "05-14"),
    ):
        company.on(day, lambda one=slug, who=author: move_up(company, one, who), at="18:00")
    try_fluency(company)
    contest_fluency(company)
    contest_routines(company)
    contest_feedback(company)


def move_up(company: Company, slug: str, who: str) -> None:
    practice = Practice.objects.get(pk=company.practices[slug].pk)
    rise(practice, expected=practice.stage, by=company.actor(who))


def try_fluency(company: Company) -> None:
    """Four schools that all want it start in drawn order, with outcome and length fixed first."""
    trials: dict[str, Trial] = {}
    first_on, later_on = (day_of(told, company.today) for told in ("11-24", "03-20"))
    company.on("11-13", lambda: trials.update(it=plan(company, first_on, later_on)), at="09:00")
    for school in READINGS:
        company.on("11-14", lambda one=school: join(company, trials["it"], one), at="10:00")
    company.on("11-17", lambda: fix_and_draw(company, trials["it"]), at="12:00")
    company.on("03-20", lambda: finish(company, trials["it"]), at="15:00")


def plan(company: Company, first_on: date, later_on: date) -> Trial:
    return trying.plan_trial(
        company.practices[FLUENCY],
        place=company.places[ALDER_VALE],
        by=company.actor("amina"),
        title="Four schools, two now and two after half-term",
        outcome="The same twenty questions, Year 4, ten minutes, marked by another school: mean right.",
        unit="questions right of twenty",
        smallest=1.0,
        spread=0.8,
        spread_because="How far Year 4 classes of the trust differed in their gain from autumn to spring.",
        hardest="A class that also changes its scheme of work stays in, and it is said.",
        first_on=first_on,
        later_on=later_on,
    )


def join(company: Company, trial: Trial, school: str) -> None:
    trying.join(trial, place=company.places[school], by=company.leader(school))


def fix_and_draw(company: Company, trial: Trial) -> None:
    amina = company.actor("amina")
    trial = trying.agree(trial, by=amina)
    trial = trying.draw(trial, by=amina, drawer=lambda below: TRIAL_SEED % below)
    for one in trial.participations.select_related("organisation"):
        name = one.organisation.name
        trying.read_off(one, value=READINGS[name][0], by=company.leader(name))
    trying.begin(trial, by=amina)


def finish(company: Company, trial: Trial) -> None:
    trial = Trial.objects.get(pk=trial.pk)
    for one in trial.participations.select_related("organisation"):
        name = one.organisation.name
        trying.read_off(one, value=READINGS[name][1], by=company.leader(name))
    close(
        trial,
        words="Too few schools to know. Nobody was harmed by it, all four go on, and we would do it again "
        "with twelve.",
        by=company.actor("amina"),
    )


def contest_fluency(company: Company) -> None:
    """“Timed recall makes anxious pupils worse”: one objection settled, one that stands."""
    held: dict[str, Contest] = {}
    company.on("03-23", lambda: move_up(company, FLUENCY, "amina"), at="08:00")
    company.on("03-23", lambda: held.update(it=open_it(company, FLUENCY, "tom")), at="08:30")
    company.on("03-24", lambda: object_to_fluency(company, held["it"]))
    company.on("04-16", lambda: agree_on_fluency(company), at="16:20")
    company.on("04-17", lambda: move_up(company, FLUENCY, "amina"), at="09:00")
    company.on("04-20", lambda: conclude_fluency(company, held["it"]))


def open_it(company: Company, slug: str, who: str) -> Contest:
    return contesting.open_contest(company.practices[slug], by=company.actor(who))


def object_to_fluency(company: Company, contest: Contest) -> None:
    saskia, carys = company.actor("saskia"), company.actor("carys")
    clock = contesting.raise_objection(
        contest,
        text="Timed recall makes anxious pupils worse. A clock on the board tells a frightened child every "
        "day that they are slow.",
        would_settle="Half a term with and without a clock in the same classes, asking the children "
        "themselves, and looking at the lowest fifth rather than at the mean.",
        place=company.places["Combe Cross Primary School"],
        by=saskia,
    )
    alone = contesting.raise_objection(
        contest,
        text="Ten minutes alone and in silence leaves out children who think by talking.",
        would_settle="Two children agree an answer before anyone says it aloud.",
        place=company.places[LARKRISE],
        by=carys,
    )
    amina = company.actor("amina")
    version = company.versions[FLUENCY, 4]
    contesting.answer(
        alone,
        text="You are right, and Fenwick has shown how. It is in what must not change now.",
        version=version,
        by=amina,
    )
    contesting.answer(
        clock,
        text="The clock is no longer part of it; a class may ask for one. I have not done what you would "
        "have me do, and I have no numbers to set against your worry.",
        version=version,
        by=amina,
    )
    contesting.decide(
        alone, standing=Standing.SETTLED, decision="Two children first: that was all I asked.", by=carys
    )
    contesting.decide(
        clock,
        standing=Standing.STANDS,
        decision="Better than it was. “May ask for one” means the fast ones ask.",
        dissent="As long as any class may have a clock, the children who dread it will not say so in front "
        "of those who like it. I would take it out altogether.",
        by=saskia,
    )


VOICES = (
    ("tom", ALDER_VALE, Stance.FOR, "I see calmer afternoons."),
    ("ruth", "Hartwood Trust", Stance.FOR, ""),
    ("dev", FENWICK, Stance.FOR, "With the pairs in, yes."),
    ("bethan", RIDGE_END, Stance.FOR, "Made for our room, but yes."),
    ("saskia", "Combe Cross Primary School", Stance.AGAINST, "Not while there may be a clock."),
    ("ravi", "Plover Hill Primary School", Stance.FOR, ""),
    ("gwen", MILLBROOK, Stance.FOR, "For the starts alone."),
    ("yusuf", MILLBROOK, Stance.FOR, ""),
    ("bronagh", COPSE_HILL, Stance.FOR, ""),
    ("joel", COPSE_HILL, Stance.UNSURE, "Ask me when I have stopped making slides."),
    ("hester", ST_ALDHELMS, Stance.FOR, "With talk put to it."),
    ("nuala", ST_ALDHELMS, Stance.FOR, ""),
    ("sian", LARKRISE, Stance.FOR, "Not for ours, but for theirs."),
    ("carys", LARKRISE, Stance.FOR, ""),
)


def agree_on_fluency(company: Company) -> None:
    practice = company.practices[FLUENCY]
    for who, place, stance, words in VOICES:
        contesting.endorse(
            practice, stance=stance, words=words, place=company.places[place], by=company.actor(who)
        )
    measure = Measure.objects.get(code="ks2_rwm_expected")
    estimate_effect(practice, measure, by=company.actor("amina"), draws=200)


def conclude_fluency(company: Company, contest: Contest) -> None:
    contesting.close_contest(
        Contest.objects.select_related("practice").get(pk=contest.pk),
        words="Agreed on the two-children rule. Divided on the clock: the objection stays attached, with "
        "what would settle it.",
        by=company.actor("tom"),
    )
    # Nobody calls formed what they wrote themself.
    move_up(company, FLUENCY, "tom")


def contest_routines(company: Company) -> None:
    """Three routines, taught: contested, with an objection that waits for its answer."""
    held: dict[str, Contest] = {}
    company.on("-26", lambda: held.update(it=open_it(company, ROUTINES, "callum")), at="08:30")
    company.on("-19", lambda: object_to_routines(company, held["it"]))


def object_to_routines(company: Company, contest: Contest) -> None:
    contesting.raise_objection(
        contest,
        text="“Practised again, not punished first” is not what I saw in the third week of term, when staff "
        "are tired. A pupil with autism was practised at, four times, in front of his friends.",
        would_settle="A line in what must not change: never in front of others, and what is agreed "
        "beforehand with a pupil counts as the routine for that pupil.",
        place=company.places[QUARRY_BANK],
        by=company.actor("ines"),
    )


def contest_feedback(company: Company) -> None:
    """One page of feedback: answered, not outvoted; contested, and still open."""
    held: dict[str, Contest] = {}
    company.on("05-18", lambda: held.update(it=open_it(company, FEEDBACK, "joel")), at="08:30")
    company.on("05-20", lambda: object_to_feedback(company, held["it"]))
    company.on("06-15", lambda: move_up(company, FEEDBACK, "joel"), at="18:00")


def object_to_feedback(company: Company, contest: Contest) -> None:
    for who, place, text, would_settle, answer, decision, dissent in FEEDBACK_OBJECTIONS:
        objector = company.actor(who)
        objection = contesting.raise_objection(
            contest, text=text, would_settle=would_settle, place=company.places[place], by=objector
        )
        contesting.answer(objection, text=answer, by=company.actor("joel"))
        contesting.decide(
            objection,
            standing=Standing.STANDS if dissent else Standing.SETTLED,
            decision=decision,
            dissent=dissent,
            by=objector,
        )


FEEDBACK_OBJECTIONS = (
    (
        "gwen",
        MILLBROOK,
        "The children who have least keep every word written to them. A sheet for everybody is for nobody.",
        "One written sentence a fortnight for each child, and an evening less of everything else.",
        "“See me” is for them, the same day, in person. I do not write it down, that is true.",
        "A word in person is more than I feared; a word to keep it is not.",
        "Some of ours have nobody at home to say it to again. They would have had the sentence.",
    ),
    (
        "dev",
        FENWICK,
        "In maths the ten minutes of doing went to those who had finished.",
        "Say what it is for, and that maths is another matter.",
        "“For maths we do something shorter” stands in for whom it is. I can say it louder.",
        "It says so. I had not read that far.",
        "",
    ),
)
