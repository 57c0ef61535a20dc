"""A reported practice: hidden from all but its authors and those who must look, until one of them has."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.people import ConcernFactory
from tests.factories.practices import AdoptionFactory, AttachmentFactory, PracticeFactory, next_version
from tests.personas import make_cast
from tests.weald.practices.story import FLUENCY

from weald.core.domain.verify import verify_ledger
from weald.core.enums import Verb
from weald.core.errors import Conflict, Refused
from weald.core.models import Entry
from weald.core.permissions import NOBODY, SYSTEM, visible
from weald.core.registry import ERASERS, EXPORTERS, NEWS, WAITING
from weald.people.domain.concerns import look, report
from weald.people.domain.tokens import make_token
from weald.people.enums import ConcernKind, ConcernOutcome
from weald.people.models import Concern
from weald.people.queries.concerns import waiting_concerns
from weald.practices.domain.sharing import adapt, share_practice
from weald.practices.domain.written import Placing, Written
from weald.practices.models import Practice
from weald.search.domain.documents import index
from weald.search.models import SearchDocument

pytestmark = pytest.mark.django_db
LABEL = "practices.practice"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def practice(cast):
    """Amina's at Alder Vale, of version two, in use at Fenwick and shared with the sector."""
    made = PracticeFactory(title="Fluency", made_by=cast.amina.user, home=cast.alder_vale)
    next_version(made, summary="Sam Q. in Year 4 does it daily.")
    AttachmentFactory(version=made.head)
    AdoptionFactory(practice=made, version=made.head, organisation=cast.fenwick)
    index(made)
    return made


def reported(practice, by, kind=ConcernKind.PUPIL):
    return report(LABEL, str(practice.pk), kind=kind, text="In the summary.", by=by)


def sees(practice, actor):
    return visible(Practice.objects.filter(pk=practice.pk), actor).exists()


def told(registry, actor, *more):
    return [one for tell in registry for one in tell(actor, *more) if one.key.startswith("people.concern")]


@pytest.mark.parametrize(
    ("who", "still"),
    [
        ("amina", True),  # wrote it
        ("tom", True),  # heads the school
        ("graham", True),  # leads the trust
        ("ruth", True),  # its improvement lead
        ("jo", True),  # steward
        ("owen", False),  # heads another school of the trust
        ("dev", False),  # reported it; his school uses it
        ("marian", False),  # heads a school that uses it
        ("sian", False),
        ("priya", False),
        ("nobody", False),
    ],
)
def test_who_still_sees_it(cast, practice, who, still):
    reported(practice, cast.dev.actor)

    assert sees(practice, getattr(cast, who).actor) is still
    assert sees(practice, SYSTEM)


def test_it_leaves_every_list_page_file_and_search_and_comes_back(client, cast, practice):
    attached = practice.head.attachments.get()
    addresses = [
        reverse("practices:practice", args=[practice.pk]),
        reverse("practices:history", args=[practice.pk]),
        reverse("practices:credits", args=[practice.pk]),
        reverse("practices:attachment", args=[practice.pk, attached.pk]),
        f"/api/v1/practices/{practice.pk}",
    ]
    lists = [reverse("practices:library"), reverse("practices:library") + "?format=csv", "/api/v1/practices"]
    cast.sign_in(client, "marian")
    _, secret = make_token(
        cast.marian.user,
        name="reader",
        roles=cast.marian.user.roles.all(),
        may_write=False,
        lasts=timedelta(days=1),
        by=cast.marian.actor,
    )

    def told(address):
        bearer = {"Authorization": f"Bearer {secret}"} if address.startswith("/api/") else {}
        return client.get(address, headers=bearer)

    def names_it(address):
        answer = told(address)
        return b"Fluency" in (answer.getvalue() if answer.streaming else answer.content)

    concern = reported(practice, cast.dev.actor)

    assert [told(address).status_code for address in addresses] == [404] * len(addresses)
    assert [names_it(address) for address in lists] == [False] * len(lists)
    assert not SearchDocument.objects.filter(label=LABEL, target_id=str(practice.pk)).exists()

    look(concern, ConcernOutcome.KEPT, because="It is the teacher’s own name.", by=cast.tom.actor)

    assert [told(address).status_code for address in addresses] == [200] * len(addresses)
    assert [names_it(address) for address in lists] == [True] * len(lists)
    assert SearchDocument.objects.filter(label=LABEL, target_id=str(practice.pk)).exists()


