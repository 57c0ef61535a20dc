from django.urls import path

from weald.home.views import components, front, today

app_name = "home"

urlpatterns = [
    path("", front.front, name="front"),
    path("today", today.today, name="today"),
    path("today/newer", today.newer, name="newer"),
    path("components", components.components, name="components"),
    path("search", front.search, name="search"),
]
