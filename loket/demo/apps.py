from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo world and its mailbox; never installed in production."""

    name = "loket.demo"
    label = "demo"
