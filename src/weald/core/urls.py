from django.urls import path

from weald.core.views import health, jobs, stylesheet

app_name = "core"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("look/<slug:digest>.css", stylesheet.stylesheet, name="stylesheet"),
    path("jobs/", jobs.index, name="jobs"),
    path("jobs/<int:job_id>/", jobs.show, name="job"),
    path("ledger/key", health.ledger_key, name="ledger_key"),
]
