"""Delivering an answer: what it corrects comes into the aanvraag, and what was declared before stays as a version."""

import datetime
import uuid

from django.db import transaction
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone

from aanvragen.aanvulling.beginnen import attest_of, is_corrected
from aanvragen.aanvulling.bewegingen import AANVULLEN
from aanvragen.aanvulling.models import Aanvulling, Versie
from aanvragen.deelname.models import Attestgebruik
from aanvragen.draft import ANSWER
from aanvragen.flow import flow_of
from aanvragen.models import Aanvraag, Bijlage, GedeeldeParameters, Ontvangstbewijs, StatusMove, VovGegevens
from aanvragen.models.aanvraag import own_organisation_id
from aanvragen.receipts import ensure_receipt
from aanvragen.services import Changed, MoveError, check_draft, locked, make_move
from aanvragen.states import Status
from aanvragen.tasks import make_receipt
from aanvragen.vov.draft import AANVULLING, INSCHRIJVINGSATTEST, VovDraft
from loket.acting.context import ActingContext
from loket.dutch import day
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail
from mandates.acting import hold_mandate


def delivered(key: uuid.UUID) -> Aanvraag | None:
    """The aanvraag that an answer came into, by the key of the answer's draft; None when the question lapsed."""
    closed = Aanvulling.objects.select_related("aanvraag").filter(closed_at__isnull=False)
    question = closed.filter(concept__key=key, concept__status=Status.VERWIJDERD.value).first()
    return question.aanvraag if question else None


def deliver(answer: Aanvraag, acting: ActingContext, reviewed: str) -> Aanvraag:
    """File the answer, and give back the aanvraag that it was about. `reviewed` is the version that the user saw.

    A second call finds the first one's result. What is corrected is judged again by every rule, by the day of the
    first filing; an answer that corrects nothing is not. Raises Changed, NotComplete and MoveError, as filing does.
    """
    with transaction.atomic():
        # The aanvraag before its draft and its question: so does whoever begins an answer, and what ends a term.
        about = Aanvraag.objects.filter(aanvullingen__concept=answer.pk).first()
        if about is None:
            raise MoveError("Dit concept is verwijderd. Er is niets bezorgd.")
        filed, row = locked(about), locked(answer)
        question = Aanvulling.objects.select_for_update(of=("self",)).get(concept=row)
        if question.closed_at is not None and row.state is Status.VERWIJDERD:
            return filed
        if row.state is not Status.CONCEPT or filed.state not in AANVULLEN.sources:
            raise MoveError(f"Dit kan niet meer: de aanvraag staat op “{filed.state.label}”.")
        flow = flow_of(row)
        draft = flow.open(row)
        if flow.review_version(draft) != reviewed:
            raise Changed
        corrected = is_corrected(draft, filed)
        check_draft(flow, draft)
        if corrected:
            # As with filing: what shares the hours of a werknemer waits, hence the second look.
            hold_until_commit(flow.lock_name(draft))
            check_draft(flow, draft)
        if not hold_mandate(acting, timezone.localdate()):
            raise MoveError("Uw mandaat geldt niet meer. Er is niets bezorgd. Het concept blijft bewaard.")
        if corrected:
            _correct(filed, draft, acting)
        _keep_document(filed, row)
        make_move(filed, AANVULLEN, acting, draft.typed_answer)
        _close(row, filed, acting)
        queue_mail(
            [filed.vov.contact_email],
            "vov_aanvulling",
            {"aanvraag": filed, "corrected": corrected, "path": reverse("aanvraag", args=[filed.key])},
        )
    return filed


def _correct(filed: Aanvraag, draft: VovDraft, acting: ActingContext) -> None:
    """Put what the draft says in the aanvraag; what it said before becomes a version."""
    receipt = ensure_receipt(filed.pk)
    number = filed.versies.count() + 1
    Versie.objects.create(
        aanvraag=filed,
        number=number,
        frozen=filed.frozen,
        gegevens=model_to_dict(filed.vov),
        receipt=receipt.file.name,
        receipt_sha256=receipt.sha256,
    )
    Ontvangstbewijs.objects.filter(aanvraag=filed).delete()
    _exchange_attest(filed, draft, number)
    for column in VovGegevens._meta.concrete_fields:
        if not column.primary_key:
            setattr(filed.vov, column.attname, getattr(draft.gegevens, column.attname))
    filed.vov.save()
    now = timezone.localtime()
    flow = flow_of(filed)
    frozen = flow.freeze(draft, [step for step in flow.applicable(draft) if step.slug != ANSWER])
    filed.parameters_id = GedeeldeParameters.keep(frozen.pop("parameters"))
    filed.deadline = datetime.date.fromisoformat(frozen["deadline"])
    filed.snapshot = {
        # Who filed for whom does not change.
        **{name: filed.snapshot[name] for name in ("dienst", "represented", "own", "ground", "filed_by")},
        **frozen,
        "version": number + 1,
        "corrected": f"{day(now.date())} om {now:%H:%M}",
        "corrected_by": acting.person.name,
        # Of which party: that one keeps the receipt.
        "corrected_for": [own_organisation_id(acting), acting.person.id],
    }
    transaction.on_commit(lambda: make_receipt.delay_quietly(filed.pk))


def _exchange_attest(filed: Aanvraag, draft: VovDraft, number: int) -> None:
    """The attest of the draft becomes that of the aanvraag. The former one stays, under a kind of its own.

    As long as it is the same one, so is its use: what happened to the enrolment since then stays in sight.
    """
    current, attest = attest_of(filed), draft.attest
    used = Attestgebruik.objects.filter(aanvraag=draft.aanvraag)
    if attest is not None and current is not None and current.sha256 == attest.sha256:
        used.delete()
        return
    if current is not None:
        Bijlage.objects.filter(pk=current.pk).update(kind=f"{INSCHRIJVINGSATTEST}-{number}")
    if attest is not None:
        Bijlage.objects.filter(pk=attest.pk).update(aanvraag=filed)
    # One row per aanvraag says which enrolment filled it in, and when.
    Attestgebruik.objects.filter(aanvraag=filed).delete()
    used.update(aanvraag=filed)


def _keep_document(filed: Aanvraag, answer: Aanvraag) -> None:
    """Each answer has a document of its own."""
    number = Aanvulling.objects.filter(aanvraag=filed).count()
    found = Bijlage.objects.filter(aanvraag=answer, kind=AANVULLING, removed_at__isnull=True)
    found.update(aanvraag=filed, kind=f"{AANVULLING}-{number}")


def _close(answer: Aanvraag, filed: Aanvraag, acting: ActingContext) -> None:
    """The draft of an answer is done: it is nobody's draft any more."""
    answer.status = Status.VERWIJDERD.value
    answer.save(update_fields=["status", "updated_at"])
    StatusMove.objects.create(
        aanvraag=answer,
        source=Status.CONCEPT.value,
        target=Status.VERWIJDERD.value,
        person_id=acting.person.id,
        own_organisation_id=acting.own.id if acting.own.is_organisation else None,
        reason=f"Bezorgd als aanvulling bij {filed.reference}",
    )
