from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "weald.measures"
    label = "measures"
    verbose_name = "Measures"

    def ready(self) -> None:
        from weald.measures import places, rules  # noqa: F401, PLC0415 -- app ready
