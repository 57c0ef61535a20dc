"""A practice's life by program: shared, written on, adapted, returned, answered, thanked, stopped."""

import pytest

from weald.core.domain.verify import verify_ledger
from weald.practices.models import Practice, Version

pytestmark = pytest.mark.django_db

TEXTS = {
    "title": "Ten minutes of fluency",
    "summary": "Ten minutes after lunch.",
    "core": "Every day.\n\nNo marks.",
    "cost_hours": 14,
}


def share(asked, cast, **more):
    given = TEXTS | {"home_id": cast.alder_vale.pk, "audience": "sector", "subject": "mathematics"} | more
    answer = asked("amina")("post", "practices", given)
    assert answer.status_code == 201, answer.content
    return answer


def test_what_is_shared_reads_the_same_and_is_listed_by_its_codes(cast, asked):
    made = share(asked, cast, phases=["primary"], key_stages=["ks2"])
    ask = asked("dev")

    one = ask("get", f"practices/{made.json()['id']}")
    assert one.json() == made.json()
    assert one["ETag"] == made["ETag"]
    assert one.json()["version"]["texts"]["core"] == "Every day.\n\nNo marks."
    for query, found in (
        ("subject=mathematics&phase=primary&key_stage=ks2", 1),
        (f"home_id={cast.alder_vale.pk}", 1),
        ("changed_since=2020-01-01T00:00:00Z", 1),
        ("changed_since=2090-01-01T00:00:00Z", 0),
        ("subject=music", 0),
        ("stage=formed", 0),
    ):
        assert len(ask("get", f"practices?{query}").json()["items"]) == found, query


def test_the_next_version_is_written_from_the_newest_or_not_at_all(cast, asked):
    made = share(asked, cast)
    ask, path = asked("amina"), f"practices/{made.json()['id']}/versions"
    changed = TEXTS | {"core": "Every day.", "note": "Shorter."}

    assert ask("post", path, changed).status_code == 428
    first = ask("post", path, changed, headers={"If-Match": made["ETag"]})
    assert first.status_code == 201
    late = ask("post", path, TEXTS | {"flex": "Anything."}, headers={"If-Match": made["ETag"]})
    assert late.status_code == 412
    assert asked("tom")("post", path, changed, headers={"If-Match": first["ETag"]}).status_code == 201
    assert asked("dev")("post", path, changed, headers={"If-Match": "*"}).status_code == 403

    history = ask("get", path).json()["items"]
    assert [one["number"] for one in history] == [3, 2, 1]
    assert history[1]["note"] == "Shorter."
    oldest = ask("get", f"versions/{history[2]['id']}").json()
    assert oldest["texts"]["core"] == "Every day.\n\nNo marks."


def test_somebody_faster_between_reading_and_writing_stops_the_slower(cast, asked, monkeypatch):
    made = share(asked, cast).json()
    path = f"practices/{made['id']}/versions"
    practice = Practice.objects.get()
    stale = Practice.objects.get()
    asked("amina")("post", path, TEXTS | {"flex": "Books."}, headers={"If-Match": "*"})
    monkeypatch.setattr("weald.practices.api.writing.a_practice", lambda *_: stale)

    answer = asked("amina")("post", path, TEXTS | {"flex": "None."}, headers={"If-Match": "*"})

    assert answer.status_code == 412
    assert "Amina Rahman saved version 2" in answer.json()["finding"]
    assert Version.objects.filter(practice=practice).count() == 2


