"""Every component and chart with invented data, in every state: for those who build pages."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weald.core.permissions import ruled
from weald.home.forms.components import Everything
from weald.home.invented import ARABIC, LONG, figures, margin

YEARS = range(2010, 2026)
MENDING = {"name": "", "email": "not an address", "days": "9", "phase": "p"}


@ruled("core.developer")
def components(request: HttpRequest) -> HttpResponse:
    context = {
        "figures": figures(),
        "margin": margin(),
        "long": LONG,
        "arabic": ARABIC,
        "form": Everything(prefix="fresh"),
        "search": Everything(prefix="search"),
        "mending": Everything({f"sent-{name}": value for name, value in MENDING.items()}, prefix="sent"),
        "page": Paginator(range(95), 10).get_page(request.GET.get("page", "4")),
        "sort": request.GET.get("sort", "name"),
        "crumbs": [("Today", "/"), ("For those who build pages", "#"), ("Components", "")],
        "years": YEARS,
        "many": [(f"Invented Primary {n}", [40 + n * year % 47 for year in YEARS]) for n in range(1, 31)],
    }
    return render(request, "home/components.html", context)
