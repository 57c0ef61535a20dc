from django.urls import path

from weald.home.views import components, feeds, front, letters, search, today

app_name = "home"

urlpatterns = [
    path("", front.front, name="front"),
    path("today", today.today, name="today"),
    path("today/newer", today.newer, name="newer"),
    path("me/letters", letters.letters, name="letters"),
    path("me/letters/preview", letters.preview, name="preview"),
    path("me/letters/feed", letters.renew_feed, name="feed_renew"),
    path("me/letters/feed/end", letters.end_feed, name="feed_end"),
    path("letters/stop/<str:token>", letters.stop_letters, name="stop"),
    path("feeds/mine/<str:key>.atom", feeds.own, name="own_feed"),
    path("components", components.components, name="components"),
    path("search", search.search, name="search"),
]
