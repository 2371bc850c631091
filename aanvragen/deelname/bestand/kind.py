"""Files with attendance, as the general mechanism wants to know them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from aanvragen.deelname.bestand.changes import COUNTED
from aanvragen.deelname.bestand.columns import COLUMNS, CORRECT, WITHDRAW
from aanvragen.deelname.bestand.models import DeelnameBestandRij
from aanvragen.deelname.bestand.work import NEVER_PAID, DeelnameWork
from aanvragen.deelname.dienst import DEELNAME, INDIENEN, INVULLEN, RAADPLEGEN
from aanvragen.deelname.forms import ContactForm
from aanvragen.deelname.models import Deelname, Registratie
from aanvragen.deelname.registreren import close_registratie, load_rules
from accounts.models import Werkrelatie
from loket.acting.context import ActingContext
from loket.bulk.columns import as_text
from loket.bulk.large.kinds import Kind, UploadForm, register_kind
from loket.bulk.large.models import Bestand
from loket.dutch import number
from loket.mail.services import queue_mail
from loket.numbers import mask_insz

CONTACT = ("contact_name", "contact_email")
WHAT = {Registratie.Kind.VERBETERING: "Verbeterd", Registratie.Kind.INTREKKING: "Ingetrokken"}
LISTED = ("opleiding__odb_number", "period_from", "first_name", "last_name", "insz", "hours_present")


class DeelnameUploadForm(UploadForm):
    """The file, and who gets the receipt."""

    field_order = (*CONTACT, "bestand", "opnieuw")

    contact_name = ContactForm.base_fields["contact_name"]
    contact_email = ContactForm.base_fields["contact_email"]

    @staticmethod
    def prefill(acting: ActingContext) -> dict[str, Any]:
        relation = (
            Werkrelatie.objects.valid_on(timezone.localdate())
            .filter(person=acting.person.id, organisation=acting.own.id if acting.own.is_organisation else None)
            .first()
        )
        return {"contact_name": acting.person.name, **({"contact_email": relation.email} if relation else {})}

    def answers(self) -> dict[str, Any]:
        return {name: as_text(self.cleaned_data[name]) for name in CONTACT}


def registraties_of(bestand: Bestand):
    return Registratie.objects.filter(uit_bestand__bestand=bestand.pk)


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """Each registratie of the file gets its reference; one mail for the whole file."""
    params = load_rules()
    for registratie in registraties_of(bestand).filter(filed_at__isnull=True).order_by("pk"):
        close_registratie(acting, registratie, params, at=bestand.confirmed_at)
    queue_mail(
        [bestand.answers["contact_email"]],
        "deelname_bestand_ontvangst",
        {"file": bestand, "path": reverse("deelname_bestand", args=[bestand.key])},
    )


def stopped(bestand: Bestand) -> None:
    queue_mail([bestand.answers["contact_email"]], "bestand_gestopt", {"file": bestand, "title": DEELNAME.title})


def forget(bestand: Bestand) -> None:
    DeelnameBestandRij.objects.filter(bestand=bestand.pk).delete()


def receipt_lines(bestand: Bestand) -> Iterator[tuple[str, ...]]:
    rows = Deelname.objects.filter(registratie__uit_bestand__bestand=bestand.pk).order_by("pk")
    found = rows.values_list("registratie__reference", "registratie__kind", *LISTED)
    for reference, kind, odb, period, first, last, insz, hours in found.iterator(chunk_size=2000):
        present = number(hours) if hours is not None else ""
        what = WHAT.get(kind, "Nieuw")
        yield (reference or "", what, odb, f"{period:%d/%m/%Y}", f"{first} {last}", mask_insz(insz), present)


DEELNAME_BESTAND = register_kind(
    Kind(
        code="deelname",
        name="deelname",
        noun="aanwezigheden en deelnames",
        title=DEELNAME.title,
        columns=COLUMNS,
        fill=INVULLEN,
        file=INDIENEN,
        read=RAADPLEGEN,
        begin=DeelnameWork,
        back=("deelname_start", "Terug naar het begin van de registratie"),
        example={column.key: column.example for column in COLUMNS if column.example},
        finish=finish,
        stopped=stopped,
        forget=forget,
        receipt_lines=receipt_lines,
        receipt_columns=("Registratie", "Lijn", "ODB-nummer", "Periode vanaf", "Cursist", "INSZ", "Uren aanwezig"),
        reference_prefix="DLNB",
        upload_form=DeelnameUploadForm,
        apart=lambda batch: set(filter(None, batch.values["insz"])),
        words={
            COUNTED[CORRECT]: "Verbeteringen van lijnen",
            COUNTED[WITHDRAW]: "Intrekkingen van lijnen",
            NEVER_PAID: "Lijnen die nooit betaald kunnen worden",
        },
        notes=(
            "Eén bestand mag meer dan één opleiding en meer dan één periode bevatten. "
            "Per opleiding en periode krijgt u een eigen registratie.",
            "Een lijn die nooit betaald kan worden, registreren we wel. U leest het in het verslag.",
            "Is een cursist voor die opleiding en periode al geregistreerd, dan wijzigt een nieuwe rij niets. Vul "
            "“verbeteren” of “intrekken” in bij “wijziging”, en geef een reden. De vorige versie blijft bewaard.",
            "U kunt vertrekken van de export bij “Geregistreerde deelnames” van uw opleiding: voeg daar de kolommen "
            "“wijziging” en “reden” toe. Een fout INSZ verbetert u op het scherm.",
        ),
        afterwards="De registraties gelden meteen. U kunt elke lijn later verbeteren of intrekken, met een reden.",
        filed_url=lambda bestand: reverse("deelname_registraties"),
    )
)
