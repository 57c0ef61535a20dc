"""A reported post: its words are hidden until somebody who leads where it is at home has looked."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.communities import CommunityFactory, EnrolmentFactory, PostFactory, ThreadFactory
from tests.personas import make_cast

from weald.communities.models import Mention, Post, Thread
from weald.communities.queries.threads import mentions_waiting
from weald.core.errors import Refused
from weald.core.permissions import SYSTEM, visible
from weald.core.registry import NEWS
from weald.people.domain.concerns import look, report
from weald.people.enums import ConcernKind, ConcernOutcome
from weald.people.models import Concern

pytestmark = pytest.mark.django_db
LABEL = "communities.post"
WORDS = "Robin in Year 5 said it."


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def group(cast):
    made = CommunityFactory()
    for key in ("amina", "dev", "owen"):
        EnrolmentFactory(community=made, person=getattr(cast, key).user)
    return made


@pytest.fixture
def thread(cast, group):
    """Owen asks, Amina answers with a name."""
    made = ThreadFactory(community=group, title="Fractions", started_by=cast.owen.user)
    PostFactory(thread=made, written_by=cast.owen.user, organisation=cast.quarry_bank, text="How?")
    return made


@pytest.fixture
def answer(cast, thread):
    return PostFactory(thread=thread, written_by=cast.amina.user, organisation=cast.alder_vale, text=WORDS)


def reported(post, by):
    return report(LABEL, str(post.pk), kind=ConcernKind.PUPIL, by=by)


def page_of(client, cast, who, thread):
    response = cast.sign_in(client, who).get(reverse("communities:thread", args=[thread.pk]))
    return response.content.decode() if response.status_code == 200 else response.status_code


def test_its_words_are_hidden_from_all_but_its_writer(client, cast, thread, answer):
    mention = Mention.objects.create(post=answer, person=cast.owen.user)
    concern = reported(answer, cast.dev.actor)

    to_others, to_writer = (page_of(client, cast, who, thread) for who in ("owen", "amina"))
    api = cast.sign_in(client, "owen").get(f"/api/v1/threads/{thread.pk}/posts").content.decode()

    assert concern.home == cast.alder_vale
    assert WORDS not in to_others
    assert "hidden until somebody has looked" in to_others
    assert WORDS in to_writer
    assert WORDS not in api
    assert not visible(Post.objects.filter(pk=answer.pk), cast.owen.actor).exists()
    assert visible(Post.objects.filter(pk=answer.pk), SYSTEM).exists()
    assert not mentions_waiting(cast.owen.actor).exists()
    assert not visible(Mention.objects.filter(pk=mention.pk), cast.owen.actor).exists()


def test_the_head_of_its_writers_school_reads_it_and_takes_it_down(client, cast, thread, answer):
    concern = reported(answer, cast.dev.actor)
    page = reverse("people:concern", args=[concern.pk])
    cast.sign_in(client, "tom")

    asked = client.get(page).content.decode()
    client.post(page, {"outcome": "taken_down", "because": "A pupil."})

    answer.refresh_from_db()
    thread.refresh_from_db()
    assert WORDS in asked
    assert (answer.text, answer.hidden_at) == ("", None)
    assert answer.taken_back_at is not None
    assert thread.title == "Fractions"
    assert "Taken back." in page_of(client, cast, "owen", thread)


def test_the_post_that_begins_a_thread_hides_it_with_its_title(client, cast, thread, answer):
    first = thread.posts.order_by("pk").first()
    concern = reported(first, cast.dev.actor)

    assert page_of(client, cast, "dev", thread) == 404
    assert "Fractions" in page_of(client, cast, "owen", thread)
    assert not visible(Thread.objects.filter(pk=thread.pk), cast.dev.actor).exists()

    look(concern, ConcernOutcome.TAKEN_DOWN, because="A pupil.", by=cast.graham.actor)

    assert "Taken down" in page_of(client, cast, "dev", thread)
    assert WORDS in page_of(client, cast, "dev", thread)


def test_it_stays_and_is_read_again(client, cast, thread, answer):
    look(reported(answer, cast.dev.actor), ConcernOutcome.KEPT, because="A teacher.", by=cast.tom.actor)

    assert WORDS in page_of(client, cast, "owen", thread)
    (told,) = [
        one for tell in NEWS for one in tell(cast.amina.actor, answer.written_at) if "concern" in one.key
    ]
    assert told.url == reverse("communities:post", args=[answer.pk])
    to = client.get(told.url)
    assert to.url == f"{reverse('communities:thread', args=[thread.pk])}?page=1#post-{answer.pk}"


def test_what_was_taken_back_or_is_for_others_is_not_reported(client, cast, thread, answer):
    cast.sign_in(client, "dev")
    address = reverse("people:report", args=[LABEL, answer.pk])
    assert address in page_of(client, cast, "dev", thread)
    assert client.post(address, {"kind": "harm"}).status_code == 302
    assert Concern.objects.get().kind == ConcernKind.HARM

    assert client.get(address).status_code == 404


def test_a_post_without_writer_or_place_is_for_the_stewards(cast, thread):
    post = PostFactory(thread=thread, written_by=None, organisation=None, text="Who?")

    concern = reported(post, cast.dev.actor)

    assert concern.home is None
    assert look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.jo.actor).outcome == "kept"


def test_no_other_post_tells_the_title_of_a_hidden_thread(client, cast, thread, answer):
    reported(thread.posts.order_by("pk").first(), cast.dev.actor)

    def reads(who):
        return visible(Post.objects.filter(pk=answer.pk), getattr(cast, who).actor).exists()

    address = reverse("people:report", args=[LABEL, answer.pk])
    assert cast.sign_in(client, "dev").get(address).status_code == 404
    assert [who for who in ("dev", "owen", "amina", "tom") if reads(who)] == ["owen", "amina"]


def test_who_took_their_own_words_back_does_not_decide_about_the_thread_either(client, cast, group):
    thread = ThreadFactory(community=group, title="Robin", started_by=cast.amina.user)
    post = PostFactory(thread=thread, written_by=cast.tom.user, organisation=cast.alder_vale, text=WORDS)
    concern = reported(post, cast.dev.actor)
    Post.objects.filter(pk=post.pk).update(text="", taken_back_at=timezone.now())

    with pytest.raises(Refused, match="what they wrote"):
        look(concern, ConcernOutcome.KEPT, because="Fine.", by=cast.tom.actor)
    look(concern, ConcernOutcome.TAKEN_DOWN, because="A pupil.", by=cast.graham.actor)

    thread.refresh_from_db()
    assert thread.title == "Taken down"
    page = reverse("people:concern", args=[concern.pk])
    assert "Dev Malik" not in cast.sign_in(client, "tom").get(page).content.decode()
