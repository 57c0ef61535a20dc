"""The order in which people think of a practice, one question after another."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the guided form: a question, why it is asked, and the fields that answer it."""

    key: str
    name: str
    question: str
    why: str
    fields: tuple[str, ...] = ()


STEPS = (
    Step(
        "summary",
        "In one paragraph",
        "What do you do?",
        "Say it as you would to a colleague in the corridor. This is all that sharing needs.",
        ("title", "kind", "summary"),
    ),
    Step(
        "problem",
        "The problem",
        "Which problem does it meet?",
        "Whoever has the same one will find it by this.",
        ("problem",),
    ),
    Step(
        "whom",
        "For whom",
        "For whom is it?",
        "Phase, subject and concept are how others find it and see whether it could be theirs.",
        (
            *("for_whom", "phases", "key_stages", "subject", "generic_because", "concept", "area"),
            *("outcome", "pupils", "by_when"),
        ),
    ),
    Step(
        "doing",
        "What we do",
        "What do you do, step by step?",
        "Enough that somebody in another school could begin on Monday.",
        ("steps", "units"),
    ),
    Step(
        "core",
        "What must not change",
        "What makes it work?",
        "The few things that must not change. Whoever leaves one out is doing something else.",
        ("core",),
    ),
    Step(
        "flex",
        "What may flex",
        "What may others change?",
        "Say it, and they will make it fit without asking, and bring back what they found.",
        ("flex",),
    ),
    Step(
        "cost",
        "What it costs",
        "What does it cost, and what does it save?",
        "Hours are what schools have least of. Nobody adopts what hides them.",
        ("cost_hours", "cost_note", "saves", "needs"),
    ),
    Step(
        "evidence",
        "Evidence",
        "How would you know that it works?",
        "Research, accounts, measured effects and reviewers’ observations gather on its page by themselves "
        "once it is shared. Only you can say what to watch.",
        ("watch",),
    ),
    Step(
        "files",
        "Files",
        "Which files belong to it?",
        "Slides, grids, question banks: what saves the next teacher an evening.",
    ),
    Step(
        "people",
        "Who made it, who sees it",
        "Who made it, and who may see it?",
        "Everyone who wrote it with you can change it too.",
        ("home", "audience", "partners", "authors", "licence"),
    ),
    Step(
        "check",
        "Read it and publish",
        "Is this what you mean?",
        "What is published stays as it is; the next version changes it.",
        ("note",),
    ),
)
BY_KEY = {step.key: step for step in STEPS}
FIRST, LAST = STEPS[0], STEPS[-1]
# Of a practice that is shared already, home, audience and authors change on its page, not by a version.
ONLY_NEW = frozenset({"home", "audience", "partners", "authors"})


def after(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step | None:
    at = STEPS.index(step)
    return STEPS[at - 1] if at else None
