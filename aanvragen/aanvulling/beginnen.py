"""The draft of an answer: a copy of what was filed, to be looked through and corrected in the same steps."""

import datetime
from typing import Any

from django.db import transaction

from aanvragen.aanvulling.bewegingen import check_term, open_question
from aanvragen.deelname.codes import format_code
from aanvragen.deelname.models import Attestgebruik, Inschrijving
from aanvragen.draft import ANSWER
from aanvragen.flow import Step
from aanvragen.models import Aanvraag, Bijlage, StatusMove, VovGegevens
from aanvragen.models.aanvraag import own_organisation_id
from aanvragen.services import MoveError
from aanvragen.states import Status
from aanvragen.vov.draft import INSCHRIJVINGSATTEST, VovDraft
from aanvragen.vov.odb import is_pseudo_number
from loket.acting.context import ActingContext
from loket.dutch import number
from loket.journal.services import write_journal

Typed = dict[str, dict[str, list[str]]]


def typed_of(g: VovGegevens, code: str) -> Typed:
    """What was declared, as somebody would type it in each step; `code` is that of the inschrijvingsattest."""

    def day(value: datetime.date | None) -> str:
        return f"{value.day}/{value.month}/{value.year}" if value else ""

    steps: dict[str, dict[str, str]] = {
        "contact": {name: getattr(g, name) for name in ("contact_name", "contact_email", "contact_phone", "iban")},
        "werknemer": {
            **{name: getattr(g, name) for name in ("insz", "first_name", "last_name", "establishment")},
            "fraction": number(g.fraction * 100),
            "hours_per_week": number(g.hours_per_week),
            "hired_on": day(g.hired_on),
            "worker_email": g.worker_email,
        },
        "opleiding": {
            "attest_code": code,
            "creditcontract": "ja" if g.creditcontract else "nee",
            "odb_number": g.odb_number,
            "start": day(g.start),
            "initiatief": g.initiatief,
        },
        "verlof": {"hours": number(g.hours), "akkoord": "on"},
    }
    if is_pseudo_number(g.odb_number):
        steps["opleidingsgegevens"] = {
            **{name: getattr(g, name) for name in ("title", "provider_name", "kind")},
            "size": number(g.size),
            "end": day(g.end),
        }
    return {step: {name: [text] for name, text in answers.items()} for step, answers in steps.items()}


def is_corrected(draft: VovDraft, filed: Aanvraag) -> bool:
    """Whether an answer declares something else than what was filed: another figure, or another attest."""
    before, after = filed.vov, draft.gegevens
    columns = [field.attname for field in VovGegevens._meta.concrete_fields if not field.primary_key]
    return (
        any(getattr(before, name) != getattr(after, name) for name in columns)
        # Without a code, or with a code that became void meanwhile, the attest tells.
        or draft.typed_code not in ("", _recorded_code(filed))
        or _sha256(draft.attest) != _sha256(attest_of(filed))
    )


def judged(draft: VovDraft, steps: list[Step]) -> list[Step]:
    """Which steps are judged again before an answer is delivered: all, or its words alone when it corrects nothing."""
    if not draft.is_answer or is_corrected(draft, draft.question.aanvraag):
        return steps
    return [step for step in steps if step.slug == ANSWER]


def _sha256(bijlage: Bijlage | None) -> str:
    return bijlage.sha256 if bijlage else ""


def attest_of(aanvraag: Aanvraag) -> Bijlage | None:
    """The inschrijvingsattest of a filed aanvraag."""
    return Bijlage.objects.filter(aanvraag=aanvraag, kind=INSCHRIJVINGSATTEST, removed_at__isnull=True).first()


def _used_by(aanvraag: Aanvraag) -> Inschrijving | None:
    """The enrolment whose code filled in this aanvraag."""
    used = Attestgebruik.objects.filter(aanvraag=aanvraag).select_related("inschrijving").first()
    return used.inschrijving if used else None


def _recorded_code(aanvraag: Aanvraag) -> str:
    """The code by which an aanvraag was filled in, whatever became of it; "" when there was none."""
    used = _used_by(aanvraag)
    return format_code(used.attest_code) if used else ""


def code_of(aanvraag: Aanvraag) -> str:
    """The code by which an aanvraag was filled in; "" when there was none, or the code says something else by now."""
    used = _used_by(aanvraag)
    return format_code(used.attest_code) if used and used.has_attest else ""


def begin(filed: Aanvraag, acting: ActingContext) -> Aanvraag:
    """The draft of the answer to what is asked of this aanvraag: a new one, or the one that was begun. Whoever goes on
    with it has it from then on. Raises MoveError when nothing is asked (any more)."""
    with transaction.atomic():
        row = Aanvraag.objects.select_for_update(of=("self",), no_key=True).select_related("vov").get(pk=filed.pk)
        if row.state is not Status.AANVULLING_GEVRAAGD:
            raise MoveError(f"Dit kan niet meer: de aanvraag staat op “{row.state.label}”.")
        question = open_question(row)
        check_term(question)
        whose = {
            "created_by_id": acting.person.id,
            "own_organisation_id": own_organisation_id(acting),
            "ground": acting.ground.value,
            "mandate": acting.mandate,
        }
        draft = question.concept
        if draft is not None and draft.state is Status.CONCEPT:
            if draft.created_by_id != acting.person.id or draft.own_organisation_id != whose["own_organisation_id"]:
                write_journal(acting, "concept_overgenomen", draft, van_persoon=draft.created_by_id)
                Aanvraag.objects.filter(pk=draft.pk).update(**whose)
            return draft
        question.concept = _copy(row, acting, question.answer_by, whose)
        question.save(update_fields=["concept"])
        return question.concept


def _copy(row: Aanvraag, acting: ActingContext, answer_by: datetime.date, whose: dict[str, Any]) -> Aanvraag:
    code = code_of(row)
    typed = typed_of(row.vov, code)
    draft = Aanvraag.objects.create(
        dienst=row.dienst,
        represented_id=row.represented_id,
        deadline=answer_by,
        typed=typed | {ANSWER: {}},
        done=list(typed),
        **whose,
    )
    gegevens = {
        field.attname: getattr(row.vov, field.attname)
        for field in VovGegevens._meta.concrete_fields
        if not field.primary_key
    }
    VovGegevens.objects.create(aanvraag=draft, **gegevens)
    attest = attest_of(row)
    if attest is not None:
        # The same stored file: what was filed keeps it, whatever becomes of the draft.
        kept = Bijlage.objects.create(
            aanvraag=draft,
            kind=attest.kind,
            name=attest.name,
            content_type=attest.content_type,
            size=attest.size,
            sha256=attest.sha256,
            file=attest.file.name,
            uploaded_by_id=acting.person.id,
        )
        if code:
            used = Attestgebruik.objects.get(aanvraag=row)
            Attestgebruik.objects.create(aanvraag=draft, inschrijving_id=used.inschrijving_id, bijlage=kept)
    StatusMove.objects.create(
        aanvraag=draft,
        target=Status.CONCEPT.value,
        person_id=acting.person.id,
        own_organisation_id=whose["own_organisation_id"],
    )
    write_journal(acting, "concept_begonnen", draft, dienst=row.dienst, aanvulling_van=row.reference)
    return draft
