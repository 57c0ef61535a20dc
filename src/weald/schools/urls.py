from django.urls import path

from weald.schools.views import imports, index, organisation, school, trust

app_name = "schools"

urlpatterns = [
    path("", index.schools, name="index"),
    path("trusts", index.trusts, name="trusts"),
    path("trusts/<slug:uid>", trust.show, name="trust"),
    path("organisations/<int:pk>", organisation.show, name="organisation"),
    path("imports", imports.index, name="imports"),
    path("imports/<int:pk>", imports.show, name="import"),
    path("imports/<int:pk>/apply", imports.apply, name="import_apply"),
    path("imports/<int:pk>/rejected.csv", imports.rejected, name="import_rejected"),
    path("<slug:urn>", school.show, name="school"),
]
