from django.urls import path

from weald.home.views import components, front

app_name = "home"

urlpatterns = [
    path("", front.front, name="front"),
    path("today", front.today, name="today"),
    path("components", components.components, name="components"),
    path("search", front.search, name="search"),
]
