from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "loket.ui"
