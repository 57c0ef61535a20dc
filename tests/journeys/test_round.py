"""You get it back better: one practice goes round three schools, and everybody hears what is theirs to hear.

Four people, each at their own browser, act through pages alone. After each of their acts a round of digests
goes out by a real mail server, then everybody looks at Today; both say exactly what they should, to the four
and to two bystanders. Planted are the people, their schools and the hours that pass between the acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from tests.factories.home import QuietTimeFactory
from tests.factories.people import PASSWORD, InterestFactory, RoleFactory, UserFactory
from tests.factories.schools import OrganisationFactory, SpellFactory
from tests.journeys import acts
from tests.journeys.conftest import LOOKS
from tests.journeys.told import NOTHING, Line, Told, assert_letter, assert_today
from tests.journeys.walk import Look, Walk
from tests.mail import PostOffice, post_office
from tests.personas import make_cast
from tests.server import WebServer
from tests.weald.files.samples import PDF

from weald.core.domain.verify import verify_ledger
from weald.home.domain.sending import due, send_digest
from weald.home.models import Digest, Seen
from weald.people.models import User
from weald.people.queries.interests import academic_year

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        "look", [look for look in LOOKS if look.scheme == "light"], ids=lambda look: look.name
    ),
]
FLUENCY, EIGHT, TALK, ALLOY = (
    "Ten minutes of fluency",
    "Eight minutes of fluency",
    "Talk before you write",
    "Talk, then fluency",
)
PARAGRAPH = (
    "Every lesson begins with ten minutes of short mixed recall, three old things for every new one, "
    "so that nothing learned in autumn is left to be forgotten by summer."
)
SHORTER = PARAGRAPH.replace("ten minutes", "eight minutes")
CORE = (
    "Pupils check their own answers with a key and keep their own count, because marking at home is what "
    "ended it here the first time. Nobody but the child ever sees the count."
)
ALOUD = "Nobody writes a sentence before they have said it aloud to a partner who asked them why."
BOTH = (
    f"{ALOUD} Then every lesson begins with ten minutes of short mixed recall, three old things for every "
    "new one."
)
PUPILS = "Years 4 and 5"
WHY_ADAPTED = "Mixed-age classes: two minutes less, and a key in place of marking."
WHAT_CAME = "Nine weeks in three classes. Marking at home stopped; the slowest table still guesses."
ACCOUNT = "All three classes kept it up. It costs an hour to copy the grids."
TAKEN = "The key is better than marking. Ten minutes stay: ours need them."
THANKS = "Our Sundays are our own again."
LEAVE = "Leave it as it is"
ROLES = {"amina": "Amina Rahman", "marian": "Marian Holt", "dev": "Dev Malik", "sian": "Sian Bevan"}
# A colleague of hers, and somebody of a trust that has nothing to do with it.
BYSTANDERS = {"tom": "Tom Ashby", "robin": "Robin Underhill"}
EVERYBODY = ROLES | BYSTANDERS


class Story:
    """Everybody's browser, a post office, and what each was told so far."""

    def __init__(
        self, walks: dict[str, Walk], people: dict[str, User], office: PostOffice, site: str
    ) -> None:
        self.walks, self.people, self.office, self.site = walks, people, office, site
        self.last = dict.fromkeys(EVERYBODY, NOTHING)

    def __getattr__(self, key: str) -> Walk:
        return self.walks[key]

    def everybody_hears(self, **told: Told) -> None:
        """Send a round of digests and open every Today: the named hear exactly this, the others nothing."""
        self.office.letters.clear()
        for person in due(timezone.now()).values_list("pk", flat=True):
            send_digest(person, now=timezone.now())
        for key, name in EVERYBODY.items():
            now = told.get(key, NOTHING)
            letters = self.office.to(self.people[key].email)
            if fresh := self._fresh(key, now):
                assert len(letters) == 1, f"{key} was sent {len(letters)} letters"
                assert_letter(letters[0], name, fresh, self.site)
            else:
                assert letters == [], f"{key} was sent {letters[0]}"
            self.walks[key].open("/today") if key in told else self.walks[key].page.goto("/today")
            self.last[key] = self._with_before(key, now)
            assert_today(self.walks[key].page, name, self.last[key])
        hours_pass()

    def _fresh(self, key: str, now: Told) -> Told | None:
        """Give what a letter still has to say: each thing is told once."""
        waited = set(self.last[key].waiting)
        waiting = tuple(one for one in now.waiting if one not in waited)
        if not (waiting or now.thanks or now.moved):
            return None
        return Told(waiting, len(waiting) < len(now.waiting), now.thanks, now.moved)

    def _with_before(self, key: str, now: Told) -> Told:
        before = self.last[key]
        return Told(
            now.waiting,
            thanks=now.thanks + before.thanks,
            moved=now.moved,
            before=before.moved + before.before,
        )


