"""The round in the browser: adopting, adapting, alloying, returning, answering; history and line."""

import pytest
from django.urls import reverse
from tests.factories.files import StoredFileFactory
from tests.weald.practices.story import CORE, TALK, alloyed, came_back, fenwicks, fluency, talk

from weald.core.enums import Audience
from weald.practices.domain.adopting import adopt
from weald.practices.domain.keeping import change_audience, withdraw
from weald.practices.domain.merging import offered
from weald.practices.domain.returning import decline_return, parts_to_answer
from weald.practices.domain.saving import save_version
from weald.practices.domain.written import Given, Written
from weald.practices.enums import ReturnState
from weald.practices.models import Adoption, Draft, Practice, Return, Version

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(f"practices:{name}", args=args), query)


def send(client, name, *args, **data):
    return client.post(reverse(f"practices:{name}", args=args), data)


def text(response):
    return response.content.decode()


def test_a_subject_lead_adopts_for_their_school(cast, client):
    practice = fluency(cast)
    cast.sign_in(client, "dev")

    shown = page(client, "adopt", practice.pk)
    done = send(
        client, "adopt", practice.pk, organisation=cast.fenwick.pk, began_on="2026-09-07", pupils="Year 4"
    )

    assert "Fenwick Academy" in text(shown)
    assert "Larkrise" not in text(shown)
    assert done.url == reverse("practices:practice", args=[practice.pk])
    assert Adoption.objects.get().pupils == "Year 4"


def test_a_form_half_filled_is_sent_back(cast, client):
    practice = fluency(cast)
    cast.sign_in(client, "dev")

    assert send(client, "adopt", practice.pk, organisation=cast.larkrise.pk).status_code == 422
    assert not Adoption.objects.exists()


def test_who_speaks_for_no_school_reads_who_does(cast, client):
    practice = fluency(cast)

    shown = page(cast.sign_in(client, "leila"), "adopt", practice.pk)

    assert "You speak for no school here" in text(shown)


def test_a_school_goes_on_with_the_newest_version(cast, client):
    practice = fluency(cast)
    adoption = adopt(practice, organisation=cast.fenwick, by=cast.dev.actor)
    save_version(
        practice,
        Written.of(practice.head).but(flex="Paper."),
        expected_head=practice.head_id,
        by=cast.amina.actor,
    )

    send(cast.sign_in(client, "dev"), "follow", adoption.pk)

    adoption.refresh_from_db()
    assert adoption.version.number == 2


def test_adapting_begins_a_draft_with_everything_it_says(cast, client):
    practice = fluency(cast)
    cast.sign_in(client, "dev")

    shown = page(client, "adapt", practice.pk)
    begun = send(client, "adapt", practice.pk)

    assert "Three old things" in text(shown)
    draft = Draft.objects.get()
    assert (draft.base, draft.practice, draft.fields["core"]) == (practice.head, None, CORE)
    assert f"/drafts/{draft.pk}/" in begun.url


def test_an_alloy_takes_chosen_parts_of_each(cast, client):
    one, two = fluency(cast), talk(cast)
    two.head = save_version(
        two,
        Written.of(two.head).but(core="Say it first, then write it."),
        expected_head=two.head_id,
        by=cast.sian.actor,
    )
    adopt(two, organisation=cast.quarry_bank, by=cast.owen.actor)
    cast.sign_in(client, "owen")

    offered_first = page(client, "alloy", one.pk)
    found = page(client, "alloy", one.pk, q="talk write")
    nothing = page(client, "alloy", one.pk, q="zebra")
    parts = client.get(reverse("practices:alloy", args=[one.pk]), {"with": [two.pk]})
    given = {
        "with": [two.pk],
        "title": "Talk, then fluency",
        "summary": "First said, then practised.",
        f"core-{one.head_id}": "on",
        f"core-{two.head_id}": "on",
        "home": cast.quarry_bank.pk,
        "audience": "sector",
    }
    incomplete = client.post(reverse("practices:alloy", args=[one.pk]), given | {"title": ""})
    done = client.post(reverse("practices:alloy", args=[one.pk]), given)

    assert all("Talk before you write" in text(shown) for shown in (offered_first, found, parts))
    assert "Nothing found" in text(nothing)
    assert incomplete.status_code == 422
    made = Practice.objects.get(title="Talk, then fluency")
    assert made.head.core == f"{CORE}\n\nSay it first, then write it."
    assert done.url == reverse("practices:practice", args=[made.pk])


