"""A natural person, and the account with which that person logs in."""

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class Person(models.Model):
    """A natural person, known by INSZ. Exists as soon as somebody adds the person, before any login."""

    insz = models.CharField("INSZ", max_length=11, unique=True)
    first_name = models.CharField("voornaam", max_length=100)
    last_name = models.CharField("naam", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "persoon"
        verbose_name_plural = "personen"
        constraints = [
            models.CheckConstraint(name="person_insz_digits", condition=models.Q(insz__regex=r"^[0-9]{11}$")),
        ]
        triggers = [
            # Touching `sort_name` has the trigger of Werkrelatie write it afresh.
            pgtrigger.Trigger(
                name="sort_name_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("first_name", "last_name"),
                func="UPDATE accounts_werkrelatie SET sort_name = '' WHERE person_id = NEW.id; RETURN NULL;",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class UserManager(BaseUserManager):
    """Accounts carry an opaque name: an INSZ or a mail address must not leak into a log through it."""

    def create_user(self, username: str, password: str | None = None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login. Bound to the identity provider's stable id by allauth, and to one person."""

    username = models.CharField(max_length=150, unique=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self) -> str:
        return self.person.full_name if self.person_id else self.username
