"""What people do with a large file: upload it, confirm it, cancel it, get the wrong rows back."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from loket.acting.context import ActingContext, Choice
from loket.bulk.applying import Overtaken
from loket.bulk.columns import Cell, mask_numbers
from loket.bulk.errors import FileRefused
from loket.bulk.files import AlreadyUploaded, CannotDo, unpacked
from loket.bulk.large.finishing import drop_content, end
from loket.bulk.large.kinds import Kind, kind_of
from loket.bulk.large.models import OPEN, Bestand, BestandRij, FileState
from loket.bulk.large.sources import OLD_OR_LOCKED
from loket.bulk.large.sources import kind_of as format_of
from loket.bulk.large.vault import Seal, Sealing
from loket.bulk.reading import OLD_EXCEL
from loket.journal.services import write_journal
from loket.locks import hold_until_commit

DECIDED = "Over dit bestand is al beslist."


def upload(
    kind: Kind,
    acting: ActingContext | None,
    name: str,
    content: File,
    *,
    again: bool = False,
    answers: dict[str, Any] | None = None,
) -> Bestand:
    """Keep a file, sealed, to be checked by a worker. `acting` is None for what is handed in at a terminal.

    Raises FileRefused, or AlreadyUploaded unless it is wanted `again`.
    """
    if content.size > settings.BULK_MAX_BYTES:
        most = settings.BULK_MAX_BYTES // 1_048_576
        raise FileRefused(f"Het bestand is groter dan {most} MB. Verdeel de rijen over meer bestanden.")
    content.seek(0)
    start = content.read(8)
    if start.startswith(OLD_EXCEL):
        raise FileRefused(OLD_OR_LOCKED)
    content.seek(0)
    sha256 = hashlib.file_digest(content.file, "sha256").hexdigest()
    own = acting.own.id if acting and acting.own.is_organisation else None
    represented = acting.represented.id if acting and acting.represented.is_organisation else None
    with transaction.atomic():
        hold_until_commit(f"bulk {kind.code} {represented} {sha256}")
        earlier = (
            Bestand.objects.filter(kind=kind.code, represented=represented, own_organisation=own, sha256=sha256)
            .exclude(status=FileState.CANCELLED, stored_rows=0)
            .order_by("-pk")
            .first()
        )
        if earlier is not None and (earlier.status in OPEN or not again):
            raise AlreadyUploaded(earlier)
        bestand = Bestand(
            kind=kind.code,
            uploaded_by_id=acting.person.id if acting else None,
            own_organisation_id=own,
            represented_id=represented,
            ground=acting.ground.value if acting else "",
            mandate=acting.mandate if acting else "",
            choice=_choice(acting),
            name=mask_numbers(name)[-200:],
            format=format_of(start),
            size=content.size,
            sha256=sha256,
            answers=answers or {},
            moved_at=timezone.now(),
        )
        bestand.file.save("", Sealing(content), save=False)
        bestand.save()
        write_journal(acting, "groot_bestand_opgeladen", bestand, soort=kind.title)
    return bestand


def _choice(acting: ActingContext | None) -> list | None:
    if acting is None:
        return None
    return Choice(acting.doelgroep, acting.own.id, acting.represented.id, acting.mandate).to_session()


def confirm(acting: ActingContext, bestand: Bestand, *, only_right: bool) -> None:
    """Let the right rows be stored; leaving out wrong ones is a choice of its own. Raises CannotDo."""
    kind = kind_of(bestand)
    if not kind.file.allows(acting):
        raise CannotDo("U mag dit bestand nakijken, maar niet indienen. Er is niets ingediend.")
    if not bestand.right_rows:
        raise CannotDo("Dit bestand heeft geen rijen om in te dienen. Verbeter het en laad het opnieuw op.")
    if bestand.wrong_rows and not only_right:
        raise CannotDo(
            "Dit bestand heeft foute rijen. Kies “Dien alleen de juiste rijen in”, of verbeter het bestand."
        )
    now = timezone.now()
    with transaction.atomic():
        moved = Bestand.objects.filter(pk=bestand.pk, status=FileState.CHECKED).update(
            status=FileState.STORING,
            confirmed_by=acting.person.id,
            confirmed_at=now,
            moved_at=now,
            choice=_choice(acting),
            ground=acting.ground.value,
            mandate=acting.mandate,
            at=0,
            done_rows=0,
            counts={},
        )
        if not moved:
            raise CannotDo(DECIDED)
        write_journal(acting, "groot_bestand_ingediend", bestand, soort=kind.title, rijen=bestand.right_rows)


def cancel(acting: ActingContext, bestand: Bestand) -> None:
    """Not one row more. What was stored stays, and gets its receipt. Raises CannotDo."""
    if bestand.status not in OPEN:
        raise CannotDo("Dit bestand is al afgewerkt. U kunt het niet meer annuleren.")
    try:
        end(bestand, FileState.CANCELLED, acting, "groot_bestand_geannuleerd")
    except Overtaken:
        raise CannotDo("Dit bestand ging net verder. Kijk hieronder hoe het nu staat.") from None


def set_aside(bestand: Bestand) -> Iterator[tuple[list[Cell], str]]:
    """The wrong rows, as they came, each with what is wrong. Raises SealBroken."""
    seal = Seal(bestand.key.bytes)
    rows: Iterator[BestandRij] = (
        bestand.rijen.filter(double=False, cells__isnull=False).order_by("number").iterator(chunk_size=1000)
    )
    for row in rows:
        message = " ".join(f"{column}: {text}" for column, _value, text in row.findings)
        yield unpacked(json.loads(seal.open(row.cells))), message


def forget_old() -> None:
    """Drop what is kept for a while only: files that nobody confirmed, wrong rows that nobody fetched."""
    now = timezone.now()
    before = now - datetime.timedelta(days=settings.BULK_KEEP_UNCONFIRMED_DAYS)
    for bestand in Bestand.objects.filter(status=FileState.CHECKED, moved_at__lt=before):
        _expire(bestand)
    before = now - datetime.timedelta(days=settings.BULK_KEEP_REJECTED_DAYS)
    rows = BestandRij.objects.filter(cells__isnull=False, bestand__finished_at__lt=before)
    rows.update(cells=None)
    # A content that outlived its file: the worker died between the two.
    ended = Bestand.objects.exclude(status__in=OPEN).exclude(file="")
    for bestand in ended[:200]:
        drop_content(bestand)


def _expire(bestand: Bestand) -> None:
    try:
        end(bestand, FileState.EXPIRED, None, "groot_bestand_gestopt")
    except Overtaken:
        # Confirmed at this very moment.
        return
