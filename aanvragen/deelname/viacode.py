"""Filling in what an employer declares by the code of an inschrijvingsattest; the stored attest is the bijlage.

The same for the form, a code at a time, and for a file, all codes of a portion at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from aanvragen.deelname.attesten import attest_filename, find_by_code, find_by_codes
from aanvragen.deelname.codes import format_code, parse_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.deelname.regels.lijn import Contract
from aanvragen.models import Aanvraag, Bijlage
from aanvragen.vov.odb import Pseudonummer
from loket.dutch import day
from loket.journal.models import JournalEntry
from loket.journal.services import write_journal

NO_EXAM_CONTRACT = (
    "De werknemer volgt deze opleiding met een examencontract. Dat geeft geen recht op Vlaams opleidingsverlof."
)
USED = "attest_gebruikt"
WORKER_FIRST = "Vul eerst het INSZ van de werknemer in, in de stap “Werknemer”."


class NoUse(ValueError):
    """The attest is there, and cannot be used for an aanvraag; the message says why."""


@dataclass(frozen=True, slots=True)
class OnAttest:
    """What an attest says, as the form asks it. Attests that say the same are alike, whoever they are of."""

    inschrijving: Inschrijving = field(compare=False, repr=False)
    odb_number: str
    creditcontract: bool
    start: date | None
    size: Decimal | None

    def typed(self) -> dict[str, str]:
        """As somebody would type it."""
        start = self.start
        return {
            "odb_number": self.odb_number,
            "creditcontract": "ja" if self.creditcontract else "nee",
            "start": f"{start.day}/{start.month}/{start.year}" if start else "",
        }

    def differences(self, odb_number: str, creditcontract: str, start: date | None) -> list[tuple[str, str]]:
        """Fields that say something else than the attest, with what to do."""
        found = []
        if odb_number and odb_number != self.odb_number:
            found.append(("odb_number", f"Op het inschrijvingsattest staat {self.odb_number}."))
        if creditcontract and creditcontract != self.typed()["creditcontract"]:
            kind = "een" if self.creditcontract else "geen"
            found.append(("creditcontract", f"Volgens het inschrijvingsattest is er {kind} creditcontract."))
        if start and self.start and start != self.start:
            found.append(("start", f"Op het inschrijvingsattest staat {day(self.start)}."))
        return [(field, f"{message} Kijk het na, of wis de code.") for field, message in found]


def read_attest(typed: str, insz: str, aanvraag: Aanvraag) -> OnAttest:
    """The attest behind a code that was typed, for the INSZ of the werknemer. Raises ValueError with what to do."""
    code = parse_code(typed)
    if not insz:
        raise NoUse(WORKER_FIRST)
    used = Attestgebruik.objects.filter(aanvraag=aanvraag.pk, inschrijving__attest_code=code, inschrijving__insz=insz)
    return on_attest(find_by_code(code, insz, _counted_for(aanvraag.created_by_id), used.exists))


def read_attests(
    pairs: Sequence[tuple[str, str]], person: int, opened_before: Callable[[], bool]
) -> list[OnAttest | ValueError]:
    """The attests behind codes that were read from a file, each with the INSZ of its row, in their order."""
    return [
        found if isinstance(found, ValueError) else _or_refused(found)
        for found in find_by_codes(pairs, _counted_for(person), opened_before)
    ]


def _counted_for(person: int) -> str:
    """Whose wrong codes are counted: those in forms and those in files together."""
    return f"persoon {person}"


def _or_refused(found: Inschrijving) -> OnAttest | ValueError:
    try:
        return on_attest(found)
    except NoUse as error:
        return error


def on_attest(found: Inschrijving) -> OnAttest:
    """What the attest of an enrolment says. Raises NoUse."""
    if found.contract == Contract.EXAMEN:
        raise NoUse(NO_EXAM_CONTRACT)
    credit = found.contract == Contract.CREDIT
    number = Pseudonummer.CREDITCONTRACT.value if credit else found.opleiding.odb_number
    return OnAttest(found, number, credit, found.real_start, found.real_size)


def attach(aanvraag: Aanvraag, inschrijving: Inschrijving, kind: str) -> None:
    """The attest as it is now becomes the bijlage; what the user uploaded himself stays."""
    if Bijlage.objects.filter(aanvraag=aanvraag, kind=kind, removed_at__isnull=True).exists():
        used = Attestgebruik.objects.filter(aanvraag=aanvraag).select_related("bijlage").first()
        if used is None or used.inschrijving_id == inschrijving.pk or used.bijlage.removed_at is not None:
            return
        detach(aanvraag)
    bijlage = as_bijlage(inschrijving, kind)
    bijlage.aanvraag, bijlage.uploaded_by_id = aanvraag, aanvraag.created_by_id
    bijlage.save()
    Attestgebruik.objects.update_or_create(
        aanvraag=aanvraag, defaults={"inschrijving": inschrijving, "bijlage": bijlage}
    )
    write_journal(None, USED, aanvraag, sha256=inschrijving.attest_sha256)


def attach_many(attests: Mapping[int, OnAttest], kind: str, person: int) -> None:
    """The same for new aanvragen, by their primary key: each gets its attest, with a statement per table."""
    bijlagen = []
    for aanvraag, attest in attests.items():
        bijlage = as_bijlage(attest.inschrijving, kind)
        bijlage.aanvraag_id, bijlage.uploaded_by_id = aanvraag, person
        bijlagen.append(bijlage)
    Bijlage.objects.bulk_create(bijlagen)
    used = zip(attests.items(), bijlagen, strict=True)
    Attestgebruik.objects.bulk_create(
        Attestgebruik(aanvraag_id=aanvraag, inschrijving=attest.inschrijving, bijlage=bijlage)
        for (aanvraag, attest), bijlage in used
    )
    JournalEntry.objects.bulk_create(
        JournalEntry(
            action=USED,
            object_type=Aanvraag._meta.label_lower,
            object_id=bijlage.aanvraag_id,
            details={"sha256": bijlage.sha256},
        )
        for bijlage in bijlagen
    )


def as_bijlage(inschrijving: Inschrijving, kind: str) -> Bijlage:
    """The attest as it is now, as a bijlage that is not saved. It is the same file: an attest that is made anew gets
    another one, and none is ever thrown away."""
    attest = inschrijving.attest_file
    return Bijlage(
        kind=kind,
        name=attest_filename(inschrijving),
        content_type="application/pdf",
        size=attest.size,
        sha256=inschrijving.attest_sha256,
        file=attest.name,
    )


def in_words(attest: OnAttest) -> tuple[str, str]:
    """The code, and the name of the bijlage, as an aanvraag says them."""
    return format_code(attest.inschrijving.attest_code), attest_filename(attest.inschrijving)


def detach(aanvraag: Aanvraag) -> None:
    """The code was taken away: its attest is no bijlage any more."""
    used = Attestgebruik.objects.filter(aanvraag=aanvraag).first()
    if used is not None:
        Bijlage.objects.filter(pk=used.bijlage_id, removed_at__isnull=True).update(removed_at=timezone.now())
        used.delete()
