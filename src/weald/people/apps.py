from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "weald.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from weald.people import checks, places, rules  # noqa: F401, PLC0415 -- app ready
        from weald.people.adapters import notes  # noqa: PLC0415 -- app ready

        notes.listen()