def hours_pass() -> None:
    """Let it be the next day for letters, and another visit for whoever looked at Today."""
    now = timezone.now()
    Seen.objects.update(at=now, before=now)
    for digest in Digest.objects.order_by("period_on"):
        digest.period_on -= timedelta(days=1)
        digest.decided_at -= timedelta(days=1)
        digest.save()


def planted() -> dict[str, User]:
    """Plant the people, with nothing of other apps waiting for them, who want a letter every day."""
    cast = make_cast()
    robin = UserFactory(name=BYSTANDERS["robin"], email="robin@coppice.example")
    school = SpellFactory(child=OrganisationFactory()).child
    RoleFactory(person=robin, organisation=school)
    people = {key: getattr(cast, key).user for key in EVERYBODY if key != "robin"} | {"robin": robin}
    for person in people.values():
        InterestFactory(person=person, academic_year=academic_year())
        QuietTimeFactory(person=person, begins=0, ends=0, at_weekends=False, in_holidays=False)
    User.objects.exclude(pk__in=[one.pk for one in people.values()]).update(digest="never")
    User.objects.filter(pk__in=[one.pk for one in people.values()]).update(digest="daily")
    return people


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    server = WebServer()
    server.start()
    yield server.address
    server.kill()
    server.counters.cleanup()


