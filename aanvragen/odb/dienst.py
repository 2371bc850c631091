"""The dienst "Opleidingsdatabank Vlaamse opleidingsincentives": declared once, everything else follows."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from aanvragen.contact import ContactForm
from aanvragen.flow import Flow, Step, register_flow
from aanvragen.forms import NummerStartForm
from aanvragen.listing import Column, Export, Listing, as_it_is
from aanvragen.models import Aanvraag
from aanvragen.odb import forms
from aanvragen.odb.bewegingen import MOVES, after_move
from aanvragen.odb.draft import OdbDraft
from aanvragen.odb.models import OdbGegevens
from aanvragen.odb.presentation import facts, freeze, summary
from aanvragen.odb.soorten import eenheid, niveau_label, soort_label, vorm_label
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.acting.context import Doelgroep, Handeling
from loket.catalogue.registry import Dienst, register

ODB = register(
    Dienst(
        code="opleidingsdatabank",
        theme="Vlaamse opleidingsincentives",
        title="Opleidingsdatabank Vlaamse opleidingsincentives",
        help="Registreer als opleidingsverstrekker een opleiding, zodat werknemers er opleidingsverlof voor kunnen "
        f"krijgen. Vragen? Mail naar {settings.VOV_CONTACT}.",
        button="Registreren",
        start_url="odb_start",
        recht=DWSE_ORGANISATIEVERANTWOORDELIJKE,
        contexts=("opleidingsdatabank",),
        doelgroepen=frozenset({Doelgroep.ONDERNEMING, Doelgroep.SCHOOL}),
    )
)
INVULLEN, INDIENEN = ODB.may(Handeling.INVULLEN), ODB.may(Handeling.INDIENEN)

LISTING = Listing(
    columns=(
        Column("Opleiding", ("odb__title",), as_it_is),
        Column("ODB-nummer", ("gepubliceerd__odb_number",), as_it_is, filed_only=True),
    ),
    search=("odb__title", "gepubliceerd__odb_number"),
    search_label="Titel, ODB-nummer of referentie",
    unnamed="nog zonder titel",
)
COLUMNS = (
    "Referentie",
    "Status",
    "Ingediend op",
    "ODB-nummer",
    "Opleiding",
    "Soort",
    "Omvang",
    "Eenheid",
    "Uren op afstand",
    "Hoe gegeven",
    "Plaats",
    "Startdatum",
    "Einddatum",
    "Examendatum",
    "Beperkende voorwaarde opleidingsniveau",
    "Stopgezet op",
)


def export_rows(filed: QuerySet[Aanvraag]) -> Iterator[tuple[object, ...]]:
    """One row per registration, newest first, in chunks so that memory does not grow with the number of rows."""
    rows = filed.select_related("odb", "gepubliceerd").defer("typed", "kept").order_by("-submitted_at", "-pk")
    for row in rows.iterator(chunk_size=2000):
        g, opleiding = row.odb, getattr(row, "gepubliceerd", None)
        yield (
            row.reference,
            row.state.label,
            timezone.localtime(row.submitted_at).date(),
            opleiding.odb_number if opleiding else "",
            g.title,
            soort_label(g.kind),
            g.size,
            eenheid(g.kind),
            g.blended_hours,
            vorm_label(g.vorm),
            g.place,
            g.start,
            opleiding.end if opleiding else g.end,
            g.exam_date,
            niveau_label(g.restriction),
            opleiding.stopped_on if opleiding else None,
        )


def open_draft(aanvraag: Aanvraag) -> OdbDraft:
    """The draft of a row; a new row gets its typed columns here."""
    if not hasattr(aanvraag, "odb"):
        OdbGegevens.objects.create(aanvraag=aanvraag)
    return OdbDraft(aanvraag)


def contact(aanvraag: Aanvraag) -> str:
    return str(aanvraag.odb.contact_email)


FLOW = register_flow(
    Flow(
        dienst=ODB,
        slug="odb",
        moves=MOVES,
        typed="odb",
        related=("odb", "gepubliceerd"),
        listing=LISTING,
        export=Export(COLUMNS, export_rows),
        contact=contact,
        facts=facts,
        steps=(
            Step("contact", "Contact", ContactForm),
            Step("opleiding", "Opleiding", forms.OpleidingForm),
            Step("periode", "Periode en plaats", forms.PeriodeForm),
            Step("omvang", "Omvang", forms.OmvangForm),
            Step("modules", "Modules", forms.ModulesForm, template="odb/modules.html"),
            Step("documenten", "Documenten", forms.DocumentenForm, template="odb/documenten.html"),
        ),
        open=open_draft,
        summary=summary,
        freeze=freeze,
        lock_name=lambda draft: f"odb {draft.aanvraag.represented_id} {draft.gegevens.title.casefold()}",
        # Not “ODB”: that is how the numbers of opleidingen begin.
        reference_prefix="OPL",
        receipt_mails=lambda draft: [(draft.gegevens.contact_email, "odb_ontvangst")],
        after_move=after_move,
        start_form=NummerStartForm,
        start_template="odb/start.html",
        page_template="odb/aanvraag.html",
        receipt_template="odb/ontvangstbewijs.html",
        status_mail="odb_status",
        file_labels=forms.DOCUMENTEN,
    )
)
