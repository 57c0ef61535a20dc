"""Any other body: what it is, what is in it, what it is in. Schools and trusts have pages of their own."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible, visible_or_404
from weald.core.registry import slots_for
from weald.schools.enums import Kind, Scheme
from weald.schools.models import Organisation
from weald.schools.queries.organisations import history_of, listed, number, within
from weald.schools.views.history import stretches
from weald.schools.views.index import A_PAGE, SCHOOL_COLUMNS

OWN_PAGES = {Kind.SCHOOL: ("schools:school", Scheme.URN), Kind.TRUST: ("schools:trust", Scheme.UID)}


def load(request: HttpRequest, pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).annotate(urn=number(Scheme.URN), uid=number(Scheme.UID))
    return visible_or_404(found, actor_of(request))


@ruled("schools.read", load=load)
def show(request: HttpRequest, body: Organisation) -> HttpResponse:
    page, scheme = OWN_PAGES.get(Kind(body.kind), ("", None))
    value = getattr(body, scheme.value) if scheme else None
    if value:
        return redirect(page, value)
    today = timezone.localdate()
    actor = actor_of(request)
    within_it = visible(within(Organisation.objects.all(), body.pk, today), actor)
    members = listed(within_it, today).order_by("name", "pk")
    if wanted_format(request):
        return export(request, SCHOOL_COLUMNS, members, f"organisation-{body.pk}")
    context = {
        "body": body,
        "question": f"Who belongs to {body.name}?",
        "kind": Kind(body.kind).label,
        "page": Paginator(members, A_PAGE).get_page(request.GET.get("page")),
        "stretches": stretches(visible(history_of(Organisation.objects.filter(pk=body.pk)), actor)),
        "identifiers": list(body.identifiers.order_by("scheme", "value")),
        "slots": slots_for("schools.organisation", request, body),
        "crumbs": [("Schools", reverse("schools:index")), (body.name, "")],
    }
    return render(request, "schools/organisation.html", context)
