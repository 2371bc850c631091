from django.apps import AppConfig


class ActingConfig(AppConfig):
    name = "loket.acting"
