from django.urls import path

from weald.home.views import components, contribution, feeds, front, letters, search, today

app_name = "home"

urlpatterns = [
    path("", front.front, name="front"),
    path("today", today.today, name="today"),
    path("today/newer", today.newer, name="newer"),
    path("me/letters", letters.letters, name="letters"),
    path("me/letters/preview", letters.preview, name="preview"),
    path("me/letters/feed", letters.renew_feed, name="feed_renew"),
    path("me/letters/feed/end", letters.end_feed, name="feed_end"),
    path("me/contribution", contribution.mine, name="my_contribution"),
    path("contribution/people/<int:person_id>", contribution.person, name="person_contribution"),
    path("contribution/places/<int:organisation_id>", contribution.place, name="place_contribution"),
    path("contribution/thanks/<int:adoption_id>", contribution.thank_adopted, name="thank_adopted"),
    path("contribution/thanks/returns/<int:return_id>", contribution.thank_returned, name="thank_returned"),
    path("letters/stop/<str:token>", letters.stop_letters, name="stop"),
    path("feeds/mine/<str:key>.atom", feeds.own, name="own_feed"),
    path("feeds/practices.atom", feeds.practices, name="practices_feed"),
    path("feeds/practices/<int:organisation_id>.atom", feeds.practices_of, name="place_feed"),
    path("feeds/communities/<int:community_id>.atom", feeds.community, name="community_feed"),
    path("feeds/mine/<str:key>/practices.atom", feeds.practices, name="own_practices_feed"),
    path(
        "feeds/mine/<str:key>/practices/<int:organisation_id>.atom", feeds.practices_of, name="own_place_feed"
    ),
    path(
        "feeds/mine/<str:key>/communities/<int:community_id>.atom", feeds.community, name="own_community_feed"
    ),
    path("components", components.components, name="components"),
    path("search", search.search, name="search"),
]
