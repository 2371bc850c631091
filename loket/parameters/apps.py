"""The app with the dated parameters."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParametersConfig(AppConfig):
    """Loads the files in the setting `PARAMETER_FILES` after every migration."""

    name = "loket.parameters"
    label = "parameters"
    verbose_name = "Parameters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The loader imports models, which only exist once the registry is ready.
        from loket.parameters.loading import load_after_migrate

        post_migrate.connect(load_after_migrate, sender=self)