def test_an_adaptation_is_returned_with_its_outcome(cast, client):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)
    cast.sign_in(client, "dev")
    given = {"to_practice": practice.pk, "message": "Eight.", "tried_at": cast.fenwick.pk}

    shown = page(client, "return", adapted.pk)
    unfinished = send(client, "return", adapted.pk, **given)
    done = send(client, "return", adapted.pk, **given, happened="Nine weeks.")

    assert "Ten minutes of fluency" in text(shown)
    assert unfinished.status_code == 422
    back = Return.objects.get()
    assert done.url == reverse("practices:returned", args=[back.pk])
    outcome = text(client.get(done.url))
    assert "waiting for an answer" in outcome
    assert "Take in what I chose" not in outcome


def test_what_was_made_from_nothing_is_returned_nowhere(cast, client):
    practice = fluency(cast)

    assert "nowhere to return it" in text(page(cast.sign_in(client, "amina"), "return", practice.pk))


def test_an_author_takes_one_change_leaves_one_and_edits_one(cast, client):
    practice = fluency(cast)
    file = StoredFileFactory()
    adapted = fenwicks(
        cast,
        practice,
        core=CORE.replace("ten minutes", "eight minutes").replace("a friend", "a key"),
        flex="Paper or whiteboard.",
        files=(Given(file.pk, "grid.txt"),),
    )
    back = came_back(cast, practice, adapted)
    first, second, third = offered(parts_to_answer(back, practice.head))
    cast.sign_in(client, "amina")
    given = {
        "head": practice.head_id,
        f"hunk.{first}": "taken",
        f"hunk.{second}": "left",
        f"hunk.{third}": "edited",
        f"text.{third}": "Paper.\n\nOr slates.",
        f"file.{file.pk}": "on",
        "reason": "Eight it is.",
    }

    shown = text(page(client, "returned", back.pk))
    undecided = send(client, "take", back.pk, head=practice.head_id)
    send(client, "take", back.pk, **given)

    assert "<ins>eight " in shown
    assert undecided.status_code == 422
    assert text(undecided).count("Take it, leave it or edit it.") >= 3
    head = Practice.objects.get(pk=practice.pk).head
    assert "eight minutes" in head.core
    assert "a friend" in head.core
    assert (head.flex, head.note) == ("Paper.\n\nOr slates.", "Eight it is.")
    assert head.attachments.get().name == "grid.txt"
    after = text(page(client, "returned", back.pk))
    assert "taken in part" in after
    assert "Take in what I chose" not in after


def test_choosing_against_an_old_version_is_a_conflict(cast, client):
    practice = fluency(cast)
    back = came_back(cast, practice)
    given = {f"hunk.{key}": "taken" for key in offered(parts_to_answer(back, practice.head))}

    response = send(cast.sign_in(client, "amina"), "take", back.pk, head="x", **given)

    assert response.status_code == 409
    assert Return.objects.get().is_waiting


@pytest.mark.parametrize(
    ("name", "state"), [("variant", ReturnState.VARIANT), ("decline", ReturnState.DECLINED)]
)
def test_a_return_is_answered_otherwise_and_thanked(cast, client, name, state):
    back = came_back(cast, fluency(cast))
    cast.sign_in(client, "amina")

    send(client, name, back.pk, reason="For mixed ages.")
    send(client, "thank", back.pk, thanks="Well seen.")

    back.refresh_from_db()
    assert (back.state, back.reason, back.thanks) == (state, "For mixed ages.", "Well seen.")
    shown = text(page(cast.sign_in(client, "dev"), "returned", back.pk))
    assert "Well seen." in shown
    assert ("Let it stand on its own" in shown) == (state == ReturnState.DECLINED)


