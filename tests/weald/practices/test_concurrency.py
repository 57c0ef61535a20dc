"""Fifty people at one practice at once, and the web server killed twice among them.

They write, adopt, return and answer through HTTP, and try again until they are answered. Whatever was
answered must be there afterwards, once; every version, parent, word of credit and entry exact.
"""

import threading
import time
from collections import Counter
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from itertools import pairwise

import pytest
from django.db import close_old_connections, connections
from tests.factories.people import RoleFactory, UserFactory
from tests.factories.schools import OrganisationFactory
from tests.server import WebServer
from tests.weald.practices.crowd import Browser, signed_in, until_answered
from tests.weald.practices.story import FLUENCY

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.models import Entry
from weald.people.enums import RoleKind
from weald.people.queries.actor import actor_for
from weald.practices.domain.crediting import Ancestor, Text, owed_by, runs_of
from weald.practices.domain.sharing import adapt, share_practice
from weald.practices.domain.versions import parts_of
from weald.practices.domain.written import Placing, Written
from weald.practices.enums import Descent, ReturnState
from weald.practices.models import Adoption, Credit, Draft, Practice, Return, Version, Wording

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WRITERS, ANSWERERS, ADOPTERS, RETURNERS = 10, 5, 15, 20
EDITS = 1
KILLED_AFTER = (10, 30)
CHOICES = [f"Choice {n} is left to whoever teaches the lesson on that day." for n in range(RETURNERS)]


class Tally:
    """How much was answered so far, over all threads."""

    def __init__(self, is_lost):
        self.is_lost = is_lost
        self._lock = threading.Lock()
        self.counts = Counter()

    def add(self, what):
        with self._lock:
            self.counts[what] += 1

    def total(self):
        with self._lock:
            return self.counts.total()


def person_at(school):
    person = UserFactory()
    RoleFactory(person=person, organisation=school, kind=RoleKind.SUBJECT_LEAD)
    return person


def make_world():
    """Alder Vale's fifteen authors, fifteen schools that will adopt, twenty that have adapted already."""
    home = OrganisationFactory(name="Alder Vale Primary")
    authors = [person_at(home) for _ in range(WRITERS + ANSWERERS)]
    practice = share_practice(
        FLUENCY.but(flex="\n\n".join(CHOICES)),
        home=home,
        audience="sector",
        placing=Placing(subject="mathematics"),
        authors=authors[1:],
        by=actor_for(authors[0]),
    )
    adopters = [person_at(OrganisationFactory()) for _ in range(ADOPTERS)]
    returners = [person_at(OrganisationFactory()) for _ in range(RETURNERS)]
    adapted = [
        adapt(
            practice.head,
            Written.of(practice.head).but(
                flex="\n\n".join(
                    f"{text} At school {n} it is drawn." if n == index else text
                    for n, text in enumerate(CHOICES)
                ),
            ),
            home=person.roles.get().organisation,
            audience="sector",
            by=actor_for(person),
        )
        for index, person in enumerate(returners)
    ]
    return practice, authors, adopters, list(zip(returners, adapted, strict=True))


def write_edit(browser: Browser, practice: Practice, line: str) -> bool:
    """Add a paragraph by the guided form; catch up with the others as often as it takes."""
    begun = browser.post(f"/practices/{practice.pk}/change", step="doing")
    step = begun.location
    page = browser.get(step)
    text = page.field("steps")
    if line not in text:
        saved = browser.post(
            step,
            revision=page.field("revision"),
            steps=f"{text}\n\n{line}".strip(),
            **{"was-steps": text, "was-units": page.field("was-units"), "units": page.field("units")},
        )
        assert saved.status == 302, saved
    draft = step.rpartition("/")[0]
    for _ in range(100):
        published = browser.post(f"{draft}/publish", note=line)
        if published.location == f"/practices/{practice.pk}":
            return True
        if published.status == 404:  # published before the server was killed: look again
            return False
        assert browser.post(f"{draft}/catch-up").status in {302, 404}
    return False


