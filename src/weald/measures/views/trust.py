"""A trust's schools on one measure."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from weald.core.exports import export, wanted_format
from weald.core.permissions import actor_of, ruled, visible_or_404
from weald.measures.domain.beyond import DEVIANT_COLUMNS
from weald.measures.domain.figures import as_rows, figure_columns
from weald.measures.domain.trust import TrustPicture, trust_picture
from weald.measures.domain.units import academic_year
from weald.measures.domain.variation import beyond_rows, trust_variation
from weald.measures.forms.choosing import TrustForm
from weald.measures.models import Measure
from weald.measures.queries.catalogue import measures_held_by
from weald.measures.queries.finding import number_of, trusts_numbered, urns_and_names
from weald.measures.queries.series import schools_of
from weald.schools.enums import Scheme
from weald.schools.models import Organisation


def trust_at(request: HttpRequest, uid: str) -> Organisation:
    return visible_or_404(trusts_numbered(uid), actor_of(request))


@ruled("measures.read_trust", load=trust_at)
def show(request: HttpRequest, trust: Organisation) -> HttpResponse:
    actor = actor_of(request)
    schools = list(schools_of(trust, timezone.localdate()))
    form = TrustForm(request.GET, measures_held_by([school.pk for school in schools], actor))
    measure, group, year = form.chosen()
    picture = variation = None
    if measure is not None:
        address = f"{request.path}?{query_for(measure, group, year)}&format=csv"
        picture = trust_picture(schools, measure, group, actor, year=year, csv_url=address)
    if wanted_format(request) and measure is not None:
        if request.GET.get("part") == "beyond":
            return beyond_file(request, schools, measure, group)
        return figures_file(request, measure, picture)
    if measure is not None and picture is not None:
        address = f"{request.path}?{query_for(measure, group, None)}&part=beyond&format=csv"
        variation = trust_variation(schools, picture, measure, group, actor, address)
    context = {
        "trust": trust,
        "question": f"How are the pupils of {trust.name} doing, school by school?",
        "crumbs": crumbs_to(trust),
        "links": school_links(schools),
        "schools": schools,
        "form": TrustForm(asked(measure, group), form.fields["measure"].queryset),  # type: ignore[attr-defined]  # a model choice
        "measure": measure,
        "picture": picture,
        "variation": variation,
        "years": year_links(measure, group, picture),
    }
    return render(request, "measures/trust.html", context)


def crumbs_to(trust: Organisation) -> list[tuple[str, str]]:
    own = reverse("schools:trust", args=[number_of(trust, Scheme.UID)])
    return [("Schools", reverse("schools:index")), (trust.name, own), ("Figures", "")]


def school_links(schools: list[Organisation]) -> list[tuple[Organisation, str]]:
    numbers = urns_and_names([school.pk for school in schools])
    return [
        (school, reverse("measures:school", args=[urn]) if (urn := numbers[school.pk][0]) else "")
        for school in schools
    ]


def figures_file(request: HttpRequest, measure: Measure, picture: TrustPicture | None) -> HttpResponse:
    figures = picture.figures if picture else {}
    rows = as_rows(figures.values(), {measure.pk: measure}, urns_and_names(figures.keys()))
    return export(request, figure_columns(), rows, f"{measure.code}-schools")


def beyond_file(
    request: HttpRequest, schools: list[Organisation], measure: Measure, group: str
) -> HttpResponse:
    actor = actor_of(request)
    rows = beyond_rows([school.pk for school in schools], measure, group, actor)
    return export(request, DEVIANT_COLUMNS, rows, f"beyond-intake-{measure.code}-schools")


def asked(measure: Measure | None, group: str) -> QueryDict:
    """Give the form what is shown, so that it says so."""
    return QueryDict(query_for(measure, group, None)) if measure else QueryDict()


def query_for(measure: Measure, group: str, year: int | None) -> str:
    query = QueryDict(mutable=True)
    query.update({"measure": measure.code, "group": group} | ({"year": str(year)} if year else {}))
    return query.urlencode()


def year_links(
    measure: Measure | None, group: str, picture: TrustPicture | None
) -> list[tuple[str, str, bool]]:
    """Give each year that has figures as words, address and whether it is shown."""
    if measure is None or picture is None:
        return []
    return [
        (academic_year(year), f"?{query_for(measure, group, year)}", year == picture.year)
        for year in picture.years
    ]
