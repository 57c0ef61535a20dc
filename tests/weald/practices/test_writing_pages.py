"""Sharing in two minutes, the guided form, questions: as a browser sends them."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.drafts import DraftFactory, DraftFileFactory
from tests.factories.practices import PracticeFactory, next_version
from tests.personas import make_cast
from tests.weald.files.samples import PDF

from weald.core.enums import Verb
from weald.core.errors import WealdError
from weald.core.models import Entry
from weald.core.registry import WAITING
from weald.practices.domain import asking
from weald.practices.models import Ask, Draft, Practice
from weald.practices.queries.asking import answered_questions
from weald.practices.steps import STEPS
from weald.texts.limits import MOST_CHARACTERS

pytestmark = pytest.mark.django_db
SHARE = reverse("practices:share")


@pytest.fixture
def cast():
    return make_cast()


def sharing(cast, **more):
    return {
        "title": "Ten minutes of fluency",
        "summary": "Every day, **ten minutes**.",
        "home": cast.alder_vale.pk,
        "audience": "sector",
        "licence": "cc-by-4.0",
        **more,
    }


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def step_url(draft, step):
    return reverse("practices:write", args=[draft.pk, step])


def test_a_paragraph_and_a_file_are_shared_in_one_go(client, cast):
    cast.sign_in(client, "amina")
    file = SimpleUploadedFile("grid\u202efdp.exe", PDF)

    response = client.post(SHARE, sharing(cast, file=file))

    practice = Practice.objects.get()
    assert response["Location"] == reverse("practices:practice", args=[practice.pk])
    (attached,) = practice.head.attachments.all()
    assert attached.name == "gridfdp.exe.pdf"
    assert "its name now ends in .pdf" in said(response)
    assert Entry.objects.filter(verb=Verb.SHARED, target_id=str(practice.pk)).exists()


def test_a_file_that_is_not_kept_is_said_beside_its_field_and_nothing_is_shared(client, cast):
    cast.sign_in(client, "amina")
    svg = SimpleUploadedFile("drawing.svg", b"<svg><script>alert(1)</script></svg>", "image/png")

    response = client.post(SHARE, sharing(cast, file=svg))

    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert "web page or a drawing" in error
    assert "Every day" in response.content.decode()
    assert not Practice.objects.exists()


def test_what_is_missing_is_said_and_a_preview_shares_nothing(client, cast):
    cast.sign_in(client, "amina")

    empty = client.post(SHARE, sharing(cast, summary="", title=""))
    preview = client.post(SHARE, sharing(cast, preview="1"))

    assert set(empty.context["form"].errors) == {"summary", "title"}
    assert "<strong>ten minutes</strong>" in preview.content.decode()
    assert not Practice.objects.exists()


def test_ten_megabytes_of_markdown_are_refused_in_words(client, cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
    cast.sign_in(client, "amina")

    response = client.post(SHARE, sharing(cast, summary="# a\n" * 2_500_000))

    assert response.status_code == 422
    assert "200,000 characters at most" in response.context["form"].errors["summary"][0]


def test_who_works_nowhere_is_told_so(client, cast):
    cast.sign_in(client, "nobody")
    assert client.get(SHARE).status_code == 302
    cast.sign_in(client, "bo")
    refused = client.get(SHARE)
    assert refused.status_code == 403
    assert "invite" in refused.content.decode()


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_every_step_shows_itself_and_goes_on(client, cast, step):
    draft = DraftFactory(
        person=cast.amina.user,
        fields={"title": "T", "summary": "S", "phases": ["primary"], "kind": "practice"},
    )
    cast.sign_in(client, "amina")

    page = client.get(step_url(draft, step))

    assert page.status_code == 200
    assert "Please name no pupils" in page.content.decode()


def test_a_step_is_saved_then_the_next_one_comes(client, cast):
    cast.sign_in(client, "amina")
    begun = client.post(reverse("practices:begin"))
    draft = Draft.objects.get()
    assert begun["Location"] == step_url(draft, "summary")

    given = {"title": "T", "kind": "practice", "summary": "S\r\nT", "revision": "0"}
    response = client.post(step_url(draft, "summary"), given)
    client.post(step_url(draft, "whom"), {"phases": ["primary", "secondary"], "revision": "1"})

    assert response["Location"] == step_url(draft, "problem")
    draft.refresh_from_db()
    assert draft.fields["summary"] == "S\nT"
    assert draft.fields["phases"] == ["primary", "secondary"]


def test_what_is_wrong_is_saved_all_the_same_and_said(client, cast):
    draft = DraftFactory(person=cast.amina.user)
    cast.sign_in(client, "amina")

    response = client.post(step_url(draft, "summary"), {"title": "T", "summary": "", "revision": "0"})
    generic = client.post(step_url(draft, "whom"), {"subject": "generic", "revision": "1"})
    stranger = client.post(step_url(draft, "people"), {"authors": cast.dev.user.email, "revision": "x"})

    assert response.status_code == generic.status_code == stranger.status_code == 422
    assert "no subject" in generic.context["form"].errors["generic_because"][0]
    assert "Nobody in your trust" in stranger.context["form"].errors["authors"][0]
    draft.refresh_from_db()
    assert (draft.fields["title"], draft.fields["subject"]) == ("T", "generic")


def test_it_saves_itself_and_tells_a_second_window(client, cast):
    draft = DraftFactory(person=cast.amina.user, fields={"core": "One."}, revision=3)
    cast.sign_in(client, "amina")
    url = step_url(draft, "core")

    first = client.post(url, {"core": "One.\n\nTwo.", "was-core": "One.", "revision": "3", "save": "1"})
    second = client.post(url, {"core": "One.\n\nThree.", "was-core": "One.", "revision": "3", "save": "1"})
    third = client.post(url, {"core": "One.\n\nFour.", "was-core": "One.", "revision": "3"})

    assert first.json() == {"revision": 4, "merged": {}}
    assert second.json() == {"revision": 5, "merged": {"core": "One.\n\nThree.\n\nTwo."}}
    assert third.status_code == 200
    assert "Two windows were open" in third.content.decode()
    assert third.context["form"]["core"].value() == "One.\n\nFour.\n\nThree.\n\nTwo."


def test_too_long_a_text_is_refused_and_still_on_the_page(client, cast):
    draft = DraftFactory(person=cast.amina.user, fields={"core": "Short."})
    cast.sign_in(client, "amina")
    given = {"core": "x" * (MOST_CHARACTERS + 1), "revision": "0"}

    page = client.post(step_url(draft, "core"), given)
    saved = client.post(step_url(draft, "core"), {**given, "save": "1"})

    assert page.status_code == saved.status_code == 413
    assert "200,000 characters at most" in page.content.decode()
    assert given["core"] in page.content.decode()
    assert "attach the rest" in saved.json()["said"]
    draft.refresh_from_db()
    assert draft.fields["core"] == "Short."


def test_a_preview_is_drawn_and_later_leads_back_to_the_library(client, cast):
    draft = DraftFactory(person=cast.amina.user)
    cast.sign_in(client, "amina")

    preview = client.post(
        step_url(draft, "core"), {"core": "**One**<script>", "revision": "0", "preview": "1"}
    )
    later = client.post(step_url(draft, "core"), {"core": "Two", "revision": "1", "later": "1"})
    back = client.post(step_url(draft, "core"), {"core": "Two", "revision": "2", "go": "problem"})

    assert "<strong>One</strong>&lt;script&gt;" in preview.content.decode()
    assert later["Location"] == reverse("practices:library")
    assert back["Location"] == step_url(draft, "problem")


def test_other_peoples_drafts_and_unknown_steps_do_not_exist(client, cast):
    draft = DraftFactory(person=cast.amina.user)
    file = DraftFileFactory(draft=draft)
    cast.sign_in(client, "tom")

    for name in ("draft", "attach", "publish", "discard", "catch_up"):
        assert client.post(reverse(f"practices:{name}", args=[draft.pk])).status_code == 404
    assert client.post(reverse("practices:detach", args=[draft.pk, file.pk])).status_code == 404
    assert client.get(step_url(draft, "core")).status_code == 404
    cast.sign_in(client, "amina")
    assert client.get(step_url(draft, "nothing")).status_code == 404


def test_files_are_added_under_a_licence_and_taken_away(client, cast):
    draft = DraftFactory(person=cast.amina.user)
    cast.sign_in(client, "amina")
    attach = reverse("practices:attach", args=[draft.pk])

    kept = client.post(attach, {"file": SimpleUploadedFile("a.exe", PDF), "licence": "ogl-3.0"})
    unlicensed = client.post(attach, {"file": SimpleUploadedFile("b.pdf", PDF)})
    program = client.post(
        attach, {"file": SimpleUploadedFile("c.pdf", b"MZ" + bytes(99)), "licence": "ogl-3.0"}
    )

    assert kept.status_code == 302
    assert "now ends in .pdf" in said(kept)
    assert unlicensed.status_code == program.status_code == 422
    assert "licence" in unlicensed.context["attach"].errors
    assert "This is a program." in program.content.decode()
    file = draft.files.get()
    client.post(reverse("practices:detach", args=[draft.pk, file.pk]))
    assert not draft.files.exists()


def test_a_draft_is_opened_published_or_discarded(client, cast):
    cast.sign_in(client, "amina")
    empty = DraftFactory(person=cast.amina.user)
    whole = DraftFactory(
        person=cast.amina.user,
        fields={
            "title": "T",
            "kind": "practice",
            "summary": "S",
            "home": str(cast.alder_vale.pk),
            "audience": "sector",
            "licence": "cc-by-4.0",
        },
    )

    assert client.get(reverse("practices:draft", args=[empty.pk]))["Location"] == step_url(empty, "summary")
    assert client.get(reverse("practices:draft", args=[whole.pk]))["Location"] == step_url(whole, "check")
    assert "Before it can be published" in client.get(step_url(empty, "check")).content.decode()
    client.post(reverse("practices:publish", args=[empty.pk]))
    published = client.post(reverse("practices:publish", args=[whole.pk]))
    client.post(reverse("practices:discard", args=[empty.pk]))

    practice = Practice.objects.get()
    assert published["Location"] == reverse("practices:practice", args=[practice.pk])
    assert not Draft.objects.exists()


def test_the_next_version_waits_for_what_was_published_meanwhile(client, cast):
    practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale, version__core="One.")
    cast.sign_in(client, "amina")

    begun = client.post(reverse("practices:change", args=[practice.pk]), {"step": "cost"})
    draft = Draft.objects.get()
    next_version(practice, core="One.\n\nTwo.")
    check = client.get(step_url(draft, "check"))
    too_early = client.post(reverse("practices:publish", args=[draft.pk]))
    client.post(reverse("practices:catch_up", args=[draft.pk]))
    published = client.post(reverse("practices:publish", args=[draft.pk]), {"note": "The cost."})

    assert begun["Location"] == step_url(draft, "cost")
    assert "newer version meanwhile" in check.content.decode()
    assert too_early["Location"] == step_url(draft, "check")
    assert published.status_code == 302
    practice.refresh_from_db()
    assert (practice.head.number, practice.head.core, practice.head.note) == (3, "One.\n\nTwo.", "The cost.")


def waiting(actor):
    return [one for provider in WAITING for one in provider(actor) if one.key.startswith("practices.ask:")]


def test_a_question_waits_for_its_authors_until_one_of_them_answers(client, cast):
    practice = PracticeFactory(made_by=cast.amina.user, home=cast.alder_vale, title="Fluency")
    practice.authors.add(cast.tom.user)
    asking = {"about": "cost_note", "text": "What does it **cost**?", "place": cast.fenwick.pk}

    asked = cast.sign_in(client, "dev").post(reverse("practices:ask", args=[practice.pk]), asking)
    ask = Ask.objects.get()
    assert asked.status_code == 302
    assert [one.text for one in waiting(cast.tom.actor)] == [
        "Fenwick Academy asks about “Fluency” (what it costs)"
    ]
    assert waiting(cast.dev.actor) == waiting(cast.nobody.actor) == []
    url = reverse("practices:answer", args=[ask.pk])
    assert client.get(url).status_code == 403
    cast.sign_in(client, "amina")
    assert "<strong>cost</strong>" in client.get(url).content.decode()
    client.post(url, {"text": "An hour a week."})
    again = client.post(url, {"text": "Two."})

    assert again.status_code == 409
    (told,) = answered_questions(cast.dev.actor, ask.asked_at)
    assert (told.title, told.text) == ("Your question about “Fluency” is answered", "An hour a week.")
    assert list(answered_questions(cast.dev.actor, told.at + timedelta(seconds=1))) == []
    assert list(answered_questions(cast.nobody.actor, ask.asked_at)) == []
    assert waiting(cast.tom.actor) == []
    ask.refresh_from_db()
    assert ask.answer == "An hour a week."
    assert "Answered already" in client.get(url).content.decode()
    assert {entry.verb for entry in Entry.objects.all()} >= {Verb.ASKED, Verb.REPLIED}
    page = cast.sign_in(client, "dev").get(reverse("practices:practice", args=[practice.pk]))
    assert "An hour a week." in page.content.decode()


def test_questions_have_an_end_and_are_asked_for_ones_own_place(client, cast, monkeypatch):
    monkeypatch.setattr("weald.practices.domain.asking.MOST_OPEN", 1)
    practice = PracticeFactory()
    url = reverse("practices:ask", args=[practice.pk])
    cast.sign_in(client, "dev")

    elsewhere = client.post(url, {"text": "?", "place": cast.alder_vale.pk})
    client.post(url, {"text": "?", "place": cast.fenwick.pk})
    second = client.post(url, {"text": "??", "place": cast.fenwick.pk})

    with pytest.raises(WealdError, match="where you work"):
        asking.ask(practice, about="", text="?", place_id=cast.alder_vale.pk, by=cast.dev.actor)
    assert elsewhere.status_code == 422
    assert second.status_code == 409
    assert client.get(url, {"about": "core"}).context["form"]["about"].value() == "core"
