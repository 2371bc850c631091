"""Makes a local staff account for /staf/."""

import base64
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User


class Command(BaseCommand):
    """`manage.py make_staff NAME`: asks a password and shows the secret of the second factor, once."""

    help = "Make a local staff account with a second factor. The password is read from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for a name that is taken or a password that is too weak."""
        name: str = options["name"]
        if User.objects.filter(username=name).exists():
            raise CommandError(f"There is an account named {name} already.")
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(username=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with transaction.atomic():
            user = User.objects.create_user(name, password, is_staff=True)
            device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
        self.stdout.write(f"Secret: {base64.b32encode(device.bin_key).decode()}")
        self.stdout.write(f"For an authenticator app (show as a QR code): {device.config_url}")
        self.stdout.write("Neither can be shown again.")