def test_it_goes_out_and_comes_back_better(cast, asked):
    made = share(asked, cast).json()
    dev, amina, marian = asked("dev"), asked("amina"), asked("marian")
    fenwick = cast.fenwick.pk

    adopted = marian("post", f"practices/{made['id']}/adoptions", {"organisation_id": fenwick})
    assert adopted.status_code == 201
    again = marian("post", f"practices/{made['id']}/adoptions", {"organisation_id": fenwick})
    assert again.status_code == 409

    question = {"about": "needs", "text": "What does it need?", "for_id": fenwick}
    asked_ = marian("post", f"practices/{made['id']}/questions", question)
    answered = amina("post", f"questions/{asked_.json()['id']}/answer", {"text": "Small books."})
    assert answered.json()["answer"] == "Small books."

    theirs = TEXTS | {
        "core": "Every day.\n\nNo marks.\n\nTwo agree.",
        "flex": "No clock.",
        "home_id": fenwick,
        "audience": "sector",
        "note": "In pairs.",
    }
    own = dev("post", f"versions/{made['version']['id']}/adaptations", theirs).json()
    sent = {
        "version_id": own["version"]["id"],
        "to_practice_id": made["id"],
        "tried_at_id": fenwick,
        "message": "In pairs.",
        "happened": "Quiet ones speak.",
    }
    back = dev("post", "returns", sent).json()
    assert back["state"] == "waiting"

    hunks = amina("get", f"returns/{back['id']}/hunks")
    offered = [one["key"] for one in hunks.json() if one["is_offered"]]
    choices = {key: key.startswith("core") for key in offered}
    path = f"returns/{back['id']}/answer"
    assert amina("post", path, {"choices": choices}).status_code == 428
    taken = amina("post", path, {"choices": choices}, headers={"If-Match": hunks["ETag"]})
    assert taken.json()["state"] == "in_part", taken.content
    thanked = amina("post", f"returns/{back['id']}/thanks", {"thanks": "Thank you."})
    assert thanked.json()["thanked_at"]

    merged = amina("get", f"practices/{made['id']}").json()["version"]
    assert merged["texts"]["core"].endswith("Two agree.")
    assert merged["texts"]["flex"] == ""
    owed = amina("get", f"practices/{made['id']}/credits").json()
    assert [(one["school"], one["words"]) for one in owed] == [("Fenwick Academy", 2)]
    assert dev("get", f"practices/{made['id']}/returns").json()["items"][0]["result"] == merged["id"]

    line = dev("get", f"practices/{own['id']}/lineage").json()
    assert sorted(tie["how"] for tie in line["ties"]) == ["adapted", "merged"]

    stopped = marian("post", f"adoptions/{adopted.json()['id']}/stop", {"because": "Our own now."})
    assert stopped.json()["state"] == "stopped"
    states = [one["state"] for one in dev("get", f"practices/{made['id']}/adoptions").json()["items"]]
    assert states == ["stopped"]
    assert verify_ledger().is_sound


def test_an_alloy_names_both_and_hides_the_one_that_is_not_shared(cast, asked):
    open_one = share(asked, cast, title="Open").json()
    hidden = share(asked, cast, title="Only ours", audience="school", summary="Larch rowan hazel.").json()
    given = TEXTS | {
        "versions": [open_one["version"]["id"], hidden["version"]["id"]],
        "summary": "Larch rowan hazel. Ten minutes after lunch.",
        "home_id": cast.alder_vale.pk,
        "audience": "sector",
    }
    made = asked("amina")("post", "alloys", given).json()

    line = asked("dev")("get", f"practices/{made['id']}/lineage").json()
    unshared = [node for node in line["practices"] if not node["is_shared"]]
    assert [node["title"] for node in unshared] == ["a practice not shared with you"]
    assert unshared[0]["practice_id"] is None
    titles = {one["title"] for one in asked("dev")("get", f"practices/{made['id']}/credits").json()}
    assert titles == {"Open", "a practice not shared with you"}
    assert asked("dev")("post", "alloys", given | {"home_id": cast.fenwick.pk}).status_code == 400


def test_a_return_is_declined_stands_alone_or_beside(cast, asked):
    made = share(asked, cast).json()
    dev, amina = asked("dev"), asked("amina")
    theirs = TEXTS | {"core": "Never.", "home_id": cast.fenwick.pk, "audience": "sector"}
    sent = {
        "to_practice_id": made["id"],
        "tried_at_id": cast.fenwick.pk,
        "message": "m",
        "happened": "h",
    }

    states = []
    for _ in range(2):
        own = dev("post", f"versions/{made['version']['id']}/adaptations", theirs).json()
        back = dev("post", "returns", sent | {"version_id": own["version"]["id"]}).json()
        if not states:
            amina("post", f"returns/{back['id']}/decline", {"reason": "Another thing."})
            states.append(dev("post", f"returns/{back['id']}/alone").json()["state"])
        else:
            states.append(amina("post", f"returns/{back['id']}/variant", {}).json()["state"])

    assert states == ["standing", "variant"]
    assert dev("get", f"returns/{back['id']}").json()["state"] == "variant"
