from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "weald.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from weald.people import places, rules  # noqa: F401, PLC0415 -- app ready
