"""The dienst "Aanwezigheid/deelname registreren": declared once, everything else follows."""

from typing import Any

from django.conf import settings

from aanvragen.deelname import forms
from aanvragen.deelname.draft import DeelnameDraft
from aanvragen.deelname.exports import COLUMNS_OF_FILINGS, rows_of_filings
from aanvragen.deelname.models import DeelnameGegevens
from aanvragen.deelname.presentatie import freeze, period_words, summary
from aanvragen.deelname.registreren import LinesRefused, register
from aanvragen.flow import Flow, Step, register_flow
from aanvragen.forms import NummerStartForm
from aanvragen.listing import Column, Export, Listing, as_it_is
from aanvragen.models import Aanvraag
from aanvragen.services import MoveError
from aanvragen.states import INDIENEN as FILING
from aanvragen.states import VERWIJDEREN, Move, Moves
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.acting.context import ActingContext, Doelgroep, Handeling
from loket.catalogue.registry import Dienst
from loket.catalogue.registry import register as declare

DEELNAME = declare(
    Dienst(
        code="deelname",
        theme="Vlaams opleidingsverlof",
        title="Aanwezigheid/deelname registreren",
        help="Geef als opleidingsverstrekker op wie aanwezig was of deelnam. "
        f"Vragen? Mail naar {settings.VOV_CONTACT}.",
        button="Aanvragen",
        start_url="deelname_start",
        recht=DWSE_ORGANISATIEVERANTWOORDELIJKE,
        contexts=("opleidingsdatabank", "opleidingsverlof"),
        doelgroepen=frozenset({Doelgroep.ONDERNEMING, Doelgroep.SCHOOL}),
    )
)
RAADPLEGEN, INVULLEN, INDIENEN = (DEELNAME.may(handeling) for handeling in Handeling)


def open_draft(aanvraag: Aanvraag) -> DeelnameDraft:
    """The draft of a row; a new row gets its columns here."""
    if not hasattr(aanvraag, "deelname"):
        DeelnameGegevens.objects.create(aanvraag=aanvraag)
    return DeelnameDraft(aanvraag)


def store_lines(aanvraag: Aanvraag, move: Move, acting: ActingContext | None, details: dict[str, Any]) -> None:
    """Filing stores the lines, in the same transaction."""
    if move is not FILING or acting is None:
        return
    draft = open_draft(aanvraag)
    try:
        register(acting, draft.gegevens.opleiding, draft.periode, draft.lines, aanvraag=aanvraag)
    except LinesRefused as refused:
        # Somebody registered one of them in the last moment: the draft stays, and says so when it is opened.
        raise MoveError(f"Er is niets ingediend. {refused.findings[0][1].message}") from None


LISTING = Listing(
    columns=(
        Column("Opleiding", ("deelname__opleiding__title",), as_it_is),
        Column("Periode", ("deelname__period_from", "deelname__period_until"), period_words),
        Column("Cursisten", ("deelname__line_count",), as_it_is, numeric=True),
    ),
    search=("deelname__opleiding__title", "deelname__opleiding__odb_number"),
    search_label="Opleiding of referentie",
    unnamed="nog zonder opleiding",
)

FLOW = register_flow(
    Flow(
        dienst=DEELNAME,
        slug="deelname",
        # Nobody decides on what a verstrekker declares: it holds at once, and is corrected line by line.
        moves=Moves(FILING, VERWIJDEREN),
        typed="deelname",
        related=("deelname__opleiding",),
        listing=LISTING,
        export=Export(COLUMNS_OF_FILINGS, rows_of_filings),
        contact=lambda aanvraag: str(aanvraag.deelname.contact_email),
        facts=lambda aanvraag: [],
        steps=(
            Step("contact", "Contact", forms.ContactForm),
            Step("opleiding", "Opleiding en periode", forms.OpleidingForm, template="deelname/stap_opleiding.html"),
            Step("cursisten", "Cursisten", forms.CursistenForm, template="deelname/stap_cursisten.html"),
        ),
        open=open_draft,
        summary=summary,
        freeze=freeze,
        lock_name=lambda draft: f"deelname {draft.gegevens.opleiding_id} {draft.gegevens.period_from}",
        reference_prefix="DLN",
        receipt_mails=lambda draft: [(draft.gegevens.contact_email, "deelname_ontvangst")],
        after_move=store_lines,
        start_form=NummerStartForm,
        start_template="deelname/start.html",
        review_template="deelname/controleren.html",
        page_template="deelname/aanvraag.html",
        dossier_template="deelname/dossier.html",
        receipt_template="deelname/aanvraag_ontvangstbewijs.html",
    )
)
