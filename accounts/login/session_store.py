"""Django's sessions in the database, read by a prepared query: every request begins with one."""

import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from loket.prepared import Prepared


def _alive(key: str, now: datetime.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_session = Prepared(_alive, key=str, now=datetime.datetime)


class SessionStore(DatabaseStore):
    """As Django's."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = _session(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None