@pytest.fixture
def story(look: Look, browser: Browser, site: str, settings: object) -> Iterator[Story]:
    people, contexts, walks = planted(), [], {}
    settings.WEALD_ADDRESS = site  # type: ignore[attr-defined]  # pytest-django's
    for key in EVERYBODY:
        context = browser.new_context(
            viewport={"width": look.width, "height": look.height},
            java_script_enabled=look.has_script,
            base_url=site,
            locale="en-GB",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        walks[key] = Walk(context.new_page(), look)
        sign_in(walks[key], people[key])
    with post_office(settings) as office:
        yield Story(walks, people, office, site)
    for context in contexts:
        context.close()


def sign_in(walk: Walk, person: User) -> None:
    walk.open("/account/sign-in")
    acts.fill(walk, {"E-mail": person.email, "Password": PASSWORD})
    walk.press(acts.button(walk, "Sign in"))


def path(walk: Walk) -> str:
    return walk.page.url.removeprefix(walk.page.url.split("/practices")[0]).partition("#")[0]


def test_a_practice_goes_round_and_everybody_hears_what_is_theirs_to_hear(story: Story):
    shared = shared_and_taken_up(story)
    adapted, back = made_to_fit_and_returned(story, shared)
    half_is_taken_and_thanked_for(story, shared, back)
    told_how_it_went(story, shared)
    alloyed = alloyed_by_a_third_school(story, shared, adapted)

    what_is_owed_is_said(story, alloyed)
    the_line_is_drawn(story, alloyed)
    assert verify_ledger().is_sound
    assert {key: walk.problems for key, walk in story.walks.items() if walk.problems} == {}


def shared_and_taken_up(story: Story) -> str:
    acts.share(story.sian, TALK, ALOUD)
    acts.share(story.amina, FLUENCY, PARAGRAPH, file=("grids.pdf", PDF))
    shared = path(story.amina)
    assert acts.said(story.amina).startswith("Shared. Say more whenever you like")
    assert story.amina.page.get_by_role("link", name="grids.pdf").is_visible()
    story.everybody_hears()

    acts.adopt(story.marian, FLUENCY, since=timezone.localdate() - timedelta(weeks=8), pupils=PUPILS)
    story.everybody_hears(
        amina=Told(moved=(Line(f"Fenwick Academy took up “{FLUENCY}”", shared, PUPILS),)),
        marian=asked_to_tell(),
    )
    return shared


def asked_to_tell() -> Told:
    """Marian is asked how it went until she has told."""
    return waits(f"Tell how “{FLUENCY}” went", "/practices/adoptions/1/tell")


def waits(title: str, path: str) -> Told:
    return Told(waiting=(Line(title, path, "Fenwick Academy"),))


def made_to_fit_and_returned(story: Story, shared: str) -> tuple[str, str]:
    changes = {
        "What do you do?": {"What you call it": EIGHT, "In one paragraph": SHORTER},
        "What makes it work?": {"What must not change": CORE},
    }
    acts.adapt(story.dev, FLUENCY, changes, why=WHY_ADAPTED)
    adapted = path(story.dev)
    assert acts.said(story.dev).startswith("Shared. When you have tried it, return it")
    story.everybody_hears(
        amina=Told(moved=(Line(f"Fenwick Academy made “{EIGHT}” of “{FLUENCY}”", adapted, WHY_ADAPTED),)),
        marian=asked_to_tell(),
    )

    story.dev.open(adapted)
    acts.send_back(story.dev, changed=WHY_ADAPTED, happened=WHAT_CAME)
    back = path(story.dev)
    story.everybody_hears(
        amina=waits(f"“{FLUENCY}” came back from Fenwick Academy: see what changed", back),
        marian=asked_to_tell(),
    )
    return adapted, back


def half_is_taken_and_thanked_for(story: Story, shared: str, back: str) -> None:
    story.amina.follow(f"“{FLUENCY}” came back")
    acts.answer(
        story.amina,
        {"Title": LEAVE, "In one paragraph": LEAVE, "What must not change": "Take theirs"},
        reason=TAKEN,
    )
    newer = Line(f"“{FLUENCY}”, which your school uses, has a version 2", f"{shared}/difference", TAKEN)
    story.everybody_hears(
        amina=waits(f"Thank Fenwick Academy for what you took into “{FLUENCY}”", back),
        dev=Told(moved=(Line(f"What you returned to “{FLUENCY}”: taken in part", back, TAKEN), newer)),
        marian=Told(waiting=asked_to_tell().waiting, moved=(newer,)),
    )

    story.marian.follow(newer.title)
    story.marian.press(acts.button(story.marian, "Go on with version 2"))
    assert acts.said(story.marian) == "Fenwick Academy goes on with version 2."
    story.amina.follow("Thank Fenwick Academy")
    acts.thank(story.amina, THANKS)
    story.everybody_hears(
        dev=Told(thanks=(Line("Alder Vale Primary thanks you for what you returned", back, THANKS),)),
        marian=asked_to_tell(),
    )


def told_how_it_went(story: Story, shared: str) -> None:
    acts.tell(story.marian, FLUENCY, ACCOUNT)
    assert acts.said(story.marian).startswith("Thank you.")
    story.everybody_hears(
        amina=Told(moved=(Line(f"Fenwick Academy told how “{FLUENCY}” went", f"{shared}/evidence", ACCOUNT),))
    )


def alloyed_by_a_third_school(story: Story, shared: str, adapted: str) -> str:
    acts.alloy(story.sian, FLUENCY, with_own=TALK, called=ALLOY, paragraph=BOTH)
    alloyed = path(story.sian)
    story.everybody_hears(
        amina=Told(moved=(Line(f"Larkrise Infants made “{ALLOY}” of “{FLUENCY}”", alloyed),)),
        dev=Told(moved=(Line(f"Larkrise Infants made “{ALLOY}” with words of “{EIGHT}”", alloyed),)),
    )
    return alloyed


def what_is_owed_is_said(story: Story, alloyed: str) -> None:
    """Counted by hand: of its 68 words 33 are Fenwick's, 17 Larkrise's own, 15 Alder Vale's."""
    story.robin.open(alloyed)
    thanks = story.robin.page.locator(".fact").filter(has_text="With thanks to").locator("li")
    assert thanks.all_inner_texts() == [
        f"{EIGHT}, Fenwick Academy (49 % of its words)",
        f"{TALK}, Larkrise Infants (25 % of its words)",
        f"{FLUENCY}, Alder Vale Primary (22 % of its words)",
    ]


def the_line_is_drawn(story: Story, alloyed: str) -> None:
    """Draw whom it comes from, with what came back, and lead from name to name."""
    walk, month = story.robin, timezone.localdate().strftime("%b %Y")
    walk.follow("Line")
    figure = walk.page.locator("figure")
    picture = figure.locator("svg:visible")
    assert picture.locator("path.bond.returned").count() == 1
    assert picture.locator("circle.kin").count() == 4
    assert figure.locator(".figure-sentence").inner_text() == (
        "Made from 2 other practices. None were made from it."
    )
    figure.locator("summary").click()
    rows = [row.locator("th, td").all_inner_texts() for row in figure.locator("tbody tr").all()]
    assert rows == [
        [TALK, f"{month}, Larkrise Infants", ""],
        [FLUENCY, f"{month}, Alder Vale Primary", ""],
        [EIGHT, f"{month}, Fenwick Academy", f"adapted from {FLUENCY}"],
        [ALLOY, f"{month}, Larkrise Infants", f"alloyed from {FLUENCY}; alloyed from {TALK}"],
    ]
    walk.press(picture.locator("a", has_text=EIGHT))
    assert walk.page.locator(".figure-sentence").inner_text() == (
        "Made from one other practice. None were made from it."
    )
