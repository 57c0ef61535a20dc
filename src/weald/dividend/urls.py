from django.urls import URLPattern

app_name = "dividend"

urlpatterns: list[URLPattern] = []
