"""Making a draft and saving its steps. What was typed is kept letter for letter, also when it is wrong."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from aanvragen.answers import differences
from aanvragen.flow import Flow, Step, StepForm, as_querydict, as_typed, flow_of, version_of
from aanvragen.models import Aanvraag, Bijlage, StatusMove
from aanvragen.models.aanvraag import own_organisation_id
from aanvragen.states import Status
from aanvragen.uploads import Judged, UploadRefused, judge_upload
from loket.acting.context import ActingContext
from loket.journal.services import write_journal

# The button "Vorige stap".
BACK = "vorige"


def start_draft(flow: Flow, acting: ActingContext, key: uuid.UUID) -> Aanvraag:
    """A draft under the key that the start page made: a second click finds the first one's draft."""
    with transaction.atomic():
        aanvraag, created = Aanvraag.objects.get_or_create(
            key=key,
            defaults={
                "dienst": flow.dienst.code,
                "created_by_id": acting.person.id,
                "own_organisation_id": own_organisation_id(acting),
                "represented_id": acting.represented.id,
                "ground": acting.ground.value,
                "mandate": acting.mandate,
            },
        )
        if created:
            flow.open(aanvraag)
            StatusMove.objects.create(
                aanvraag=aanvraag,
                target=Status.CONCEPT.value,
                person_id=acting.person.id,
                own_organisation_id=own_organisation_id(acting),
            )
            write_journal(acting, "concept_begonnen", aanvraag, dienst=flow.dienst.code)
    return aanvraag


