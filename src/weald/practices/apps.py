from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "weald.practices"
    label = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from weald.practices import places  # noqa: F401, PLC0415 -- app ready
