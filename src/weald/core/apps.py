from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "weald.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from weald.core import places, rules  # noqa: F401, PLC0415 -- app ready
        from weald.core.queries import job  # noqa: F401, PLC0415 -- as above: registers who sees jobs
