from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "weald.files"
    label = "files"
    verbose_name = "Files"

    def ready(self) -> None:
        from weald.files import places  # noqa: F401, PLC0415 -- app ready
