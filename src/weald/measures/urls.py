from django.urls import path

from weald.measures.views import measure, school, trust

app_name = "measures"

urlpatterns = [
    path("", measure.index, name="index"),
    path("schools/<slug:urn>", school.show, name="school"),
    path("trusts/<slug:uid>", trust.show, name="trust"),
    path("<slug:code>", measure.show, name="measure"),
]