def test_a_declined_return_stands_on_its_own_when_its_writers_say_so(cast, client):
    back = came_back(cast, fluency(cast))
    decline_return(back, reason="No.", by=cast.amina.actor)

    send(cast.sign_in(client, "dev"), "stand", back.pk)

    back.refresh_from_db()
    assert back.state == ReturnState.STANDING


@pytest.mark.parametrize("name", ["take", "variant", "decline", "thank", "stand"])
def test_nobody_else_answers(cast, client, name):
    practice = fluency(cast)
    back = came_back(cast, practice)
    given = {f"hunk.{key}": "taken" for key in offered(parts_to_answer(back, practice.head))}

    response = send(cast.sign_in(client, "sian"), name, back.pk, head=practice.head_id, reason="x", **given)

    assert response.status_code == 403


def test_the_history_names_every_version_and_only_known_sources(cast, client):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice)
    change_audience(practice, Audience.SCHOOL, by=cast.amina.actor)
    cast.sign_in(client, "sian")

    shown = text(page(client, "history", adapted.pk))
    table = page(client, "history", adapted.pk, format="csv")

    assert "A practice not shared with you" in shown
    assert f'href="/practices/{practice.pk}"' not in shown
    assert b"Fenwick Academy" in b"".join(table.streaming_content)


def test_two_versions_are_compared_also_across_lines(cast, client):
    practice = fluency(cast)
    adapted = fenwicks(cast, practice, cost_hours=3, core=CORE.replace("ten", "eight"))
    cast.sign_in(client, "sian")

    own = text(page(client, "difference", adapted.pk))
    same = text(page(client, "difference", practice.pk, old=practice.head_id, new=practice.head_id))
    first = text(page(client, "difference", practice.pk, new="9" * 30))

    assert "<del>ten </del><ins>eight </ins>" in own
    assert "Staff hours" in own
    assert "they say the same" in same
    assert "they say the same" in first


def test_what_is_not_shared_is_not_compared(cast, client):
    practice, other = fluency(cast), talk(cast)
    adapted = fenwicks(cast, practice)
    change_audience(practice, Audience.SCHOOL, by=cast.amina.actor)
    cast.sign_in(client, "sian")

    for old in (practice.head_id, other.head_id, 0):
        assert page(client, "difference", adapted.pk, old=old).status_code == 404
    assert page(client, "difference", practice.pk).status_code == 404


def test_the_line_leads_to_relatives_and_names_no_hidden_one(cast, client):
    practice, other = fluency(cast), talk(cast)
    adapted = fenwicks(cast, practice)
    made = alloyed(cast, adapted, other)
    withdraw(other, by=cast.sian.actor)
    cast.sign_in(client, "owen")

    shown = text(page(client, "lineage", adapted.pk))
    hidden = text(page(client, "lineage", made.pk))

    assert f'<a href="/practices/{practice.pk}/lineage">' in shown
    assert f'<a href="/practices/{made.pk}/lineage">' in shown
    assert "A practice not shared with you" in hidden
    assert TALK.title not in hidden


def test_a_practice_alone_has_no_line_yet(cast, client):
    practice = fluency(cast)

    assert "Nothing was made from it yet" in text(page(cast.sign_in(client, "dev"), "lineage", practice.pk))


@pytest.mark.parametrize("size", [1, 12])
def test_a_line_of_any_size_asks_the_same_number_of_questions(cast, client, django_assert_num_queries, size):
    practice = line = fluency(cast)
    for _ in range(size):
        line = fenwicks(cast, line)
    cast.sign_in(client, "dev")
    page(client, "lineage", practice.pk)

    with django_assert_num_queries(11):
        page(client, "lineage", practice.pk)
    page(client, "history", line.pk)
    with django_assert_num_queries(14):
        page(client, "history", line.pk)


def test_a_very_large_family_is_drawn_in_part_and_told_whole(cast, client):
    practice = fluency(cast)
    for _ in range(61):
        fenwicks(cast, practice)

    shown = text(page(cast.sign_in(client, "dev"), "lineage", practice.pk))

    assert "Only the 60 nearest are drawn; the table has all 62." in shown
    assert Version.objects.count() == 62