def test_a_leader_sees_what_was_reported_even_if_it_was_never_shared_with_them(cast):
    practice = PracticeFactory(audience="team", made_by=cast.amina.user, home=cast.alder_vale)
    before = sees(practice, cast.graham.actor)

    reported(practice, cast.tom.actor)

    assert (before, sees(practice, cast.graham.actor)) == (False, True)


def test_those_who_must_look_are_told_and_the_others_are_not(cast, practice):
    reported(practice, cast.dev.actor)

    waiting = {
        who: [one.url for one in told(WAITING, getattr(cast, who).actor)]
        for who in ("tom", "graham", "jo", "amina", "dev", "owen", "nobody")
    }

    address = reverse("people:concern", args=[Concern.objects.get().pk])
    assert waiting == {
        "tom": [address],
        "graham": [address],
        "jo": [address],
        "amina": [],
        "dev": [],
        "owen": [],
        "nobody": [],
    }


def test_nobody_looks_at_what_they_wrote_or_reported_themself(cast):
    practice = PracticeFactory(made_by=cast.tom.user, home=cast.alder_vale)
    own = reported(practice, cast.graham.actor)

    assert list(waiting_concerns(cast.tom.actor)) == []
    for actor, words in (
        (cast.tom.actor, "what they wrote"),
        (cast.graham.actor, "second pair of eyes"),
        (cast.owen.actor, "leading role"),
        (NOBODY, "leading role"),
    ):
        with pytest.raises(Refused, match=words):
            look(own, ConcernOutcome.KEPT, because="Fine.", by=actor)


def test_authors_and_the_reporter_are_told_what_came_of_it(cast, practice):
    since = timezone.now() - timedelta(minutes=1)
    concern = reported(practice, cast.dev.actor)
    first = [one.title for one in told(NEWS, cast.amina.actor, since)]

    look(concern, ConcernOutcome.KEPT, because="It is nobody’s name.", by=cast.tom.actor)

    assert first == [
        "A practice you wrote was reported (a pupil is named, or could be recognised); it is hidden until "
        "somebody has looked"
    ]
    (to_author,) = told(NEWS, cast.amina.actor, since)
    (to_reporter,) = told(NEWS, cast.dev.actor, since)
    assert to_author.title == "A practice you wrote was looked at: it stays"
    assert to_reporter.title == "The practice you reported was looked at: it stays"
    assert to_author.text == "It is nobody’s name."
    assert to_author.url == reverse("practices:practice", args=[practice.pk])
    assert told(NEWS, cast.owen.actor, since) == told(NEWS, NOBODY, since) == []


def test_taken_down_for_a_pupils_sake_no_version_says_anything_and_the_ledger_says_so(cast, practice):
    concern = reported(practice, cast.dev.actor)

    look(concern, ConcernOutcome.TAKEN_DOWN, because="A pupil was named.", by=cast.tom.actor)

    practice.refresh_from_db()
    assert {version.summary for version in practice.versions.all()} == {""}
    assert practice.is_withdrawn
    assert practice.hidden_at is None
    verbs = Entry.objects.filter(target_label=LABEL, target_id=str(practice.pk)).order_by("at")
    assert [entry.verb for entry in verbs] == [Verb.REPORTED, *[Verb.WITHDREW] * 3, Verb.SETTLED]
    assert verbs.last().payload == {"concern": concern.pk, "kind": "pupil", "outcome": "taken_down"}
    assert verify_ledger().is_sound


def test_what_is_only_not_suitable_is_withdrawn_and_its_authors_keep_the_words(cast, practice):
    concern = reported(practice, cast.dev.actor, ConcernKind.UNFIT)

    look(concern, ConcernOutcome.TAKEN_DOWN, because="An advertisement.", by=cast.tom.actor)

    practice.refresh_from_db()
    assert practice.is_withdrawn
    assert practice.head.summary
    assert sees(practice, cast.amina.actor)


def test_taking_down_what_was_withdrawn_meanwhile(cast, practice):
    concern = reported(practice, cast.dev.actor, ConcernKind.UNFIT)
    Practice.objects.filter(pk=practice.pk).update(withdrawn_at=timezone.now(), audience="team")

    look(concern, ConcernOutcome.TAKEN_DOWN, because="An advertisement.", by=cast.tom.actor)

    assert Concern.objects.get().outcome == ConcernOutcome.TAKEN_DOWN


