"""A trust's dividend: the page its board opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from weald.core.enums import Audience
from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, refusal, ruled, visible, visible_or_404
from weald.dividend.domain.page import PATH_COLUMNS, page_of, path_rows
from weald.dividend.domain.rereleasing import let_read
from weald.dividend.forms.share import EarlierForm, ShareForm
from weald.dividend.models import Result
from weald.dividend.queries.earlier import Earlier, earlier_releases, newest
from weald.dividend.queries.results import current_of, readers_of
from weald.schools.models import Organisation
from weald.schools.queries.partners import written


def trust_at(request: HttpRequest, uid: str) -> Organisation:
    trusts = Organisation.objects.filter(identifiers__scheme="uid", identifiers__value=uid)
    return visible_or_404(trusts, actor_of(request))


def trust_context(trust: Organisation) -> dict[str, str | Organisation]:
    uid = trust.identifiers.values_list("value", flat=True).get(scheme="uid")
    return {
        "trust": trust,
        "uid": uid,
        "trust_url": reverse("schools:trust", args=[uid]),
        "question": f"Do the schools of {trust.name} do better together than they would have apart?",
    }


def chosen(results: list[Result], request: HttpRequest) -> Result | None:
    """Pick the result the address names, or the first."""
    wanted = (request.GET.get("measure"), request.GET.get("group", "all"))
    named = (result for result in results if (result.run.measure.code, result.run.group) == wanted)
    return next(named, results[0] if results else None)


@ruled("dividend.read_trust", load=trust_at)
def trust(request: HttpRequest, trust: Organisation) -> HttpResponse:
    actor = actor_of(request)
    results = list(visible(newest(trust.dividends.all()), actor))
    result = chosen(results, request)
    context = trust_context(trust)
    if result is None:
        return render(request, "dividend/trust_empty.html", context)
    if wanted_format(request):
        return export(request, PATH_COLUMNS, path_rows(result), f"dividend-{result.run.measure.code}")
    may_share = refusal("dividend.share", actor, trust) is None
    result.is_shown = True
    context |= {
        "results": results,
        "result": result,
        "page": page_of(result, alike_in_age(result, results), request.path),
        **(sharing_of(result) if may_share else {}),
        "may_read_sector": refusal("dividend.read_sector", actor) is None,
    }
    return render(request, "dividend/trust.html", context)


def alike_in_age(result: Result, results: list[Result]) -> list[Result]:
    """Give those taken together with it: what was overtaken stands beside nothing newer."""
    return [other for other in results if other.run.is_current == result.run.is_current]


def sharing_of(result: Result) -> dict[str, ShareForm | EarlierForm | list[Earlier] | None]:
    """Give what whoever may release it decides: who reads it, and what of those who read the one before."""
    earlier = earlier_releases(result)
    return {
        "share_form": form_for(result),
        "earlier": earlier,
        "earlier_form": EarlierForm.about(result, earlier) if earlier else None,
    }


def form_for(result: Result) -> ShareForm:
    named = written(readers_of(result))
    return ShareForm(initial={"audience": result.audience, "result": result.pk, "named": named})


@require_POST
@ruled("dividend.share", load=trust_at)
def share(request: HttpRequest, trust: Organisation) -> HttpResponse:
    form = ShareForm(request.POST)
    result = visible_or_404(current_of(trust).filter(pk=form.result_id()), actor_of(request))
    if form.is_valid():
        named = form.cleaned_data["named"]
        audience = Audience(form.cleaned_data["audience"])
        shared = let_read(result, audience=audience, to=named, by=actor_of(request))
        readers = " and ".join([shared.get_audience_display(), *(one.name for one in named)])
        messages.success(request, f"From now on this is read by {readers}.")
    else:
        messages.error(request, " ".join(form.errors.get("named", ["Choose who may read it."])))
    return back_to(request, result)


def back_to(request: HttpRequest, result: Result) -> HttpResponse:
    trust_url, _, _ = request.path.rpartition("/")
    return redirect(f"{trust_url}?measure={result.run.measure.code}&group={result.run.group}")
