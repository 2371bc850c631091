"""Filling in the form of an employer by the code of an inschrijvingsattest; the portal's own copy is the bijlage."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from aanvragen.deelname.attesten import attest_filename, find_by_code
from aanvragen.deelname.codes import parse_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.deelname.regels.lijn import Contract
from aanvragen.models import Aanvraag, Bijlage
from aanvragen.vov.odb import Pseudonummer
from loket.dutch import day
from loket.journal.services import write_journal

NO_EXAM_CONTRACT = (
    "De werknemer volgt deze opleiding met een examencontract. Dat geeft geen recht op Vlaams opleidingsverlof."
)
WORKER_FIRST = "Vul eerst het INSZ van de werknemer in, in de stap “Werknemer”."


class NoUse(ValueError):
    """The attest is there, and cannot be used for an aanvraag; the message says why."""


@dataclass(frozen=True, slots=True)
class OnAttest:
    """What an attest says, as the form asks it."""

    inschrijving: Inschrijving
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
    found = find_by_code(code, insz, f"persoon {aanvraag.created_by_id}", used.exists)
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
    with inschrijving.attest_file.open("rb") as source:
        content = source.read()
    bijlage = Bijlage(
        aanvraag=aanvraag,
        kind=kind,
        name=attest_filename(inschrijving),
        content_type="application/pdf",
        size=len(content),
        sha256=inschrijving.attest_sha256,
        uploaded_by_id=aanvraag.created_by_id,
    )
    bijlage.file.save("", ContentFile(content), save=False)
    bijlage.save()
    Attestgebruik.objects.update_or_create(
        aanvraag=aanvraag, defaults={"inschrijving": inschrijving, "bijlage": bijlage}
    )
    write_journal(None, "attest_gebruikt", aanvraag, sha256=inschrijving.attest_sha256)


def detach(aanvraag: Aanvraag) -> None:
    """The code was taken away: its attest is no bijlage any more."""
    used = Attestgebruik.objects.filter(aanvraag=aanvraag).first()
    if used is not None:
        Bijlage.objects.filter(pk=used.bijlage_id, removed_at__isnull=True).update(removed_at=timezone.now())
        used.delete()
