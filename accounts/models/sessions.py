"""What a person may see and end of the own logins."""

from django.db import models

from accounts.models.person import User


class LoginSession(models.Model):
    """One login in one browser. The session itself lives in Django's table; this says what it is."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()
    device = models.CharField("toestel", max_length=120, blank=True)

    class Meta:
        verbose_name = "sessie"
        verbose_name_plural = "sessies"

    def __str__(self) -> str:
        return f"{self.device} ({self.started_at:%d/%m/%Y %H:%M})"
