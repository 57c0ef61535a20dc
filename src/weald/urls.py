"""The site's addresses: each app's own, under its place."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("weald.home.urls")),
    path("", include("weald.core.urls")),
    path("", include("weald.people.urls")),
    path("account/", include("weald.people.sign_in_urls")),
    path("schools/", include("weald.schools.urls")),
    path("measures/", include("weald.measures.urls")),
    path("practices/", include("weald.practices.urls")),
    path("communities/", include("weald.communities.urls")),
    path("api/v1/", include("weald.api.urls")),
    path("dividend/", include("weald.dividend.urls")),
]

handler400 = "weald.core.views.errors.bad_request"
handler403 = "weald.core.views.errors.forbidden"
handler404 = "weald.core.views.errors.not_found"
handler429 = "weald.core.views.errors.too_many"  # asked for by allauth's rate limits
handler500 = "weald.core.views.errors.broken"
