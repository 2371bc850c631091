"""The dienst "Terugbetalingsaanvraag Vlaams opleidingsverlof": declared once, everything else follows."""

from django.conf import settings

from aanvragen.aanvulling.beginnen import judged
from aanvragen.aanvulling.bewegingen import MOVES, after_move
from aanvragen.aanvulling.bezorgen import deliver, delivered
from aanvragen.draft import ANSWER
from aanvragen.flow import Flow, Step, register_flow
from aanvragen.listing import Column, Export, Listing, as_it_is
from aanvragen.models import Aanvraag, VovGegevens
from aanvragen.vov import forms
from aanvragen.vov.declaration import hours_lock
from aanvragen.vov.draft import AANVULLING, INSCHRIJVINGSATTEST, VovDraft
from aanvragen.vov.exports import COLUMNS, export_rows
from aanvragen.vov.odb import is_pseudo_number
from aanvragen.vov.presentation import freeze, summary
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.acting.context import Doelgroep, Handeling
from loket.catalogue.registry import Dienst, register
from loket.dutch import number
from loket.numbers import format_insz

VOV = register(
    Dienst(
        code="vov-terugbetaling",
        theme="Vlaams opleidingsverlof",
        title="Terugbetalingsaanvraag Vlaams opleidingsverlof",
        help="Vraag voor een werknemer de terugbetaling van opleidingsverlof. "
        f"Houd het inschrijvingsattest bij de hand. Vragen? Mail naar {settings.VOV_CONTACT}.",
        button="Aanvragen",
        start_url="vov_start",
        recht=DWSE_ORGANISATIEVERANTWOORDELIJKE,
        contexts=("opleidingsverlof",),
        doelgroepen=frozenset({Doelgroep.ONDERNEMING}),
        by_dimona=True,
    )
)
RAADPLEGEN, INVULLEN, INDIENEN = (VOV.may(handeling) for handeling in Handeling)


def open_draft(aanvraag: Aanvraag) -> VovDraft:
    """The draft of a row; a new row gets its typed columns here."""
    if not hasattr(aanvraag, "vov"):
        VovGegevens.objects.create(aanvraag=aanvraag)
    return VovDraft(aanvraag)


def has_pseudo_number(draft: VovDraft) -> bool:
    return is_pseudo_number(draft.gegevens.odb_number)


def receipt_mails(draft: VovDraft) -> list[tuple[str, str]]:
    """The filer, and the werknemer where an address was given."""
    g = draft.gegevens
    mails = [(g.contact_email, "vov_ontvangst")]
    if g.worker_email:
        mails.append((g.worker_email, "vov_ontvangst_werknemer"))
    return mails


def worker_name(first_name: str, last_name: str) -> str:
    return f"{first_name} {last_name}".strip()


LISTING = Listing(
    columns=(
        Column("Werknemer", ("vov__first_name", "vov__last_name"), worker_name),
        Column("Opleiding", ("vov__title",), as_it_is),
        Column("Uren", ("vov__hours",), number, filed_only=True, numeric=True),
    ),
    search=("vov__first_name", "vov__last_name", "vov__title"),
    search_label="Naam van de werknemer of referentie",
    unnamed="nog zonder werknemer",
)


def contact(aanvraag: Aanvraag) -> str:
    return str(aanvraag.vov.contact_email)


def facts(aanvraag: Aanvraag) -> list[tuple[str, str]]:
    return [("INSZ van de werknemer", format_insz(aanvraag.vov.insz))]


FLOW = register_flow(
    Flow(
        dienst=VOV,
        slug="vov",
        moves=MOVES,
        after_move=after_move,
        answer=deliver,
        answered=delivered,
        status_mail="vov_status",
        file_labels={INSCHRIJVINGSATTEST: "Inschrijvingsattest", AANVULLING: "Aanvulling"},
        typed="vov",
        related=("vov__opleiding__provider",),
        listing=LISTING,
        export=Export(COLUMNS, export_rows),
        contact=contact,
        facts=facts,
        steps=(
            Step("contact", "Contact", forms.ContactForm),
            Step("werknemer", "Werknemer", forms.WerknemerForm, template="aanvragen/vov/werknemer.html"),
            Step("opleiding", "Opleiding", forms.OpleidingForm, template="aanvragen/vov/opleiding.html"),
            Step("opleidingsgegevens", "Gegevens opleiding", forms.OpleidingGegevensForm, applies=has_pseudo_number),
            Step("verlof", "Verlof", forms.VerlofForm, template="aanvragen/vov/verlof.html"),
            Step(
                ANSWER,
                "Antwoord",
                forms.AntwoordForm,
                template="aanvragen/vov/aanvulling/antwoord.html",
                applies=lambda draft: draft.is_answer,
            ),
        ),
        open=open_draft,
        summary=summary,
        freeze=freeze,
        judged=judged,
        lock_name=lambda draft: hours_lock(draft.gegevens.insz, draft.gegevens.schooljaar),
        reference_prefix="VOV",
        receipt_mails=receipt_mails,
        start_template="aanvragen/vov/start.html",
        page_template="aanvragen/vov/aanvraag.html",
        dossier_template="aanvragen/vov/dossier.html",
        receipt_template="aanvragen/vov/ontvangstbewijs.html",
    )
)
