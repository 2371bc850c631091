"""Files with terugbetalingsaanvragen, as the general mechanism wants to know them."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from aanvragen.models import Aanvraag, VovBestandRij
from aanvragen.vov.bestand.columns import COLUMNS
from aanvragen.vov.bestand.judging import Judge
from aanvragen.vov.bestand.storing import Storing
from aanvragen.vov.dienst import INDIENEN, INVULLEN, RAADPLEGEN, VOV
from aanvragen.vov.forms import ContactForm
from accounts.models import Establishment, Werkrelatie
from loket.acting.context import ActingContext
from loket.bulk.columns import as_text
from loket.bulk.large.batch import Batch
from loket.bulk.large.copying import copy_lines, escaped
from loket.bulk.large.kinds import Kind, StopFile, UploadForm, register_kind
from loket.bulk.large.models import Bestand
from loket.dutch import number
from loket.mail.services import queue_mail, queue_mails
from loket.numbers import mask_insz
from loket.parameters.selectors import load_parameters
from mandates.acting import hold_mandate

RIJ = ("bestand_id", "insz", "schooljaar", "odb_number", "initiatief", "hours", "start", "title")
LISTED = ("first_name", "last_name", "insz", "title", "hours")
MAILS_AT_ONCE = 500
CONTACT = ("contact_name", "contact_email", "contact_phone", "iban")


class VovUploadForm(UploadForm):
    """The file, and what the form asks in its first step: that holds for all rows."""

    field_order = (*CONTACT, "bestand", "opnieuw")

    contact_name = ContactForm.base_fields["contact_name"]
    contact_email = ContactForm.base_fields["contact_email"]
    contact_phone = ContactForm.base_fields["contact_phone"]
    iban = ContactForm.base_fields["iban"]
    clean_contact_phone = ContactForm.clean_contact_phone

    @staticmethod
    def prefill(acting: ActingContext) -> dict[str, Any]:
        relation = (
            Werkrelatie.objects.valid_on(timezone.localdate())
            .filter(person=acting.person.id, organisation=acting.own.id if acting.own.is_organisation else None)
            .first()
        )
        known = {"contact_email": relation.email, "contact_phone": relation.phone} if relation else {}
        return {"contact_name": acting.person.name, **known}

    def answers(self) -> dict[str, Any]:
        return {name: as_text(self.cleaned_data[name]) for name in CONTACT}


class VovWork:
    """One turn on a file of terugbetalingsaanvragen."""

    def __init__(self, bestand: Bestand, acting: ActingContext | None, storing: bool) -> None:
        if acting is None:
            raise StopFile("Dit bestand heeft geen indiener. Laad het op in het loket.")
        self.bestand, self.acting = bestand, acting
        # What counts is the day on which somebody confirmed, however long storing takes.
        moment = bestand.confirmed_at if storing else None
        self.today: datetime.date = timezone.localdate(moment)
        params = load_parameters("vov.")
        establishments = list(Establishment.objects.filter(organisation=acting.represented.id).order_by("number"))
        known = {item.number: item.in_flanders for item in establishments}
        self.judging = Judge(
            params, self.today, acting.represented.id, known, None if storing else bestand.pk, acting.person.id
        )
        self.storing = Storing(bestand, acting, params, self.today, establishments) if storing else None

    def judge(self, batch: Batch) -> None:
        right = self.judging.judge(batch)
        batch.judged = right if self.storing is None else self.storing.freeze(batch, right)

    def keep(self, batch: Batch) -> None:
        inszs, pk = batch.values["insz"], self.bestand.pk
        lines = [
            f"{pk}\t{inszs[right.index]}\t{item.schooljaar}\t{item.odb_number}\t{item.initiatief}\t{right.hours}\t"
            f"{item.start}\t{escaped(item.title)}\n"
            for right in batch.judged
            for item in (right.declared,)
        ]
        if lines:
            copy_lines(VovBestandRij._meta.db_table, RIJ, lines)

    def store(self, batch: Batch) -> int:
        if not hold_mandate(self.acting, timezone.localdate()):
            raise StopFile(
                "Uw mandaat geldt niet meer. De overige rijen zijn niet ingediend. Geldt het weer, laad het "
                "bestand dan opnieuw op: rijen die al ingediend zijn, herkennen we."
            )
        if self.storing is not None and batch.judged:
            self.storing.store(batch, batch.judged)
        return len(batch.judged)


def whom(batch: Batch) -> set[object]:
    """The werknemers; and of rows with a code, all are one, as the wrong codes are counted."""
    codes = any(batch.values["attest_code"])
    return {*filter(None, batch.values["insz"]), *(["code"] if codes else [])}


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """One mail for the whole file; what each werknemer gets follows (`after`)."""
    queue_mail(
        [bestand.answers["contact_email"]],
        "vov_bestand_ontvangst",
        {"file": bestand, "path": reverse("vov_bestand", args=[bestand.key])},
    )


def stopped(bestand: Bestand) -> None:
    queue_mail([bestand.answers["contact_email"]], "bestand_gestopt", {"file": bestand, "title": VOV.title})


def after(bestand: Bestand, row: int) -> int | None:
    """The mails to the werknemers of the next rows."""
    rows = (
        Aanvraag.objects.filter(bestand=bestand.pk, bestand_rij__gt=row)
        .exclude(vov__worker_email="")
        .order_by("bestand_rij")
        .select_related("vov", "alike")[:MAILS_AT_ONCE]
    )
    found = list(rows)
    queue_mails(
        "vov_ontvangst_werknemer",
        [(row.vov.worker_email, {"aanvraag": row, "snapshot": row.snapshot}) for row in found],
    )
    return found[-1].bestand_rij if len(found) == MAILS_AT_ONCE else None


def forget(bestand: Bestand) -> None:
    VovBestandRij.objects.filter(bestand=bestand.pk).delete()


def receipt_lines(bestand: Bestand) -> Iterator[tuple[str, ...]]:
    rows = (
        Aanvraag.objects.filter(bestand=bestand.pk)
        .order_by("bestand_rij")
        .values_list(
            "bestand_rij", "reference", "vov__first_name", "vov__last_name", "vov__insz", "vov__title", "vov__hours"
        )
    )
    for rij, reference, first, last, insz, title, hours in rows.iterator(chunk_size=2000):
        yield (str(rij), reference, f"{first} {last}", mask_insz(insz), title, number(hours))


VOV_BESTAND = register_kind(
    Kind(
        code="vov-terugbetaling",
        name="vov",
        noun="terugbetalingsaanvragen",
        title=VOV.title,
        columns=COLUMNS,
        fill=INVULLEN,
        file=INDIENEN,
        read=RAADPLEGEN,
        begin=VovWork,
        back=("vov_start", "Terug naar het begin van de aanvraag"),
        # No code: that of an attest which does not exist would make the example wrong.
        example={column.key: column.example for column in COLUMNS if column.key != "attest_code"},
        finish=finish,
        stopped=stopped,
        after=after,
        forget=forget,
        receipt_lines=receipt_lines,
        receipt_columns=("Rij", "Referentie", "Werknemer", "INSZ", "Opleiding", "Uren"),
        reference_prefix="VOVB",
        upload_form=VovUploadForm,
        apart=whom,
        notes=(
            "Elke rij wordt een aanvraag met een eigen referentie, precies zoals met het formulier. "
            "De contactpersoon en het IBAN geeft u één keer, bij het opladen.",
            "Bij een ODB-nummer komen de gegevens van de opleiding uit de opleidingsdatabank. "
            "De laatste vijf kolommen vult u enkel in bij een pseudonummer (ODB-P…).",
            "Het loket telt de uren van een werknemer samen over het hele bestand en over wat al ingediend is.",
            "Staat op het inschrijvingsattest een code, vul die dan in: het loket voegt het attest zelf bij de "
            "aanvraag. Wat u zelf over de opleiding invult, moet dan hetzelfde zeggen als het attest.",
            "Staat er geen code op, dan hoeft het inschrijvingsattest er niet bij. Bewaar het: het departement kan "
            "het vragen. Wilt u het toch meesturen, dien die aanvraag dan in met het formulier.",
        ),
        afterwards="Een dossierbehandelaar kijkt elke aanvraag na. U krijgt een mail als de status van een aanvraag "
        "verandert. Later wordt het bedrag berekend met de aanwezigheden die de opleidingsverstrekker doorgeeft en "
        "met uw DmfA-aangifte.",
        filed_url=lambda bestand: reverse("mijn_aanvragen"),
    )
)
