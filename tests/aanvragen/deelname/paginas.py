"""Going through the steps of a registration without a browser."""

import re
from datetime import date
from typing import Any

from django.test import Client

from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.models import Opleiding
from tests.world import text_of, token

ROW = {
    "insz": "",
    "first_name": "",
    "last_name": "",
    "hours_present": "",
    "final_assessment": "ja",
    "completed": "ja",
    "real_end": "",
}


def begin(client: Client, number: str = "") -> str:
    """The key of a new draft."""
    page = text_of(client.get("/aanvragen/deelname/start/"))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    number = number or re.search(r'name="kbo" value="([^"]+)"', page)[1]
    sent = {"kbo": number, "key": key, "namens_context": token(client)}
    assert client.post("/aanvragen/deelname/start/", sent).url == f"/aanvragen/{key}/verder/"
    return key


def step(client: Client, key: str, slug: str, answers: dict[str, Any], action: str = "volgende"):
    page = text_of(client.get(f"/aanvragen/{key}/stap/{slug}/"))
    version = re.search(r'name="stap_versie" value="([^"]+)"', page)[1]
    sent = {"namens_context": token(client), "stap_versie": version, "actie": action, **answers}
    return client.post(f"/aanvragen/{key}/stap/{slug}/", sent)


def contact(client: Client, key: str, email: str = "hanne.jacobs@kompas.example") -> None:
    answer = step(client, key, "contact", {"contact_name": "Hanne Jacobs", "contact_email": email})
    assert answer.url == f"/aanvragen/{key}/stap/opleiding/"


def opleiding(client: Client, key: str, odb_number: str, on: date | None = None) -> None:
    """Choose the opleiding, and the period in which it ended (or the one of a day)."""
    course = Opleiding.objects.get(odb_number=odb_number)
    periode = periode_of(load_rules(), on or course.end)
    answer = step(client, key, "opleiding", {"odb_number": odb_number, "period": periode.code})
    assert answer.url == f"/aanvragen/{key}/stap/cursisten/"


def trainees(*rows: dict[str, str]) -> dict[str, list[str]]:
    """Rows as the page sends them; an empty one stays empty."""
    whole = [{**ROW, **row} if row else dict.fromkeys(ROW, "") for row in rows]
    return {name: [row[name] for row in whole] for name in ROW}


def fill(client: Client, odb_number: str, rows: dict[str, list[str]]) -> str:
    """All steps; the key of a draft that can be confirmed."""
    key = begin(client)
    contact(client, key)
    opleiding(client, key, odb_number)
    assert step(client, key, "cursisten", rows).url == f"/aanvragen/{key}/controleren/"
    return key


def review(client: Client, key: str):
    """The review page, with what "Bevestigen" sends as `sent`."""
    page = client.get(f"/aanvragen/{key}/controleren/")
    version = re.search(r'name="controle_versie" value="([^"]+)"', text_of(page))[1]
    page.sent = {"namens_context": token(client), "controle_versie": version}
    return page
