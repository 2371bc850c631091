"""Mail is a row in the same transaction as the act, sent by a task after commit; a sweep picks up the rest."""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from post_office import mail
from post_office.models import Email

from loket.mail.tasks import deliver


class MailOutsideTransaction(RuntimeError):
    """A mail without a transaction around it could be sent for an act that never happened."""


def queue_mail(recipients: Iterable[str], template: str, context: dict[str, object]) -> list[Email]:
    """One mail per recipient, from `templates/mail/<template>.txt` (first line: the subject). No INSZ, ever.

    Raises MailOutsideTransaction when no transaction is open.
    """
    return queue_mails(template, [(recipient, context) for recipient in dict.fromkeys(recipients)])


def queue_mails(template: str, mails: Iterable[tuple[str, dict[str, object]]]) -> list[Email]:
    """Many mails from one template, each with its own recipient and context, in one statement.

    Raises MailOutsideTransaction when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise MailOutsideTransaction(template)
    emails = [_made(template, recipient, context) for recipient, context in mails]
    Email.objects.bulk_create(emails)
    transaction.on_commit(deliver.delay_quietly)
    return emails


def _made(template: str, recipient: str, context: dict[str, object]) -> Email:
    text = render_to_string(
        f"mail/{template}.txt",
        {"base_url": settings.BASE_URL, "site_name": settings.SITE_NAME, **context},
    )
    subject, _, body = text.strip().partition("\n")
    email: Email = mail.send(
        recipients=[recipient],
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=subject,
        message=body.strip() + "\n",
        priority="medium",
        commit=False,
    )
    return email
