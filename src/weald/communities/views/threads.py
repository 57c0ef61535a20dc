"""Talking: a thread, replies, being named."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.communities.domain import threads as talking
from weald.communities.domain.mail_in import THREAD, address_for
from weald.communities.forms.doing import ReplyForm, ThreadForm
from weald.communities.models import Mention, Post, Thread
from weald.communities.queries.threads import mentions_waiting, posts_of
from weald.communities.rules import Seat, Writing
from weald.communities.views import loading
from weald.communities.views.loading import community_of, posted
from weald.core.permissions import actor_of, refusal, ruled

POSTS_A_PAGE = 50


@ruled("communities.write", load=loading.seat)
def start(request: HttpRequest, seat: Seat) -> HttpResponse:
    community = community_of(seat)
    form = ThreadForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        thread = talking.start_thread(community, given["title"], given["text"], by=actor_of(request))
        return redirect("communities:thread", thread_id=thread.pk)
    page = {"form": form, "act": "Start", "question": "What shall we talk about?", "community": community}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)


@ruled("communities.read", load=loading.thread)
def thread(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Read a thread, and answer in it."""
    actor = actor_of(request)
    thread = get_object_or_404(Thread.objects.select_related("community"), pk=writing.about_id)
    form = ReplyForm(posted(request))
    if form.is_valid():
        post = talking.reply(thread, form.cleaned_data["text"], by=actor)
        last = -(-posts_of(thread).count() // POSTS_A_PAGE)
        return redirect(f"{reverse('communities:thread', args=[thread.pk])}?page={last}#post-{post.pk}")
    page = {
        "thread": thread,
        "page": Paginator(posts_of(thread), POSTS_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "mail_to": address_for(THREAD, thread.pk, actor.person_id),
        "me": actor.person_id,
        "may_write": refusal("communities.write", actor, writing.seat) is None,
        "may_report": refusal("people.report", actor) is None,
        "may_lead": refusal("communities.lead", actor, writing.seat) is None,
        "named": mentions_waiting(actor).filter(post__thread=thread).first(),
        "crumbs": [
            ("Communities", reverse("communities:index")),
            (thread.community.name, reverse("communities:community", args=[thread.community_id])),
        ],
    }
    return render(request, "communities/thread.html", page, status=422 if form.errors else 200)


@ruled("communities.read", load=loading.post)
def post(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Lead to where a post stands in its thread."""
    post = get_object_or_404(Post, pk=writing.about_id)
    before = Post.objects.filter(thread=post.thread_id, written_at__lte=post.written_at, pk__lt=post.pk)
    page = before.count() // POSTS_A_PAGE + 1
    return redirect(f"{reverse('communities:thread', args=[post.thread_id])}?page={page}#post-{post.pk}")


@require_POST
@ruled("communities.take_back", load=loading.post)
def take_back(request: HttpRequest, writing: Writing) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("thread__community"), pk=writing.about_id)
    talking.take_back(post, by=actor_of(request))
    messages.success(request, "Taken back.")
    return redirect("communities:thread", thread_id=post.thread_id)


@require_POST
@ruled("core.signed_in")
def set_aside(request: HttpRequest, mention_id: int) -> HttpResponse:
    actor = actor_of(request)
    mention = get_object_or_404(
        Mention.objects.select_related("post"), pk=mention_id, person_id=actor.person_id
    )
    talking.set_aside(mention.pk, by=actor)
    return redirect("communities:thread", thread_id=mention.post.thread_id)