def take_over(acting: ActingContext, key: uuid.UUID) -> Aanvraag:
    """Go on with a draft that was left behind. Raises Aanvraag.DoesNotExist when there is none (any more)."""
    with transaction.atomic():
        left = Aanvraag.objects.left_behind(acting, timezone.localdate()).values("pk")
        aanvraag = Aanvraag.objects.select_for_update(of=("self",), no_key=True).get(key=key, pk__in=left)
        previous = aanvraag.created_by_id
        aanvraag.created_by_id = acting.person.id
        aanvraag.own_organisation_id = own_organisation_id(acting)
        aanvraag.ground = acting.ground.value
        aanvraag.mandate = acting.mandate
        aanvraag.save(update_fields=["created_by", "own_organisation", "ground", "mandate", "updated_at"])
        write_journal(acting, "concept_overgenomen", aanvraag, van_persoon=previous)
    return aanvraag


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving a step. `conflict` holds what another tab had saved meanwhile; without a `form`, the step
    was sent before its turn, and is kept unread (if there is no conflict)."""

    draft: object
    form: StepForm | None
    valid: bool
    conflict: dict[str, list[str]] | None = None


def save_step(
    find: Callable[[], Aanvraag],
    slug: str,
    post: QueryDict,
    uploads: Mapping[str, UploadedFile],
    acting: ActingContext,
    *,
    action: str = "",
    remove_file: str = "",
) -> Saved | None:
    """Keep what was typed in a step, and store it when it is valid. `find` finds the draft and locks it; `uploads` are
    the files by their field, `action` is the button that was clicked, and `remove_file` names the field of a file to
    take away.

    None when it is no draft any more or the step dropped out. Raises what `find` raises. A step before whose turn
    another is open is kept as it was sent: what judges it is not known yet.

    When another tab saved other answers since this page was made, nothing is overwritten: the answers of both are
    handed back, and sending the page again chooses.
    """
    judged = {field: _judge(upload) for field, upload in uploads.items()}
    with transaction.atomic():
        row = find()
        if row.state is not Status.CONCEPT:
            return None
        flow = flow_of(row)
        draft = flow.open(row)
        step = flow.step(draft, slug)
        if step is None:
            return None
        stored = row.typed.get(slug)
        if flow.open_before(draft, step) is not None:
            sent = as_typed(post, step)
            if post.get("stap_versie") != version_of(stored) and stored is not None and stored != sent:
                return Saved(draft, None, valid=False, conflict=stored)
            _keep_files(row, step.file_fields, judged, acting)
            row.typed[slug] = sent
            row.done = [item for item in row.done if item != slug]
            _save_row(row, step, acting)
            return Saved(draft, None, valid=False)
        typed = step.form.complete(as_typed(post, step), draft)
        form = step.form(as_querydict(typed), draft=draft)
        if post.get("stap_versie") != version_of(stored) and stored is not None and stored != typed:
            return Saved(draft, form, valid=False, conflict=stored)
        if action == BACK and not stored and not judged and not differences(form, step.form(None, draft=draft)):
            # Who only looked at the step typed nothing that is to be kept, and nothing is wrong in it yet.
            return Saved(draft, form, valid=False)
        if action in step.form.actions:
            typed = step.form.act(action, typed, draft)
            form = step.form(as_querydict(typed), draft=draft)
        if remove_file in form.file_fields:
            remove_upload(row, form.file_fields[remove_file], acting)
        kinds = {field: kind for field, kind in form.file_fields.items() if field in form.fields}
        form.refused = {**form.refused, **_keep_files(row, kinds, judged, acting)}
        if judged:
            draft.__dict__.pop("files", None)
        form.action = action
        valid = form.is_valid()
        row.typed[slug] = typed
        row.done = [item for item in row.done if item != slug] + ([slug] if valid else [])
        if valid:
            known = {name: getattr(draft.gegevens, name) for name in form.asks_again}
            form.store()
            changed = (name for name, before in known.items() if getattr(draft.gegevens, name) != before)
            again = {item for name in changed for item in form.asks_again[name]}
            row.done = [item for item in row.done if item not in again]
            form.keep()
            draft.store()
        _save_row(row, step, acting)
    return Saved(draft, form, valid)


def _keep_files(
    row: Aanvraag, kinds: Mapping[str, str], judged: Mapping[str, Judged | str], acting: ActingContext
) -> dict[str, str]:
    """A good file is kept at once: an error elsewhere on the page must not cost a second upload. Why the others are
    refused, by field."""
    refused = {}
    for field in kinds.keys() & judged.keys():
        found = judged[field]
        if isinstance(found, Judged):
            keep_upload(row, kinds[field], found, acting)
        else:
            refused[field] = found
    return refused


def _save_row(row: Aanvraag, step: Step, acting: ActingContext) -> None:
    row.save(update_fields=["typed", "done", "deadline", "updated_at"])
    if acting.on_behalf:
        # The represented party reads who filled in what; its own people have their draft.
        write_journal(acting, "stap_bewaard", row, stap=step.title)


def _judge(upload: UploadedFile) -> Judged | str:
    """The judged file, or why it is refused; outside the transaction, because it takes time."""
    try:
        return judge_upload(upload)
    except UploadRefused as error:
        return str(error)


def keep_upload(aanvraag: Aanvraag, kind: str, judged: Judged, acting: ActingContext) -> Bijlage:
    """Keep a file; it takes the place of the one of its kind that there was. The caller holds the aanvraag locked."""
    remove_upload(aanvraag, kind, acting)
    bijlage = Bijlage(
        aanvraag=aanvraag,
        kind=kind,
        name=judged.name,
        content_type=judged.content_type,
        size=len(judged.content),
        sha256=judged.sha256,
        uploaded_by_id=acting.person.id,
    )
    bijlage.file.save("", ContentFile(judged.content), save=False)
    bijlage.save()
    write_journal(acting, "bijlage_bewaard", aanvraag, sha256=judged.sha256)
    return bijlage


def remove_upload(aanvraag: Aanvraag, kind: str, acting: ActingContext) -> bool:
    """Take the current file of a kind off a draft; its row stays. False when there was none."""
    removed = Bijlage.objects.filter(aanvraag=aanvraag, kind=kind, removed_at__isnull=True).update(
        removed_at=timezone.now()
    )
    if removed:
        write_journal(acting, "bijlage_verwijderd", aanvraag)
    return bool(removed)


def form_as_left(draft, step: Step) -> StepForm:
    """The form as the user left it: with its errors when it had any; else what was typed or is known already."""
    typed = draft.aanvraag.typed.get(step.slug)
    if typed is not None and step.slug not in draft.aanvraag.done:
        return step.form(as_querydict(typed), draft=draft)
    return step.form(None, draft=draft, typed=typed)
