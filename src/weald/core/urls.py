from django.urls import path

from weald.core.views import health, stylesheet

app_name = "core"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("look/<slug:digest>.css", stylesheet.stylesheet, name="stylesheet"),
    path("ledger/key", health.ledger_key, name="ledger_key"),
]
