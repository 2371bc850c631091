from django.apps import AppConfig


class VragenlijstConfig(AppConfig):
    """What users think of the reports."""

    name = "maatwerk.vragenlijst"
    label = "vragenlijst"
    verbose_name = "Vragenlijst"
