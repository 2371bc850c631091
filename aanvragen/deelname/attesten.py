"""Inschrijvingsattesten: making them, one or a whole group, and looking one up by its code."""

import datetime
import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from aanvragen.deelname.codes import format_code, make_code
from aanvragen.deelname.models import Attestbundel, Inschrijving
from aanvragen.deelname.parameters import load_rules
from aanvragen.odb.soorten import size_in_words
from loket.acting.context import ActingContext
from loket.dutch import day
from loket.journal.services import write_journal
from loket.locks import try_lock
from loket.numbers import format_insz
from loket.parameters.values import ParameterSource
from loket.ui.pdf import html_to_pdf

DEFINITIEF_DAG = "deelname.definitief_attest"
# Wrong codes that one organisation may try, and for how long they are remembered.
MOST_TRIES = 20
TRIES_SECONDS = 3600
# Without a step for this long, the worker of a bundle is taken for dead.
STALE_AFTER = datetime.timedelta(minutes=2)
NO_MATCH = "Deze code hoort niet bij deze werknemer. Kijk de code en het INSZ na op het attest."
TOO_OFTEN = (
    "U probeerde te vaak een verkeerde code. Probeer het over een uur opnieuw, of wis de code en vul alles zelf in."
)
WITHDRAWN = (
    "De opleidingsverstrekker trok deze inschrijving in op {day}. De code geldt niet meer. "
    "Neem contact op met de opleidingsverstrekker."
)
OUT_OF_DATE = "De opleidingsverstrekker wijzigt dit attest. Probeer het over enkele minuten opnieuw."
logger = logging.getLogger(__name__)


class CodeRefused(ValueError):
    """The code opens nothing; the message says why, and tells nothing of an attest of somebody else."""


def find_by_code(
    code: str, insz: str, tried_by: str, opened_before: Callable[[], bool] = lambda: False
) -> Inschrijving:
    """The enrolment behind a code, for who knows the INSZ as well. `tried_by` names whose tries are counted.
    `opened_before` says whether this pair was right already, in the same matter: it is no guess then.

    Raises CodeRefused. A code of another person and one that does not exist get the same answer.
    """
    [found] = find_by_codes([(code, insz)], tried_by, opened_before)
    if isinstance(found, CodeRefused):
        raise found
    return found


def find_by_codes(
    pairs: Sequence[tuple[str, str]], tried_by: str, opened_before: Callable[[], bool] = lambda: False
) -> list[Inschrijving | CodeRefused]:
    """The same for many pairs of a code and an INSZ, in their order: one query, whatever their number.

    After the last wrong one that may be tried, no pair behind it gets an answer, be it right or wrong.
    """
    key = f"attestcode:{hashlib.sha256(tried_by.encode()).hexdigest()}"
    tries = cache.get(key) or 0
    unlimited = tries >= MOST_TRIES and opened_before()
    if tries >= MOST_TRIES and not unlimited:
        return [CodeRefused(TOO_OFTEN)] * len(pairs)
    rows = Inschrijving.objects.select_related("opleiding__provider").filter(
        attest_code__in={code for code, _ in pairs}
    )
    by_code = {row.attest_code: row for row in rows}
    found: list[Inschrijving | CodeRefused] = []
    for code, insz in pairs:
        row = by_code.get(code)
        if tries >= MOST_TRIES and not unlimited:
            found.append(CodeRefused(TOO_OFTEN))
        elif row is None or row.insz != insz:
            tries = _count_try(key, code, insz)
            found.append(CodeRefused(NO_MATCH))
        elif row.withdrawn_at is not None:
            found.append(CodeRefused(WITHDRAWN.format(day=day(timezone.localdate(row.withdrawn_at)))))
        elif not row.has_attest:
            found.append(CodeRefused(OUT_OF_DATE))
        else:
            found.append(row)
    return found


def _count_try(key: str, code: str, insz: str) -> int:
    """How many wrong guesses there are with this one. The same one again, because its page is shown again or its file
    is uploaded again, is not another."""
    pair = hashlib.sha256(f"{code} {insz}".encode()).hexdigest()
    if not cache.add(f"{key}:{pair}", 1, TRIES_SECONDS):
        return cache.get(key) or 0
    cache.add(key, 0, TRIES_SECONDS)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The hour ended between the two.
        cache.set(key, 1, TRIES_SECONDS)
        return 1


def ensure_code(inschrijving: Inschrijving) -> str:
    """The code of an enrolment; it is made once. The row is locked by the caller."""
    while not inschrijving.attest_code:
        code = make_code()
        try:
            with transaction.atomic():
                Inschrijving.objects.filter(pk=inschrijving.pk).update(attest_code=code)
        except IntegrityError:
            # In 2.6e13 codes, one that is there already.
            continue
        inschrijving.attest_code = code
    return inschrijving.attest_code


def ask_attest(pk: int) -> None:
    """Give the enrolment its code: from then on the sweep makes the attest, should the worker lose it."""
    with transaction.atomic():
        ensure_code(Inschrijving.objects.select_for_update(no_key=True).get(pk=pk))


