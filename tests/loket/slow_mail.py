"""A mail backend that takes its time and remembers what it sent."""

import time

from django.core.mail.backends.base import BaseEmailBackend

sent: list[str] = []


class SlowBackend(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            time.sleep(0.1)
            sent.append(message.subject)
        return len(email_messages)


class BrokenBackend(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        raise OSError("the mail server refuses")
