from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "loket.journal"
    verbose_name = "Journaal"
