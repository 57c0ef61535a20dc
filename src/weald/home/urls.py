from django.urls import path

from weald.home.views import front

app_name = "home"

urlpatterns = [
    path("", front.front, name="front"),
    path("today", front.today, name="today"),
    path("search", front.search, name="search"),
]