def test_one_report_hides_and_the_same_person_does_not_hide_it_twice(cast, practice):
    concern = reported(practice, cast.dev.actor)
    with pytest.raises(Conflict, match="One report is enough"):
        reported(practice, cast.tom.actor)
    with pytest.raises(Conflict, match="no longer is"):
        reported(practice, cast.sian.actor)
    look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.tom.actor)

    with pytest.raises(Conflict, match="You reported this before"):
        reported(practice, cast.dev.actor)
    with pytest.raises(Conflict, match="looked at once"):
        look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.graham.actor)

    assert sees(practice, cast.dev.actor)


def test_only_those_who_work_in_the_sector_report(cast, practice):
    for actor in (cast.helen.actor, cast.bo.actor, NOBODY):
        with pytest.raises(Refused, match="Reports are made"):
            reported(practice, actor)


def test_reporting_and_looking_on_the_pages(client, cast, practice):
    own_page = reverse("practices:practice", args=[practice.pk])
    address = reverse("people:report", args=[LABEL, practice.pk])
    cast.sign_in(client, "dev")
    assert address in client.get(own_page).content.decode()
    asked = client.get(address).content.decode()
    nothing = client.post(address, {})
    done = client.post(address, {"kind": "pupil", "text": "In the summary."}, follow=True)
    concern = Concern.objects.get()
    page = reverse("people:concern", args=[concern.pk])
    to_reporter = client.get(page).content.decode()

    cast.sign_in(client, "amina")
    to_author = client.get(own_page).content.decode()
    assert client.get(page).status_code == 404

    cast.sign_in(client, "tom")
    to_head = client.get(own_page).content.decode()
    to_look = client.get(page).content.decode()
    refused = client.post(page, {"outcome": "kept"})
    client.post(page, {"outcome": "kept", "because": "It is a teacher."})
    after = client.get(page).content.decode()

    assert "Is a child in danger now?" in asked
    assert nothing.status_code == 422
    assert "It is hidden now" in done.content.decode()
    assert "Hidden until somebody has looked" in to_reporter
    assert "Say so" not in to_reporter
    assert "Reported, and hidden" in to_author
    assert "take the text down yourself" in to_author
    assert page in to_head
    assert "In the summary." in to_look
    assert "Dev Malik" in to_look
    assert refused.status_code == 422
    assert "It is a teacher." in after
    assert "Reported, and hidden" not in client.get(own_page).content.decode()


def test_authors_are_not_offered_to_report_their_own_work(client, cast, practice):
    address = reverse("people:report", args=[LABEL, practice.pk])
    pages = [reverse(name, args=[practice.pk]) for name in ("practices:practice", "practices:ask")]

    for page in pages:
        assert address not in cast.sign_in(client, "amina").get(page).content.decode()
        assert address in cast.sign_in(client, "dev").get(page).content.decode()


def test_a_missing_choice_says_what_to_choose(client, cast, practice):
    report_page = reverse("people:report", args=[LABEL, practice.pk])
    unsaid = cast.sign_in(client, "dev").post(report_page, {}).content.decode()
    page = reverse("people:concern", args=[reported(practice, cast.dev.actor).pk])
    undecided = cast.sign_in(client, "tom").post(page, {}).content.decode()

    assert "Choose what is wrong." in unsaid
    assert "Choose whether it stays or is taken down." in undecided
    assert "Say why: those who wrote it and whoever reported it read it." in undecided
    assert "This field is required" not in unsaid + undecided


@pytest.mark.parametrize(
    ("outcome", "leads_on"), [(ConcernOutcome.KEPT, True), (ConcernOutcome.TAKEN_DOWN, False)]
)
def test_a_decided_report_leads_to_what_stays_and_says_no_more_what_could_be(
    client, cast, practice, outcome, leads_on
):
    concern = reported(practice, cast.dev.actor)
    page, own_page = (
        reverse("people:concern", args=[concern.pk]),
        reverse("practices:practice", args=[practice.pk]),
    )
    before = cast.sign_in(client, "tom").get(page).content.decode()
    look(concern, outcome, because="Seen.", by=cast.tom.actor)

    assert "If it is taken down" in before
    for who in ("tom", "dev"):
        after = cast.sign_in(client, who).get(page).content.decode()
        assert "If it is taken down" not in after
        assert (f'href="{own_page}"' in after) is leads_on


