"""The API's addresses: every app's operations, their description, and a page to read it on."""

from django.urls import URLPattern, URLResolver, path

from weald.api.site import make_api
from weald.api.views import openapi, reference
from weald.communities.api import router as communities
from weald.home.api import router as search
from weald.measures.api import router as measures
from weald.practices.api import router as practices
from weald.schools.api import router as schools

app_name = "api"

ROUTERS = (practices, communities, search, schools, measures)

api = make_api()
for router in ROUTERS:
    api.add_router("", router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference, {"api": api}, name="reference"),
    path("openapi.json", openapi, {"api": api}, name="openapi"),
    # Ninja adds a root page of its own, which would stand in the reference's place.
    *[address for address in api.urls[0] if address.name != "api-root"],
]