def adopt(browser: Browser, practice: Practice, school_id: int) -> bool:
    answer = browser.post(
        f"/practices/{practice.pk}/adopt", organisation=school_id, began_on="2026-09-07", pupils="Year 4"
    )
    # A conflict is the answer to who asks again after the server was killed.
    assert answer.status in {302, 409}, answer
    return True


def send_back(browser: Browser, adapted: Practice, practice: Practice) -> bool:
    answer = browser.post(
        f"/practices/{adapted.pk}/return",
        to_practice=practice.pk,
        message="Drawn by lot.",
        happened="Nobody argued.",
        tried_at=adapted.home_id,
    )
    assert answer.status in {302, 409}, answer
    return True


def take_in(browser: Browser, back: Return, index: int) -> bool:
    page = browser.get(f"/practices/returns/{back.pk}")
    if "Take in what I chose" not in page.text:
        return True  # taken in before the server was killed
    changed = [part.split('"')[0] for part in page.text.split('name="hunk.')[1:]]
    fields = {f"hunk.{key}": "taken" if key.startswith("flex") else "left" for key in changed}
    answer = browser.post(f"/practices/returns/{back.pk}/take", head=page.field("head"), **fields)
    # Refused where the head moved on meanwhile; the page comes again with what is to be chosen now.
    assert answer.status in {302, 409, 422}, answer
    return answer.status == 302


def answer_all(browser: Browser, mine: list[int], tally: Tally) -> None:
    """Answer what comes back to us, as it comes."""
    open_ones = set(mine)
    while open_ones:
        assert not tally.is_lost.is_set()
        for back in Return.objects.filter(from_version__practice__in=open_ones):
            until_answered(tally.is_lost, take_in, browser, back, back.from_version_id)
            tally.add("answered")
            open_ones.discard(back.from_version.practice_id)
        time.sleep(0.2)
    connections.close_all()


def write_all(browser, practice, writer, tally):
    for edit in range(EDITS):
        until_answered(tally.is_lost, write_edit, browser, practice, line_of(writer, edit))
        tally.add("written")


def line_of(writer: int, edit: int) -> str:
    return f"Step {edit} as writer {writer} put it down while everybody else was writing too."


def one(act, tally, what, *args):
    until_answered(tally.is_lost, act, *args)
    tally.add(what)


def everybody_at_once(server: WebServer, practice, authors, adopters, returners) -> Tally:
    tally = Tally(server.is_lost)
    people = WRITERS + ANSWERERS + ADOPTERS + RETURNERS
    browsers = {
        user.pk: signed_in(user, server.port)
        for user in [*authors, *adopters, *(person for person, _ in returners)]
    }
    connections.close_all()
    with ThreadPoolExecutor(people) as pool:
        acts = [
            pool.submit(write_all, browsers[author.pk], practice, index, tally)
            for index, author in enumerate(authors[:WRITERS])
        ]
        acts += [
            pool.submit(
                answer_all,
                browsers[author.pk],
                [adapted.pk for _, adapted in returners[index::ANSWERERS]],
                tally,
            )
            for index, author in enumerate(authors[WRITERS:])
        ]
        schools = {person.pk: person.roles.get().organisation_id for person in adopters}
        acts += [
            pool.submit(one, adopt, tally, "adopted", browsers[person.pk], practice, schools[person.pk])
            for person in adopters
        ]
        acts += [
            pool.submit(one, send_back, tally, "returned", browsers[person.pk], adapted, practice)
            for person, adapted in returners
        ]
        try:
            for enough in KILLED_AFTER:
                while tally.total() < enough and not any_failed(acts):
                    time.sleep(0.05)
                server.kill()
                server.start()
            wait(acts, return_when=FIRST_EXCEPTION)
            for act in acts:
                if act.done():
                    act.result()
        finally:
            server.is_lost.set()  # whoever waits for what somebody failed to do must not wait for ever
    close_old_connections()
    return tally


