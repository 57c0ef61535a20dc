from django.apps import AppConfig


class DividendConfig(AppConfig):
    name = "weald.dividend"
    label = "dividend"
    verbose_name = "Dividend"

    def ready(self) -> None:
        from weald.dividend import places, rules  # noqa: F401, PLC0415 -- app ready