def test_a_decided_report_does_not_lead_whoever_may_not_see_it_any_more(client, cast, practice):
    concern = reported(practice, cast.sian.actor)
    look(concern, ConcernOutcome.KEPT, because="Seen.", by=cast.tom.actor)
    Practice.objects.filter(pk=practice.pk).update(audience="school")

    page = cast.sign_in(client, "sian").get(reverse("people:concern", args=[concern.pk])).content.decode()

    assert "it stays" in page
    assert reverse("practices:practice", args=[practice.pk]) not in page


def test_whoever_wrote_it_and_leads_there_neither_learns_who_reported_it_nor_decides(client, cast):
    practice = PracticeFactory(made_by=cast.tom.user, home=cast.alder_vale)
    practice.authors.add(cast.amina.user)
    concern = reported(practice, cast.dev.actor)
    page = reverse("people:concern", args=[concern.pk])

    to_author = cast.sign_in(client, "tom").get(page).content.decode()
    practice.authors.remove(cast.tom.user)
    to_former_author = client.get(page).content.decode()
    with pytest.raises(Refused, match="what they wrote"):
        look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.tom.actor)
    look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.graham.actor)

    assert "Dev Malik" not in to_author + to_former_author + client.get(page).content.decode()
    assert "Dev Malik" in cast.sign_in(client, "graham").get(page).content.decode()


def test_a_steward_reads_what_they_must_look_at_though_it_was_shared_with_few(cast):
    practice = PracticeFactory(audience="team", made_by=cast.amina.user, home=cast.alder_vale)
    before = sees(practice, cast.jo.actor)

    reported(practice, cast.tom.actor)

    assert (before, sees(practice, cast.jo.actor)) == (False, True)


def test_whoever_reported_it_reads_how_that_stands_where_the_practice_is_gone(client, cast, practice):
    since = timezone.now() - timedelta(minutes=1)
    look(
        reported(practice, cast.sian.actor), ConcernOutcome.TAKEN_DOWN, because="A pupil.", by=cast.tom.actor
    )

    (to_reporter,) = told(NEWS, cast.sian.actor, since)

    assert "it was taken down" in cast.sign_in(client, "sian").get(to_reporter.url).content.decode()


def test_what_is_no_practice_cannot_be_reported(client, cast, practice):
    cast.sign_in(client, "dev")

    for label, pk in ((LABEL, 999_999), ("people.user", cast.tom.user.pk)):
        assert client.get(reverse("people:report", args=[label, pk])).status_code == 404


def test_what_somebody_reported_and_decided_is_theirs_and_their_name_is_erased(cast, practice):
    concern = reported(practice, cast.dev.actor)
    look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.tom.actor)

    assert EXPORTERS["concerns"](cast.dev.user.pk)[0]["in_words"] == "In the summary."
    assert EXPORTERS["concerns"](cast.tom.user.pk)[0]["decided"] == "it stays"
    assert [ERASERS["concerns"](one.user.pk) for one in (cast.dev, cast.tom)] == [1, 1]
    concern.refresh_from_db()
    assert (concern.raised_by, concern.looked_by) == (None, None)
    assert str(concern) == f"pupil in {LABEL} {practice.pk}"


def test_a_list_costs_the_same_however_much_is_hidden_or_waits(cast, practice, django_assert_num_queries):
    tom = cast.tom.actor
    for n in (1, 3):
        for _ in range(n):
            hidden = PracticeFactory(home=cast.alder_vale, hidden_at=timezone.now())
            ConcernFactory(target_id=str(hidden.pk), home=cast.alder_vale)
        with django_assert_num_queries(1):
            list(visible(Practice.objects.all(), tom))
        with django_assert_num_queries(3):
            list(waiting_concerns(tom))


def test_whoever_looks_is_told_where_the_words_went_on(client, cast):
    origin = share_practice(
        FLUENCY,
        home=cast.alder_vale,
        audience="sector",
        placing=Placing(subject="mathematics"),
        by=cast.amina.actor,
    )
    for audience, title in (("sector", "Open line"), ("school", "Closed line")):
        adapt(
            origin.head,
            Written.of(origin.head).but(title=title),
            home=cast.fenwick,
            audience=audience,
            by=cast.dev.actor,
        )
    concern = reported(origin, cast.dev.actor)

    cast.sign_in(client, "tom")
    page = client.get(reverse("people:concern", args=[concern.pk])).content.decode()

    assert "Open line" in page
    assert "Closed line" not in page
    assert "and 1 not shared with you" in page
