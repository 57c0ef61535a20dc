from django.urls import path

from weald.dividend.views import earlier, run, sector, trust

app_name = "dividend"

urlpatterns = [
    path("", sector.index, name="index"),
    path("method", sector.method, name="method"),
    path("estimate", run.estimate, name="estimate"),
    path("sector/<slug:measure>/<slug:group>", sector.sector, name="sector"),
    path("trusts/<slug:uid>", trust.trust, name="trust"),
    path("trusts/<slug:uid>/share", trust.share, name="share"),
    path("trusts/<slug:uid>/earlier", earlier.decide, name="earlier"),
]
