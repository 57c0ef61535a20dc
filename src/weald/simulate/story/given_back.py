"""What came back to those who shared: taken in part, declined, listed beside, still waiting; and thanks."""

from __future__ import annotations

from collections.abc import Mapping

from weald.practices.domain.asking import ask, reply
from weald.practices.domain.merging import Choice, offered
from weald.practices.domain.returning import (
    answer_return,
    decline_return,
    list_as_variant,
    parts_to_answer,
    send_return,
    stand_alone,
    thank,
)
from weald.practices.models import Practice, Return
from weald.simulate.cast import FENWICK, LARKRISE, RIDGE_END, SALLOW_LANE
from weald.simulate.story.company import Company
from weald.simulate.story.pages import ToldPractice
from weald.simulate.story.sharing import keep
from weald.simulate.story.taken_up import FLUENCY, MENTORS, PAIRS

GATE, COUNTING = "a-named-adult-at-the-gate", "counting-together-in-reception"
MIXED = "fluency-in-a-mixed-age-class"


def give_back_all(company: Company, told: Mapping[str, ToldPractice]) -> None:
    returns: dict[str, Return] = {}
    company.on("11-06", lambda: ask_the_cost(company), at="08:20")
    company.on("02-10", lambda: returns.update(fenwick=from_fenwick(company)))
    company.on("02-23", lambda: take_two_of_three(company, told[FLUENCY], returns["fenwick"]))
    company.on("02-24", lambda: from_larkrise(company), at="07:50")
    company.on("03-30", lambda: from_sallow_lane(company))
    company.on("-11", lambda: from_ridge_end(company), at="15:40")


def ask_the_cost(company: Company) -> None:
    """Marian asks what it costs before Fenwick goes further; version 3 says it."""
    asked = ask(
        company.practices[FLUENCY],
        about="cost_note",
        text="What does this cost in hours, honestly, and what did you stop doing to find them?",
        place_id=company.places[FENWICK].pk,
        by=company.actor("marian"),
    )
    reply(
        asked,
        text="A fair question. I have counted for a month and am writing it into the next version: two hours "
        "to begin with, twenty minutes a week, and the Friday test went.",
        by=company.actor("amina"),
    )


def from_fenwick(company: Company) -> Return:
    return send_return(
        company.versions[PAIRS, 1],
        to_practice=company.practices[FLUENCY],
        message="We could not leave six children with an empty book. Three changes: the last four questions "
        "in pairs, no clock, and Year 6 chooses its own oldest four.",
        happened="Since January nobody hands in an empty book. Of our six, five now say an answer aloud "
        "most days. Facts came on as before. The choosing in Year 6 eats time.",
        tried_at=company.places[FENWICK],
        by=company.actor("dev"),
    )


def take_two_of_three(company: Company, told: ToldPractice, back: Return) -> None:
    """Amina takes the pairs and the clock in her own words, and leaves the choosing."""
    amina = company.actor("amina")
    head = Practice.objects.select_related("head").get(pk=company.practices[FLUENCY].pk).head
    version = next(one for one in told.versions if one.number == 4)
    choices: dict[str, Choice] = {}
    for key in offered(parts_to_answer(back, head)):
        part = key.partition(".")[0]
        # One paragraph each: what she writes stands in the place of the hunk; the rest stays as it is.
        choices[key] = version.parts.get(part, False)
    answer_return(back, choices, expected_head=head.pk, reason=version.note, by=amina)
    keep(company, FLUENCY, Practice.objects.select_related("head").get(pk=head.practice_id))
    thank(
        back,
        thanks="Dev, you saw the six I had stopped seeing. Come and watch one for yourself?",
        by=amina,
    )


def from_larkrise(company: Company) -> None:
    """Larkrise sends a Reception version; it is declined, kindly, and stands alone."""
    back = send_return(
        company.versions[COUNTING, 1],
        to_practice=company.practices[FLUENCY],
        message="We liked the daily ten minutes and took away the book, the board and the questions.",
        happened="By half-term most of ours say five without counting. They ask for the hiding game.",
        tried_at=company.places[LARKRISE],
        by=company.actor("carys"),
    )
    decline_return(
        back,
        reason="This is lovely, and it is another thing: with the book and the questions gone there is "
        "nothing of mine left to improve. It deserves a page of its own.",
        by=company.actor("amina"),
    )
    thank(
        back,
        thanks="Thank you for showing me what it could be for four-year-olds.",
        by=company.actor("amina"),
    )
    stand_alone(back, by=company.actor("carys"))


def from_sallow_lane(company: Company) -> None:
    """Sallow Lane's adult at the gate stands beside the mentors, for little ones."""
    back = send_return(
        company.versions[GATE, 1],
        to_practice=company.practices[MENTORS],
        message="For six-year-olds it is the parent who needs the adult, so we turned it round.",
        happened="Eleven families were ninety minutes late between them most weeks; now it is about forty.",
        tried_at=company.places[SALLOW_LANE],
        by=company.actor("lorna"),
    )
    list_as_variant(
        back, reason="Ours is for Year 8. This belongs beside it, not in it.", by=company.actor("ines")
    )


def from_ridge_end(company: Company) -> None:
    """A third generation comes back to the first author, and waits for her."""
    send_return(
        company.versions[MIXED, 1],
        to_practice=company.practices[FLUENCY],
        message="Dev’s pairs, made for two year groups in one room: two columns and a shared row in the "
        "middle. I think the shared row would help in any class.",
        happened="A whole term of it. The ten-year-olds explain more than they did, and the nine-year-olds "
        "know facts they have not been taught. Two sets of slides is the price.",
        tried_at=company.places[RIDGE_END],
        by=company.actor("bethan"),
    )
