"""Filling in a terugbetalingsaanvraag through the pages, as a browser without scripts does."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from aanvragen.models import Aanvraag, VovGegevens
from aanvragen.states import FILED, Status
from aanvragen.vov.schooljaar import Schooljaar
from tests.world import organisation, person, token

CONTACT = {
    "contact_name": "Bart Maes",
    "contact_email": "bart.maes@korenbloem.example",
    "contact_phone": "02 553 00 00",
    "iban": "BE71 0961 2345 6769",
}
EMMA = {
    "insz": "90.01.20-990.16",
    "first_name": "Emma",
    "last_name": "Lambert",
    "establishment": "2999000171",
    "fraction": "100",
    "hours_per_week": "38",
    "hired_on": "",
    "worker_email": "emma@korenbloem.example",
}
TOM = {
    **EMMA,
    "insz": "86071499156",
    "first_name": "Tom",
    "last_name": "Vermeulen",
    "fraction": "80",
    "hours_per_week": "30,4",
}
FATIMA = {
    **EMMA,
    "insz": "93050299263",
    "first_name": "Fatima",
    "last_name": "El Amrani",
    "fraction": "50",
    "hours_per_week": "19",
}


def lasser() -> dict[str, str]:
    start = timezone.localdate() - timedelta(days=20)
    return {
        "creditcontract": "nee",
        "odb_number": "odb 9000001",
        "start": f"{start.day}/{start.month}/{start.year}",
        "initiatief": "werknemer",
    }


VERLOF = {"hours": "40", "akkoord": "on"}


def start_draft(client: Client, kbo: str = "0999.000.129") -> Aanvraag:
    key = uuid.uuid4()
    response = client.post("/aanvragen/vov/start/", {"kbo": kbo, "key": str(key), "namens_context": token(client)})
    assert response.status_code == 302, response.content.decode()
    return Aanvraag.objects.get(key=key)


def post_step(
    client: Client, aanvraag: Aanvraag, slug: str, data: dict, action: str = "volgende", version: str | None = None
):
    address = f"/aanvragen/{aanvraag.key}/stap/{slug}/"
    if version is None:
        page = client.get(address)
        version = page.context["step_version"] if page.context and "step_version" in page.context else "leeg"
    return client.post(address, {**data, "actie": action, "stap_versie": version, "namens_context": token(client)})


def fill_in(
    client: Client, worker: dict = EMMA, course: dict | None = None, verlof: dict = VERLOF, kbo: str = "0999.000.129"
) -> Aanvraag:
    """A complete draft, ready for "Bevestigen"."""
    aanvraag = start_draft(client, kbo)
    for slug, data in (
        ("contact", CONTACT),
        ("werknemer", worker),
        ("opleiding", course or lasser()),
        ("verlof", verlof),
    ):
        response = post_step(client, aanvraag, slug, data)
        assert response.status_code == 302, (
            slug,
            response.context["form"].errors if response.context else response.content,
        )
    return aanvraag


def review_version(client: Client, aanvraag: Aanvraag) -> str:
    """The version that the review page carries; "" when there is no such page (any more)."""
    page = client.get(f"/aanvragen/{aanvraag.key}/controleren/")
    return page.context["review_version"] if page.status_code == 200 else ""


def confirm(client: Client, aanvraag: Aanvraag, version: str | None = None):
    """Click "Bevestigen" on the review page as it is now, or as it was at `version`."""
    seen = review_version(client, aanvraag) if version is None else version
    return client.post(
        f"/aanvragen/{aanvraag.key}/controleren/", {"namens_context": token(client), "controle_versie": seen}
    )


def file_one(client: Client, **parts) -> Aanvraag:
    """A filed aanvraag."""
    aanvraag = fill_in(client, **parts)
    response = confirm(client, aanvraag)
    assert response.status_code == 302, response.content.decode()
    aanvraag.refresh_from_db()
    return aanvraag


def answers(client: Client, move: str, reason: str = "", **data: str) -> dict[str, str]:
    """What the page of a dossier sends with the button of a move."""
    return {"namens_context": token(client), f"{move}-reason": reason, **data}


WIM = {**EMMA, "insz": "05.06.07-993.40", "first_name": "Wim", "last_name": "Daems"}


def dutch(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def errors_at(response, field: str | None = None) -> str:
    """What the page says at a field, or (without a field) about the form as a whole."""
    assert response.status_code == 422, response.status_code
    form = response.context["form"]
    return " ".join(form.errors.get(field, []) if field else form.non_field_errors())


def stored(
    full_name: str,
    company: str,
    status: Status = Status.INGEDIEND,
    at: datetime | None = None,
    **gegevens,
) -> Aanvraag:
    """An aanvraag straight in the tables, for tests that need one without going through the pages."""
    someone, represented = person(full_name), organisation(company)
    row = Aanvraag(
        dienst="vov-terugbetaling",
        status=status.value,
        created_by=someone,
        own_organisation=represented,
        represented=represented,
        ground="eigen_recht",
        deadline=timezone.localdate() + timedelta(days=40),
    )
    if status in FILED:
        row.submitted_at = at or timezone.now()
        row.submitted_by = someone
        row.reference = f"VOV-T-{uuid.uuid4().hex[:10]}"
        row.snapshot = {
            "dienst": "Terugbetalingsaanvraag Vlaams opleidingsverlof",
            "represented": {"name": represented.name, "number": represented.number},
            "own": {"name": represented.name, "number": represented.number},
            "ground": "eigen recht",
            "filed_by": someone.full_name,
            "declared": [],
            "outcome": [],
            "parameters": [],
            "worker": "Emma Lambert",
            "title": "Lasser MIG/MAG",
        }
    row.save()
    values = {
        "insz": "90012099016",
        "first_name": "Emma",
        "last_name": "Lambert",
        "establishment": "2999000171",
        "fraction": Decimal(1),
        "hours_per_week": Decimal(38),
        "contact_email": "bart.maes@korenbloem.example",
        "odb_number": "ODB-9000001",
        "title": "Lasser MIG/MAG",
        "kind": "uren",
        "size": Decimal(64),
        "initiatief": "werknemer",
        "start": timezone.localdate() - timedelta(days=20),
        "hours": Decimal(10),
        "schooljaar": Schooljaar.of(timezone.localdate() - timedelta(days=20)).start_year,
    }
    VovGegevens.objects.create(aanvraag=row, **(values | gegevens))
    return row
