from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "weald.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from weald.search import places  # noqa: F401, PLC0415 -- app ready