def attest_html(inschrijving: Inschrijving, params: ParameterSource, code: str, on: datetime.date) -> str:
    """The document, with the fields of the ministerial decree of 8 July 2019."""
    opleiding = inschrijving.opleiding
    until = params.get(DEFINITIEF_DAG, on).text
    month, of_month = (int(part) for part in until.split("-"))
    definitive = datetime.date(on.year, month, of_month)
    if definitive < on:
        definitive = definitive.replace(year=on.year + 1)
    replaced = inschrijving.versies.filter(attest_made_at__isnull=False).order_by("pk").last()
    context = {
        "inschrijving": inschrijving,
        "opleiding": opleiding,
        "insz": format_insz(inschrijving.insz),
        "size": size_in_words(opleiding.kind, inschrijving.real_size),
        "code": format_code(code),
        "definitive": definitive,
        "replaced": replaced.attest_made_at if replaced else None,
        "on": on,
    }
    return render_to_string("deelname/attest.html", context)


def make_attest(pk: int) -> bool:
    """Make the file of an enrolment, when there is none that shows it as it is. False when it was withdrawn.

    Two makers at once, or a change meanwhile: what is kept shows the state that it says it shows.
    """
    with transaction.atomic():
        row = (
            Inschrijving.objects.select_for_update(of=("self",), no_key=True)
            .select_related("opleiding__provider", "provider")
            .get(pk=pk)
        )
        if row.withdrawn_at is not None:
            return False
        if row.has_attest:
            return True
        code = ensure_code(row)
        now = timezone.now()
        content = html_to_pdf(attest_html(row, load_rules(), code, timezone.localdate(now)))
        row.attest_made_at = now
        row.attest_of = row.changed_at
        row.attest_sha256 = hashlib.sha256(content).hexdigest()
        row.attest_file.save("", ContentFile(content), save=False)
        row.save(update_fields=["attest_made_at", "attest_of", "attest_sha256", "attest_file"])
        write_journal(None, "attest_gemaakt", row, sha256=row.attest_sha256)
    return True


def attest_filename(inschrijving: Inschrijving) -> str:
    """Without the INSZ: a name of a file travels further than its content."""
    who = slugify(f"{inschrijving.last_name} {inschrijving.first_name}") or "cursist"
    return f"inschrijvingsattest-{slugify(inschrijving.opleiding.odb_number)}-{who}-{inschrijving.pk}.pdf"


@dataclass(frozen=True, slots=True)
class Asked:
    """A bundle, and whether it was there already."""

    bundel: Attestbundel
    new: bool


def ask_bundle(acting: ActingContext, opleiding: int) -> Asked | None:
    """Ask for the attests of all trainees of an own opleiding; None when there are no trainees. One at a time."""
    with transaction.atomic():
        rows = Inschrijving.objects.of_provider(acting).active().filter(opleiding=opleiding)
        total = rows.count()
        if not total:
            return None
        under_way = Attestbundel.objects.of_provider(acting).filter(opleiding=opleiding, finished_at__isnull=True)
        found = under_way.first()
        if found is not None:
            return Asked(found, new=False)
        try:
            with transaction.atomic():
                made = Attestbundel.objects.create(
                    provider_id=acting.represented.id,
                    opleiding_id=opleiding,
                    asked_by_id=acting.person.id,
                    total=total,
                )
        except IntegrityError:
            # Somebody asked at the same moment.
            return Asked(under_way.get(), new=False)
        write_journal(acting, "attesten_gevraagd", made, aantal=total)
    return Asked(made, new=True)


def make_bundle(pk: int) -> None:
    """Make every attest of a bundle that is not there yet, and zip them. A worker that dies is followed up."""
    with try_lock(f"attestbundel {pk}") as held:
        bundel = Attestbundel.objects.filter(pk=pk, finished_at__isnull=True).first()
        if not held or bundel is None:
            return
        pks = list(
            Inschrijving.objects.active()
            .filter(opleiding=bundel.opleiding_id, provider=bundel.provider_id)
            .order_by("last_name", "first_name", "pk")
            .values_list("pk", flat=True)
        )
        Attestbundel.objects.filter(pk=pk).update(total=len(pks))
        for number, inschrijving in enumerate(pks, start=1):
            make_attest(inschrijving)
            Attestbundel.objects.filter(pk=pk).update(done=number, moved_at=timezone.now())
        with tempfile.TemporaryFile() as target:
            _zip(pks, target)
            bundel.size = target.tell()
            target.seek(0)
            bundel.done, bundel.total = len(pks), len(pks)
            bundel.finished_at = bundel.moved_at = timezone.now()
            bundel.file.save("", File(target), save=False)
            bundel.save(update_fields=["done", "total", "finished_at", "moved_at", "file", "size"])


def _zip(pks: list[int], target) -> None:
    rows = Inschrijving.objects.filter(pk__in=pks, withdrawn_at__isnull=True).select_related("opleiding")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for row in rows.order_by("last_name", "first_name", "pk").iterator(chunk_size=100):
            with row.attest_file.open("rb") as source:
                bundle.writestr(PurePath(attest_filename(row)).name, source.read())


def stale_bundles() -> list[int]:
    """Bundles of which nothing moved for a while: a lost message, or a worker that died."""
    rows = Attestbundel.objects.filter(finished_at__isnull=True, moved_at__lt=timezone.now() - STALE_AFTER)
    return list(rows.order_by("moved_at").values_list("pk", flat=True)[:50])


def stale_attests() -> list[int]:
    """Attests that were given out and show another state than the enrolment has: a task that was lost."""
    rows = Inschrijving.objects.active().filter(
        Q(attest_code__isnull=False), ~Q(attest_of=F("changed_at")) | Q(attest_of__isnull=True)
    )
    return list(rows.filter(changed_at__lt=timezone.now() - STALE_AFTER).values_list("pk", flat=True)[:200])
