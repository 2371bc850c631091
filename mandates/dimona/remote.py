"""A register of Dimona mandates elsewhere, asked over HTTPS; the format is in docs/running.md.

Only an answer that is whole and right counts. It is mirrored in our table, so that screens, aanvragen and the journal
can point at the mandate; the mirror itself opens something only when the settings allow an answer of that age.
"""

import datetime
import http.client
import json
import logging
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation
from loket.numbers import InvalidNumber, parse_kbo
from mandates.dimona.mirroring import Told, mirror
from mandates.dimona.register import RegisterUnavailable
from mandates.dimona.rules import ENTERPRISES
from mandates.dimona.states import Status
from mandates.models import DimonaMandaat
from mandates.models.dimona import Bron, Groep
from mandates.quarters import Quarter

logger = logging.getLogger(__name__)

# One pair of parties has a handful of mandates.
LONGEST_ANSWER = 256 * 1024
STATES = {"actief": Status.ACTIEF, "afgesloten": Status.AFGESLOTEN}


class WrongAnswer(ValueError):
    """The answer does not say what the format promises. The text is for the log: it quotes nothing of the answer."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A question with numbers in it goes to the address of the settings, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


class RestRegister:
    """Asks `DIMONA_REGISTER_URL` for everything between two parties, and mirrors the answer."""

    ours = False

    def in_force(self, giver_id: int, taker_id: int, day: datetime.date) -> DimonaMandaat | None:
        """Raises RegisterUnavailable: a question without an answer is no "no", and no "yes" either."""
        if (young := self._young(giver_id, taker_id, day)) is not None:
            return young
        return next(
            (
                mandaat
                for mandaat in self.between(giver_id, taker_id)
                if mandaat.state is Status.ACTIEF
                and mandaat.start <= day
                and (mandaat.end is None or mandaat.end >= day)
            ),
            None,
        )

    def between(self, giver_id: int, taker_id: int) -> list[DimonaMandaat]:
        """Always asks. Raises RegisterUnavailable."""
        parties = Organisation.objects.in_bulk([giver_id, taker_id])
        giver, taker = parties.get(giver_id), parties.get(taker_id)
        # Schools, and who has no enterprise number, are in no register of enterprises.
        if giver is None or taker is None or not (giver.kbo and taker.kbo) or giver.doelgroep not in ENTERPRISES:
            return []
        try:
            told = read_answer(ask(giver.kbo, taker.kbo), giver.kbo, taker.kbo)
        except (OSError, http.client.HTTPException, WrongAnswer) as error:
            # An address in the text of an error of urllib would be ours; numbers are in none.
            logger.error("The register of Dimona mandates: %s", _reason(error))
            raise RegisterUnavailable from error
        return mirror(giver, taker, told)

    def _young(self, giver_id: int, taker_id: int, day: datetime.date) -> DimonaMandaat | None:
        """An earlier answer, when the settings allow one."""
        seconds = settings.DIMONA_REGISTER_CACHE_SECONDS
        if seconds <= 0:
            return None
        found: DimonaMandaat | None = (
            DimonaMandaat.objects.in_force(day)
            .filter(
                giver=giver_id,
                taker=taker_id,
                bron=Bron.REGISTER,
                seen_at__gt=timezone.now() - datetime.timedelta(seconds=seconds),
            )
            .select_related("giver", "taker")
            .order_by("-start", "-pk")
            .first()
        )
        return found


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    return str(error) if isinstance(error, WrongAnswer) else type(error).__name__


def ask(giver_kbo: str, taker_kbo: str) -> bytes:
    """The bytes of the answer. Raises OSError (also for a refused or slow one), HTTPException or WrongAnswer."""
    address, limit = settings.DIMONA_REGISTER_URL, settings.DIMONA_REGISTER_TIMEOUT
    if urlsplit(address).scheme not in {"https", "http"}:
        raise WrongAnswer("DIMONA_REGISTER_URL is no address")
    request = urllib.request.Request(  # noqa: S310  (the scheme was looked at)
        address,
        # In the body and not in the address, which would end up in logs.
        data=json.dumps({"gever": giver_kbo, "nemer": taker_kbo}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        method="POST",
    )
    if settings.DIMONA_REGISTER_TOKEN:
        request.add_header("Authorization", f"Bearer {settings.DIMONA_REGISTER_TOKEN}")
    until = time.monotonic() + limit
    with _opener.open(request, timeout=limit) as response:
        content = bytearray()
        while part := response.read1(16 * 1024):
            content += part
            if len(content) > LONGEST_ANSWER:
                raise WrongAnswer("the answer is too long")
            # Each part starts the timeout of the socket anew: a trickle would never end.
            if time.monotonic() > until:
                raise TimeoutError
        # Without this, an answer that breaks off would pass for a whole one.
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
    return bytes(content)


def read_answer(content: bytes, giver_kbo: str, taker_kbo: str) -> list[Told]:
    """The mandates of an answer. Raises WrongAnswer when anything in it is not as agreed."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise WrongAnswer("the answer is no JSON") from None
    rows = answer.get("mandaten") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise WrongAnswer("the answer has no list of mandates")
    told = [_told(row, giver_kbo, taker_kbo) for row in rows]
    for number, one in enumerate(told):
        for other in told[number + 1 :]:
            if one.groep == other.groep and _overlap(one, other):
                raise WrongAnswer("two mandates of one group overlap")
    return told


def _overlap(one: Told, other: Told) -> bool:
    return (other.end is None or one.start <= other.end) and (one.end is None or other.start <= one.end)


def _told(row: object, giver_kbo: str, taker_kbo: str) -> Told:
    if not isinstance(row, dict):
        raise WrongAnswer("a mandate is no object")
    try:
        parties = parse_kbo(row["gever"]), parse_kbo(row["nemer"])
        groep, status = Groep(row["groep"]), STATES[row["toestand"]]
        begin = Quarter.parse(row["begin"])
        end = Quarter.parse(row["einde"]) if row.get("einde") is not None else None
    except (KeyError, TypeError, ValueError, AttributeError, InvalidNumber):
        raise WrongAnswer("a mandate has a field that is missing or wrong") from None
    if parties != (giver_kbo, taker_kbo):
        raise WrongAnswer("a mandate is of other parties")
    if end is not None and end < begin:
        raise WrongAnswer("a mandate ends before it begins")
    if status is Status.AFGESLOTEN and end is None:
        raise WrongAnswer("a closed mandate has no end")
    return Told(groep, begin.first_day, end.last_day if end else None, status)
