"""Every operation, asked by everybody: nobody learns of what is not theirs, nothing is written by the way."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.personas import NAMES

from weald.api.urls import api
from weald.communities.domain.gatherings import When, call_gathering
from weald.communities.domain.starting import About, start_group
from weald.communities.domain.threads import start_thread
from weald.core.models import Entry
from weald.core.permissions import refusal
from weald.operations import DECLARED
from weald.practices.domain.adopting import adopt
from weald.practices.domain.asking import ask
from weald.practices.domain.returning import send_return
from weald.practices.domain.sharing import adapt, share_practice
from weald.practices.domain.written import Written

pytestmark = pytest.mark.django_db

TEXTS = {"title": "Larch", "summary": "Said in one paragraph."}
# What each operation that writes is sent; a new one has to be put here.
BODIES = {
    "weald.practices.api.writing.share": TEXTS | {"home_id": "{alder_vale}"},
    "weald.practices.api.writing.write_on": TEXTS,
    "weald.practices.api.writing.make_own": TEXTS | {"home_id": "{home}"},
    "weald.practices.api.writing.make_alloy": TEXTS
    | {"home_id": "{home}", "versions": ["{version_id}", "{other_version}"]},
    "weald.practices.api.writing.take_up": {"organisation_id": "{home}"},
    "weald.practices.api.writing.stop": {"because": "x"},
    "weald.practices.api.writing.ask": {"text": "x", "for_id": "{home}"},
    "weald.practices.api.writing.answer": {"text": "x"},
    "weald.practices.api.returning.send": {
        "version_id": "{version_id}",
        "to_practice_id": "{practice_id}",
        "tried_at_id": "{home}",
        "message": "x",
        "happened": "y",
    },
    "weald.practices.api.returning.answer": {"choices": {}},
    "weald.practices.api.returning.variant": {},
    "weald.practices.api.returning.decline": {"reason": "x"},
    "weald.practices.api.returning.alone": {},
    "weald.practices.api.returning.thank": {},
    "weald.practices.api.bundles.bring": {},
    "weald.communities.api.join": {},
    "weald.communities.api.start_thread": {"title": "x", "text": "y"},
    "weald.communities.api.reply": {"text": "x"},
    "weald.communities.api.say_whether_coming": {"answer": "coming"},
}
READS = sorted(name for name, one in DECLARED.items() if not one.does_write)
WRITES = sorted(name for name, one in DECLARED.items() if one.does_write)
STRANGERS = ("marian", "sian", "helen", "farid", "priya", "bo", "nobody")


@pytest.fixture
def private(cast):
    """Make everything the addresses name, none of it for anybody outside Alder Vale."""
    amina, tom = cast.amina.actor, cast.tom.actor
    line = share_practice(
        Written("Xylem larch", {"summary": "Nobody else knows of this."}),
        home=cast.alder_vale,
        by=amina,
        audience="team",
    )
    own = adapt(
        line.head,
        Written("Xylem rowan", {"summary": "Nobody else knows of this."}),
        home=cast.alder_vale,
        by=tom,
        audience="team",
    )
    back = send_return(
        own.head, to_practice=line, message="m", happened="h", tried_at=cast.alder_vale, by=tom
    )
    group = start_group(
        About("Xylem hazel", "For us.", joining="invited", audience="team"), by=amina, home=cast.alder_vale
    )
    begins_at = timezone.now() + timedelta(days=3)
    when = When("Xylem meeting", begins_at, begins_at + timedelta(hours=1), place="Room 3")
    return {
        "practice_id": line.pk,
        "version_id": line.head_id,
        "other_version": own.head_id,
        "return_id": back.pk,
        "adoption_id": adopt(line, organisation=cast.alder_vale, by=tom).pk,
        "question_id": ask(line, about="", text="Why?", place_id=cast.alder_vale.pk, by=tom).pk,
        "community_id": group.pk,
        "thread_id": start_thread(group, "Xylem thread", "Secret words", by=amina).pk,
        "gathering_id": call_gathering(group, when, by=amina).pk,
        "alder_vale": cast.alder_vale.pk,
        "organisation_id": cast.alder_vale.pk,
        "home": cast.alder_vale.pk,
        "kind": "subject",
        "urn": "999999",
    }


def filled(body, values):
    if isinstance(body, dict):
        return {name: filled(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, values) for value in body]
    return values[body[1:-1]] if isinstance(body, str) and body.startswith("{") else body


def home_of(cast, key):
    own = sorted(cast.__getattr__(key).actor.own)
    return own[0] if own else cast.larkrise.pk


def address(one, values):
    return one.path.lstrip("/").format(**values)


def test_every_operation_of_the_api_is_declared():
    served = {
        f"{operation.view_func.__module__}.{operation.view_func.__name__}"
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }

    assert served == set(DECLARED)
    assert set(BODIES) == set(WRITES)


def body_of(answer):
    """Give what came, also where it is sent piece by piece."""
    if not answer.streaming:
        return answer.content
    # Closing the answer would end the connection too, which outside of tests is the server's to do.
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content


def written():
    return Entry.objects.exclude(target_label="people.token").count()


def test_nothing_is_written_without_a_token_that_may(private, asked):
    before, stranger, reader = written(), asked("nobody"), asked("amina", may_write=False)

    for name in WRITES:
        one, body = DECLARED[name], filled(BODIES[name], private)
        answers = [ask(one.method, address(one, private), body) for ask in (stranger, reader)]
        assert [answer.status_code for answer in answers] == [401, 403], name
        assert answers[1].json()["finding"] == "This token only reads."
    assert written() == before


def test_nobody_outside_changes_what_they_do_not_know_of(cast, private, asked):
    before = written()

    for key in STRANGERS[:-1]:
        values = private | {"home": home_of(cast, key)}
        for name in WRITES:
            one = DECLARED[name]
            answer = asked(key)(one.method, address(one, values), filled(BODIES[name], values))
            assert answer.status_code in {400, 403, 404}, f"{key} {name}: {answer.content}"
            assert b"Xylem" not in answer.content, f"{key} {name}"
            assert answer["Content-Type"] == "application/problem+json"
    assert written() == before


def test_whoever_asks_sees_what_the_rule_says_and_nothing_hidden(cast, private, asked):
    for key in NAMES:
        actor = cast.__getattr__(key).actor
        for name in READS:
            one = DECLARED[name]
            answer = asked(key)("get", address(one, private))
            content = body_of(answer)
            if refusal(one.rule, actor):
                assert answer.status_code == (401 if key == "nobody" else 403), f"{key} {name}"
            elif key in STRANGERS:
                assert b"Xylem" not in content, f"{key} {name}"
                is_public = "{" not in one.path or name.split(".")[1] == "schools"
                is_there = is_public and "{urn}" not in one.path
                assert answer.status_code == (200 if is_there else 404), f"{key} {name}"


def test_those_it_is_for_see_it(private, asked):
    for name in READS:
        one = DECLARED[name]
        answer = asked("amina")("get", address(one, private))
        content = body_of(answer)
        assert answer.status_code == (404 if "{urn}" in one.path else 200), f"{name}: {content}"
