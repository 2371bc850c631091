"""A few registrations in the opleidingsdatabank, each in another state, made by the services that people use."""

import datetime
import hashlib
import io
import uuid
from dataclasses import dataclass, field

import pikepdf
from django.db import transaction

from aanvragen.drafts import keep_upload, start_draft
from aanvragen.models import Aanvraag
from aanvragen.odb.dienst import FLOW
from aanvragen.odb.forms import LEEROMGEVING, PROGRAMMA
from aanvragen.services import move, submit
from aanvragen.states import Side
from aanvragen.uploads import Judged
from accounts.acting import resolve
from accounts.models import Organisation, Person, User
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.demo import world

HANNE, IVO, NELE = "90051899896", "66022899748", "87030399089"


@dataclass(frozen=True)
class DemoRegistratie:
    """Start and end in days from today; `moves` come after the filing, (name, reason)."""

    insz: str
    organisation: str
    title: str
    kind: str
    size: str
    start: int
    end: int
    moves: tuple[tuple[str, str], ...] = ()
    extension: int = 0
    steps: dict[str, dict[str, list[str]]] = field(default_factory=dict)


APPROVED = (("behandelen", ""), ("goedkeuren", ""))
REGISTRATIES = (
    DemoRegistratie(HANNE, world.KOMPAS, "Veilig werken op hoogte", "uren", "40", 30, 60),
    DemoRegistratie(
        HANNE, world.KOMPAS, "Boekhouden met de computer", "uren", "24", 45, 140, (("behandelen", ""),),
        steps={
            "periode": {"vorm": ["blended"]},
            "omvang": {
                "blended_hours": ["16"], "lms": ["Moodle"], "follow_up": ["De leraar verbetert elke week een toets."],
            },
        },
    ),
    DemoRegistratie(
        HANNE, world.KOMPAS, "Mentor op de werkvloer", "mentor", "16", 50, 80,
        (("behandelen", ""), ("aanvulling_vragen", "Hoe beoordeelt u de mentor op het einde?")),
    ),
    DemoRegistratie(
        HANNE, world.KOMPAS, "Heftruck en reachtruck", "uren", "36", 20, 90, APPROVED,
        steps={"modules": {"module_title": ["Heftruck", "Reachtruck"], "module_size": ["20", "16"]}},
    ),
    DemoRegistratie(
        HANNE, world.KOMPAS, "Fotografie voor bedrijven", "uren", "32", 25, 95,
        (*APPROVED, ("schrappen", "De opleiding ging niet door.")),
    ),
    DemoRegistratie(
        HANNE, world.KOMPAS, "Workshop presenteren", "uren", "32", 15, 16,
        (("behandelen", ""), ("weigeren", "Het programma toont geen 32 contacturen.")),
    ),
    DemoRegistratie(IVO, world.DE_BRUG, "Spaans richtgraad 1", "lestijden", "120", 10, 150, APPROVED, extension=200),
)  # fmt: skip


def load_registrations(today: datetime.date) -> bool:
    """Once, in the demo world. False when they are there already."""
    if Aanvraag.objects.filter(dienst=FLOW.dienst.code).exists():
        return False
    nele = _acting(NELE, world.DEPARTEMENT, today)
    with transaction.atomic():
        for item in REGISTRATIES:
            acting = _acting(item.insz, item.organisation, today)
            row = _filed(item, acting, today)
            for name, reason in item.moves:
                move(row, name, Side.DEPARTMENT, nele, reason)
            if item.extension:
                new_end = today + datetime.timedelta(days=item.extension)
                move(row, "verlenging_vragen", Side.FILER, acting, "De leraar was ziek.", {"new_end": new_end})
    return True


def _acting(insz: str, number: str, today: datetime.date) -> ActingContext:
    person = Person.objects.get(insz=insz)
    key = "ovo" if number.startswith("OVO") else "kbo"
    organisation = Organisation.objects.get(**{key: number})
    user, _new = User.objects.get_or_create(person=person, defaults={"username": f"demo-{person.pk}"})
    acting = resolve(user, Choice(Doelgroep(organisation.doelgroep), organisation.pk, organisation.pk), today)
    if acting is None:
        raise LookupError(f"{person} cannot act for {organisation}")
    return acting


def _filed(item: DemoRegistratie, acting: ActingContext, today: datetime.date) -> Aanvraag:
    """Filed as by hand: every step typed, then checked and confirmed."""
    row = start_draft(FLOW, acting, uuid.uuid4())
    start, end = (today + datetime.timedelta(days=days) for days in (item.start, item.end))
    person = acting.person.name
    mail = f"{person.lower().replace(' ', '.')}@{'kompas' if item.organisation == world.KOMPAS else 'debrug'}.example"
    typed = {
        "contact": {"contact_name": [person], "contact_email": [mail], "contact_phone": ["02 553 00 00"]},
        "opleiding": {"title": [item.title], "kind": [item.kind], "restriction": [""]},
        "periode": {
            "start": [f"{start:%d/%m/%Y}"],
            "end": [f"{end:%d/%m/%Y}"],
            "vorm": ["locatie"],
            "place": ["Gent"],
        },
        "omvang": {"size": [item.size]},
        "modules": {},
        "documenten": {},
    }
    row.typed = {slug: answers | item.steps.get(slug, {}) for slug, answers in typed.items()}
    row.done = list(row.typed)
    row.save(update_fields=["typed", "done", "updated_at"])
    blended = "blended_hours" in row.typed["omvang"]
    for kind in (PROGRAMMA, LEEROMGEVING) if blended else (PROGRAMMA,):
        keep_upload(row, kind, _document(kind), acting)
    draft = FLOW.open(row)
    return submit(row, acting, FLOW.review_version(draft))


def _document(kind: str) -> Judged:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    content = target.getvalue()
    return Judged(content, "application/pdf", hashlib.sha256(content).hexdigest(), f"{kind}.pdf")
