from django.urls import path

from weald.measures.views import deviants, imports, measure, school, similar, trust

app_name = "measures"

urlpatterns = [
    path("", measure.index, name="index"),
    path("schools/<slug:urn>", school.show, name="school"),
    path("schools/<slug:urn>/similar", similar.show, name="similar"),
    path("trusts/<slug:uid>", trust.show, name="trust"),
    path("imports", imports.index, name="import"),
    path("imports/<int:pk>", imports.show, name="import_run"),
    path("imports/<int:pk>/columns", imports.columns, name="import_columns"),
    path("imports/<int:pk>/apply", imports.apply, name="import_apply"),
    path("imports/<int:pk>/rejected.csv", imports.rejected, name="import_rejected"),
    path("<slug:code>", measure.show, name="measure"),
    path("<slug:code>/beyond-intake", deviants.show, name="deviants"),
]
