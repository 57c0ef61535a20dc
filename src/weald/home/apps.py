from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "weald.home"
    label = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        from weald.home import places, rules  # noqa: F401, PLC0415 -- app ready
