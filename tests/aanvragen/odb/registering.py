"""Registering an opleiding through the pages, as a browser without scripts does, and deciding on it."""

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from aanvragen.models import Aanvraag
from aanvragen.odb.models import OdbGegevens
from aanvragen.states import FILED, Status
from tests.aanvragen.filing import answers, confirm, dutch, post_step
from tests.world import organisation, person, token


def _pdf() -> bytes:
    """A PDF of one empty page."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    return target.getvalue()


PDF = _pdf()
CONTACT = {
    "contact_name": "Hanne Jacobs",
    "contact_email": "hanne.jacobs@kompas.example",
    "contact_phone": "02 553 00 00",
}
OPLEIDING = {"title": "Bakker brood en banket", "kind": "uren", "restriction": ""}
OMVANG = {"size": "64"}
MODULES = {"module_title": ["Brood", "Banket", ""], "module_size": ["40", "24", ""]}


def periode(start: int = 30, end: int = 120, **more: str) -> dict[str, str]:
    """Days from today."""
    today = timezone.localdate()
    return {
        "start": dutch(today + timedelta(days=start)),
        "end": dutch(today + timedelta(days=end)),
        "exam_date": "",
        "vorm": "locatie",
        "place": "Gent",
        **more,
    }


def programma(content: bytes = PDF, name: str = "programma.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def start(client: Client, number: str = "0999.002.010") -> Aanvraag:
    key = uuid.uuid4()
    answer = client.post("/aanvragen/odb/start/", {"kbo": number, "key": str(key), "namens_context": token(client)})
    assert answer.status_code == 302, answer.content.decode()
    return Aanvraag.objects.get(key=key)


def fill_in(client: Client, number: str = "0999.002.010", **steps: dict) -> Aanvraag:
    """A complete draft; `steps` replace the answers of a step."""
    aanvraag = start(client, number)
    answers = {
        "contact": CONTACT,
        "opleiding": OPLEIDING,
        "periode": periode(),
        "omvang": OMVANG,
        "modules": MODULES,
        "documenten": {"programma": programma()},
        **steps,
    }
    for slug, data in answers.items():
        answer = post_step(client, aanvraag, slug, data)
        assert answer.status_code == 302, (slug, answer.context["form"].errors if answer.context else answer.content)
    return aanvraag


def register(client: Client, **parts) -> Aanvraag:
    """A filed registration."""
    aanvraag = fill_in(client, **parts)
    answer = confirm(client, aanvraag)
    assert answer.status_code == 302, answer.content.decode()
    aanvraag.refresh_from_db()
    return aanvraag


def decide(client: Client, aanvraag: Aanvraag, *names: str, **data: str):
    """The department's moves, one after another; the answer to the last."""
    for name in names:
        address = f"/aanvragen/dossiers/{aanvraag.key}/{name}/"
        answer = client.post(address, answers(client, name, **data))
        assert answer.status_code == 302, (name, answer.content.decode())
    aanvraag.refresh_from_db()
    return answer


def registered(client: Client, nele: Client, **parts) -> Aanvraag:
    """A registration that was approved."""
    aanvraag = register(client, **parts)
    decide(nele, aanvraag, "behandelen", "goedkeuren")
    return aanvraag


def stored(full_name: str, company: str, status: Status = Status.INGEDIEND, **gegevens) -> Aanvraag:
    """A registration straight in the tables; without what an approval publishes."""
    someone, represented = person(full_name), organisation(company)
    row = Aanvraag(
        dienst="opleidingsdatabank",
        status=status.value,
        created_by=someone,
        own_organisation=represented,
        represented=represented,
        ground="eigen_recht",
    )
    if status in FILED:
        party = {"name": represented.name, "number": represented.number}
        row.submitted_at, row.submitted_by = timezone.now(), someone
        row.reference = f"ODB-T-{uuid.uuid4().hex[:10]}"
        row.snapshot = {
            "dienst": "Opleidingsdatabank Vlaamse opleidingsincentives",
            "represented": party,
            "own": party,
            "ground": "eigen recht",
            "filed_by": someone.full_name,
            "declared": [],
            "outcome": [],
            "parameters": [],
            "title": "Bakker brood en banket",
        }
    row.save()
    today = timezone.localdate()
    values = {
        "title": "Bakker brood en banket",
        "contact_email": "hanne.jacobs@kompas.example",
        "kind": "uren",
        "size": Decimal(64),
        "vorm": "locatie",
        "place": "Gent",
        "start": today + timedelta(days=30),
        "end": today + timedelta(days=120),
    }
    OdbGegevens.objects.create(aanvraag=row, **(values | gegevens))
    return row
