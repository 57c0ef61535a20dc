from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "weald.schools"
    label = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from weald.schools import places, rules  # noqa: F401, PLC0415 -- app ready