def any_failed(acts):
    return any(act.done() and act.exception() for act in acts)


@pytest.fixture
def server():
    server = WebServer()
    server.start()
    yield server
    server.kill()
    server.counters.cleanup()


def test_fifty_people_at_one_practice_lose_nothing_though_the_server_is_killed_twice(server):
    practice, authors, adopters, returners = make_world()

    tally = everybody_at_once(server, practice, authors, adopters, returners)

    assert tally.counts == {
        "written": WRITERS * EDITS,
        "adopted": ADOPTERS,
        "returned": RETURNERS,
        "answered": RETURNERS,
    }
    nothing_is_lost(practice)
    the_line_is_exact(practice)
    credit_is_exact()
    the_ledger_says_the_same(practice)


def nothing_is_lost(practice):
    head = Practice.objects.get(pk=practice.pk).head
    steps, flex = head.steps.split("\n\n"), head.flex.split("\n\n")
    assert Counter(steps) == Counter(line_of(w, e) for w in range(WRITERS) for e in range(EDITS))
    assert flex == [f"{text} At school {n} it is drawn." for n, text in enumerate(CHOICES)]
    assert head.core == FLUENCY.texts["core"]
    assert Adoption.objects.filter(practice=practice).count() == ADOPTERS
    assert Counter(Return.objects.values_list("state", flat=True)) == {ReturnState.MERGED: RETURNERS}
    assert not Draft.objects.exclude(base=head).exists()


def the_line_is_exact(practice):
    versions = list(practice.versions.order_by("number").prefetch_related("parentage"))
    assert [one.number for one in versions] == list(range(1, len(versions) + 1))
    assert Practice.objects.get(pk=practice.pk).head == versions[-1]
    for before, version in pairwise(versions):
        first, *others = version.parentage.all()
        assert (first.parent_id, first.how) == (before.pk, Descent.CONTINUED)
        assert all(tie.how == Descent.MERGED for tie in others)
    results = set(Return.objects.values_list("result", flat=True))
    assert results == {one.pk for one in versions if one.parentage.count() == 2}


def credit_is_exact():
    """Work every version's credit out once more from its parents: each word, each debt."""
    wording = dict(Wording.objects.values_list("version_id", "runs"))
    stored = {}
    for one in Credit.objects.all():
        stored.setdefault(one.version_id, set()).add((one.ancestor_id, str(one.kind), one.words, one.share))
    line_of_version = dict(Version.objects.values_list("pk", "practice_id"))
    for version in Version.objects.prefetch_related("parents"):
        parents = list(version.parents.order_by("offspring__position"))
        family = [Text(parent.pk, parts_of(parent), wording[parent.pk]) for parent in parents]
        runs = runs_of(version.pk, parts_of(version), family)
        ancestors = {parent.pk for parent in parents} | {
            ancestor for parent in parents for ancestor, *_ in stored.get(parent.pk, ())
        }
        owed = owed_by(
            version.pk,
            version.practice_id,
            runs,
            [Ancestor(pk, line_of_version[pk]) for pk in ancestors],
        )
        assert wording[version.pk] == runs
        assert stored.get(version.pk, set()) == {
            (debt.ancestor_id, str(debt.kind), debt.words, debt.share) for debt in owed
        }


def the_ledger_says_the_same(practice):
    assert verify_ledger().is_sound
    of = Counter(Entry.objects.values_list("verb", flat=True))
    assert of[Verb.ADOPTED] == ADOPTERS
    assert of[Verb.RETURNED] == of[Verb.MERGED] == RETURNERS
    changed = Entry.objects.filter(
        verb=Verb.CHANGED, target_label="practices.practice", target_id=str(practice.pk)
    )
    assert changed.count() + RETURNERS + 1 == practice.versions.count()
