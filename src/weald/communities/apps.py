from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "weald.communities"
    label = "communities"
    verbose_name = "Communities"

    def ready(self) -> None:
        from weald.communities import places, rules  # noqa: F401, PLC0415 -- app ready
