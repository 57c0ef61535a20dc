"""Short ways through the acts of practices, for tests that begin in the middle."""

from weald.core.enums import Audience
from weald.practices.domain.returning import send_return
from weald.practices.domain.sharing import adapt, alloy, share_practice
from weald.practices.domain.written import Written

CORE = "\n\n".join(
    [
        "Every day at the same time, ten minutes by the clock and never one minute longer than that.",
        "Three old things for every new one, so that nothing learned is left to be forgotten by summer.",
        "Pupils check their own answers with a friend, and the teacher only watches two children a day.",
    ]
)
FLUENCY = Written(
    title="Ten minutes of fluency",
    texts={"summary": "Short mixed recall before each lesson frees the head for what is new.", "core": CORE},
)
TALK = Written(
    title="Talk before you write",
    texts={
        "summary": "Nobody writes a sentence that they have not said aloud to a partner who asked them why."
    },
)


def fluency(cast, audience=Audience.SECTOR, by="amina", **facts):
    """Amina's practice at Alder Vale."""
    return share_practice(
        FLUENCY, home=cast.alder_vale, audience=audience, by=getattr(cast, by).actor, **facts
    )


def talk(cast, audience=Audience.SECTOR):
    """Sian's at Larkrise."""
    return share_practice(TALK, home=cast.larkrise, audience=audience, by=cast.sian.actor)


def fenwicks(cast, practice, audience=Audience.SECTOR, **changed):
    """What Dev at Fenwick makes of a practice: by default two of three paragraphs of its core are changed."""
    changed = changed or {"core": CORE.replace("ten minutes", "eight minutes").replace("a friend", "a key")}
    written = Written.of(practice.head).but(**changed)
    return adapt(practice.head, written, home=cast.fenwick, audience=audience, by=cast.dev.actor)


def alloyed(cast, *practices, by="owen", home="quarry_bank"):
    text = "\n\n".join(one.head.core or one.head.summary for one in practices)
    return alloy(
        [one.head for one in practices],
        FLUENCY.but(title="Talk, then fluency", core=text),
        home=getattr(cast, home),
        audience=Audience.SECTOR,
        by=getattr(cast, by).actor,
    )


def came_back(cast, practice, adapted=None):
    """Dev's adaptation, returned to where it came from."""
    adapted = adapted or fenwicks(cast, practice)
    return send_return(
        adapted.head,
        to_practice=practice,
        message="Eight minutes are enough for mixed-age classes, and a key does for a friend.",
        happened="Nine weeks in three classes; marking at home stopped.",
        tried_at=cast.fenwick,
        by=cast.dev.actor,
    )
