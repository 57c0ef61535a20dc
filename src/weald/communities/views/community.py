"""A community's page; starting one, changing it, closing it and pointing from it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weald.communities.domain import activity, starting
from weald.communities.domain.mail_in import COMMUNITY, address_for
from weald.communities.domain.words import rule_in_words
from weald.communities.forms.community import ChangeForm, DigestForm, GroupForm, NetworkForm, ReferenceForm
from weald.communities.models import Approach, Community, Enrolment, Gathering, Reference, Thread
from weald.communities.queries import threads as talk
from weald.communities.queries.communities import members_of
from weald.communities.queries.gatherings import counted, to_come
from weald.communities.queries.outputs import outputs_of
from weald.communities.queries.places import works_at
from weald.communities.rules import Seat
from weald.communities.views.loading import community_of, posted, revision_read, seat
from weald.core.enums import Audience
from weald.core.permissions import actor_of, refusal, ruled, visible
from weald.core.registry import slots_for

THREADS_SHOWN = 10
GATHERINGS_SHOWN = 5
LEADS_SHOWN = 12
RULES = ("read_inside", "join", "ask_to_join", "member", "write", "call_gathering", "lead")


@ruled("communities.read", load=seat)
def community(request: HttpRequest, seat: Seat) -> HttpResponse:
    actor, community = actor_of(request), community_of(seat)
    may = {name: refusal(f"communities.{name}", actor, seat) is None for name in RULES}
    members = members_of(community)
    mine = members.filter(person_id=actor.person_id or 0).first()
    threads = talk.listed(visible(Thread.objects.filter(community=community), actor))
    gatherings = to_come(visible(Gathering.objects.filter(community=community), actor), timezone.now())
    approaches = visible(Approach.objects.filter(community=community, answered_at=None), actor)
    address = request.build_absolute_uri(reverse("communities:community", args=[community.pk]))
    page = {
        "community": community,
        "seat": seat,
        "may": may,
        "mine": mine,
        "size": members.count(),
        "leads": visible(members.filter(is_lead=True), actor).order_by("person__name")[:LEADS_SHOWN],
        "rule": rule_in_words(community),
        "threads": threads.order_by("-last_at", "pk")[:THREADS_SHOWN],
        "gatherings": counted(gatherings)[:GATHERINGS_SHOWN],
        "approaches": approaches.select_related("person", "made_by").order_by("made_at", "pk"),
        "references": Reference.objects.filter(community=community).order_by("kind", "title"),
        "outputs": outputs_of(community, actor),
        "me": actor.person_id,
        "form": DigestForm(initial={"digest": mine.digest if mine else ""}),
        "slots": slots_for("communities.community", request, community),
        "share": share_links(community, address),
        "is_public": community.audience == Audience.PUBLIC,
        "address": address,
        "mail_to": address_for(COMMUNITY, community.pk, actor.person_id),
    }
    return render(request, "communities/community.html", page)


def share_links(community: Community, address: str) -> dict[str, str]:
    """Give where else the page can be told of: plain addresses, followed only when somebody clicks."""
    return {
        "Teams": f"https://teams.microsoft.com/share?{urlencode({'href': address})}",
        "Google Classroom": f"https://classroom.google.com/share?{urlencode({'url': address})}",
        "E-mail": f"mailto:?{urlencode({'subject': community.name, 'body': address})}",
    }


@ruled("communities.start")
def start(request: HttpRequest) -> HttpResponse:
    form = GroupForm(posted(request))
    if form.is_valid():
        actor, about = actor_of(request), form.about()
        home = None if about.audience == Audience.SECTOR else works_at(actor.person_id)
        group = starting.start_group(about, by=actor, home=home)
        messages.success(request, "Started. Invite whom you want in it.")
        return redirect("communities:community", community_id=group.pk)
    return _form(request, form, "Start a group", "What would you like to find out together?")


@ruled("communities.coverage")
def start_network(request: HttpRequest) -> HttpResponse:
    form = NetworkForm(posted(request))
    if form.is_valid():
        network = starting.start_network(form.about(), form.terms(), by=actor_of(request))
        n = Enrolment.objects.filter(community=network, left_on__isnull=True).count()
        messages.success(request, f"Set up. Its rule enrols {n} {'person' if n == 1 else 'people'} today.")
        return redirect("communities:community", community_id=network.pk)
    return _form(request, form, "Set it up", "Who shall be in the network without asking?")


@ruled("communities.lead", load=seat)
def change(request: HttpRequest, seat: Seat) -> HttpResponse:
    community = community_of(seat)
    form = ChangeForm(posted(request), community=community)
    revision = revision_read(request, community.revision)
    if form.is_valid():
        starting.change(community, form.about(), by=actor_of(request), expected_revision=revision)
        messages.success(request, "Kept.")
        return redirect("communities:community", community_id=community.pk)
    question = f"What is {community.name} for now?"
    return _form(request, form, "Keep", question, community, hidden={"revision": revision})


@require_POST
@ruled("communities.read", load=seat)
def state(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Close a community, open it again, or say that it goes on although it is quiet."""
    acts = {
        "close": (activity.close, "Closed. What was said stays."),
        "reopen": (activity.reopen, "It is open again."),
        "keep": (activity.keep_open, "It goes on."),
    }
    act, told = acts.get(request.POST.get("act", ""), acts["keep"])
    act(community_of(seat), by=actor_of(request))
    messages.success(request, told)
    return redirect("communities:community", community_id=seat.community_id)


@ruled("communities.write", load=seat)
def point(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Point to the wider profession, or no longer."""
    community, actor = community_of(seat), actor_of(request)
    gone = request.POST.get("remove", "")
    if gone.isdecimal():
        found = Reference.objects.select_related("community").filter(community=community)
        reference = get_object_or_404(found, pk=gone)
        starting.remove_reference(reference, by=actor)
        return redirect("communities:community", community_id=community.pk)
    form = ReferenceForm(posted(request))
    if form.is_valid():
        starting.add_reference(community, **form.cleaned_data, by=actor)
        messages.success(request, "Added.")
        return redirect("communities:community", community_id=community.pk)
    return _form(request, form, "Add", "Where in the profession should others look?", community)


def _form(
    request: HttpRequest,
    form: Form,
    act: str,
    question: str,
    community: Community | None = None,
    hidden: dict[str, int] | None = None,
) -> HttpResponse:
    page = {"form": form, "act": act, "question": question, "community": community, "hidden": hidden or {}}
    return render(request, "communities/form.html", page, status=422 if form.errors else 200)
