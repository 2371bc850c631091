"""Deliveries as their maker writes them, from a history that the engine made; and handing them in."""

import csv
import datetime
import io
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet
from django.core.files.base import ContentFile

from loket.acting.context import ActingContext
from loket.bulk.large.files import confirm, upload
from loket.bulk.large.kinds import Kind
from loket.bulk.large.models import Bestand
from loket.bulk.large.running import go_on
from loket.demo.maatwerk import PARAMETERS
from loket.parameters.files import read_parameters
from maatwerk.berekening.afronding import places
from maatwerk.berekening.kwartaal import Kwartaaluitkomst
from maatwerk.generating.careers import Mensen
from maatwerk.generating.history import Historiek, Maker, Plan
from maatwerk.generating.storing import TOTALS
from maatwerk.leveringen import soorten
from maatwerk.models import Berekening
from maatwerk.opslag import LIJN_WAARDEN
from mandates.quarters import Quarter
from tests.world import context_of

KBO, NUMMER = "0999003097", "0000099"
TODAY = datetime.date(2026, 11, 25)
QUARTERS = [Quarter(2026, 1), Quarter(2026, 2)]
Row = dict[str, Any]


def history(workers: int = 12, nummer: str = NUMMER) -> Historiek:
    """Two quarters of a label that the demo does not have; the first one brings up less than its advances."""
    people = Mensen(5, 700_000)
    plan = Plan(nummer, "Nieuw label", workers, Decimal(workers) * 5 / 8, stilstand=(1, 0.4))
    return Maker(people, read_parameters(PARAMETERS), TODAY).historiek(plan, QUARTERS)


def contingenten(made: Historiek) -> list[Row]:
    return [
        {"nummer": made.plan.nummer, "kbo": KBO, "label": made.plan.label, "kwartaal": quarter.first_day, "vte": vte}
        for quarter, (vte, _, _) in made.contingenten.items()
    ]


def person(career: Any) -> Row:
    return {"insz": career.mens.insz, "naam": career.mens.naam, "voornaam": career.mens.voornaam}


def wops(made: Historiek) -> list[Row]:
    return [
        person(career)
        | {"nummer": made.plan.nummer, "basis": "start"}
        | {name: getattr(one, name) for name in ("percentage", "niveau", "groep", "start", "end")}
        for career in made.loopbanen
        for one in career.pakketten
    ]


def lonen(made: Historiek) -> list[Row]:
    wages = ("brutoloon", "bijdragen", "structureel", "doelgroep", "q", "s", "q_effectief")
    return [
        person(item.loopbaan)
        | {"nummer": made.plan.nummer, "kwartaal": item.kwartaal.first_day, "versie": item.versie}
        | {"aangegeven_op": item.op, "eindejaarspremie": item.eindejaarspremie}
        | {name: getattr(item.loon, name) for name in wages}
        | {"dagen_betaald": item.dagen_betaald, "dagen_ziekte": item.dagen_ziekte}
        | {"in_dienst_van": item.loon.van, "in_dienst_tot": item.loon.tot}
        for item in made.aangiften
    ]


def uitkeringen(made: Historiek) -> list[Row]:
    """Of a quarter that is not computed."""
    quarter = {"nummer": made.plan.nummer, "kwartaal": datetime.date(2023, 4, 1), "herkomst": "RVA"}
    return [person(made.loopbanen[index]) | quarter | {"bedrag": Decimal(900 + index)} for index in range(2)]


def outcomes(made: Historiek) -> list[tuple[Any, Kwartaaluitkomst]]:
    return [(item, item.uitkomst) for item in made.versies if isinstance(item.uitkomst, Kwartaaluitkomst)]


def berekeningen(made: Historiek) -> list[Row]:
    rows = []
    for item, outcome in outcomes(made):
        totals = {name: getattr(outcome, name) for name in TOTALS}
        totals |= {name: places(totals[name]) for name in ("ingevuld", "begrensd")}
        rows.append(
            {"nummer": made.plan.nummer, "soort": item.soort, "kwartaal": outcome.kwartaal.first_day}
            | {"versie": item.versie, "status": "voorlopig", "berekend_op": item.op, "bron": "SUMO"}
            | totals
        )
    return rows


def lijnen(made: Historiek) -> list[Row]:
    people = {career.mens.insz: person(career) for career in made.loopbanen}
    return [
        {"nummer": made.plan.nummer, "kwartaal": outcome.kwartaal.first_day, "versie": item.versie}
        | people[line.sleutel]
        | {name: getattr(line, name) for name in LIJN_WAARDEN}
        for item, outcome in outcomes(made)
        for line in outcome.lijnen
    ]


def voorschotten(made: Historiek) -> list[Row]:
    return [
        {"nummer": made.plan.nummer, "kwartaal": item.kwartaal.first_day, "berekend_op": item.op, "bron": "SUMO"}
        | {"basis": item.basis, "percentage": item.aandeel.decimal * 100, "voorschot": item.bedrag}
        | {"maand": part.maand, "bedrag": part.bedrag, "ingehouden": part.ingehouden}
        | {"te_betalen_op": part.te_betalen_op, "betaald_op": None}
        for item in made.voorschotten
        for part in item.schijven
    ]


def afrekeningen(made: Historiek) -> list[Row]:
    debts = {id(debt.uit): debt for debt in made.schulden}
    rows = []
    for number, (item, outcome) in enumerate(outcomes(made)):
        debt = debts.get(id(item))
        rows.append(
            {"nummer": made.plan.nummer, "kwartaal": outcome.kwartaal.first_day, "versie": item.versie}
            | {"afgerekend_op": item.op, "berekend": outcome.totaal, "voorschotten": item.voorschotten}
            | {"eerder": item.eerder, "saldo": item.saldo, "te_betalen_op": item.te_betalen_op}
            | ({"vordering": f"T{number}", "verjaart_op": debt.verjaart_op} if debt else {})
        )
    year = jaren(made)[0]
    paid = {"afgerekend_op": year["berekend_op"], "te_betalen_op": datetime.date(2027, 5, 14)}
    paid |= {"berekend": year["totaal"], "voorschotten": Decimal(0), "eerder": Decimal(0), "saldo": year["totaal"]}
    return [*rows, {name: year[name] for name in ("nummer", "kwartaal", "versie")} | {"over": "jaar"} | paid]


def verrekeningen(made: Historiek) -> list[Row]:
    claims = [row["vordering"] for row in afrekeningen(made) if "vordering" in row]
    return [
        {"nummer": made.plan.nummer, "vordering": claim, "soort": "inhouding", "maand": part.maand}
        | {"op": part.te_betalen_op, "bedrag": amount}
        for claim, debt in zip(claims, made.schulden, strict=True)
        for part, amount in debt.inhoudingen
    ]


def jaren(made: Historiek) -> list[Row]:
    """A year that moves one worker inside in its last quarter, and adds something for the label in both."""
    year = {"nummer": made.plan.nummer, "versie": 1, "eerste": 1, "herberekend": 1, "status": "definitief"}
    year |= {"berekend_op": datetime.date(2027, 3, 31), "bron": "SUMO", "totaal": Decimal("90.00")}
    weak, strong = (outcome for _, outcome in outcomes(made))
    line = next(line for line in strong.lijnen if not line.binnen)
    first, last = (year | {"kwartaal": outcome.kwartaal.first_day} for outcome in (weak, strong))
    return [
        first | {"vte": Decimal("0.0"), "bijkomend": Decimal("25.00")},
        last | {"insz": line.sleutel, "vte": Decimal("0.1"), "bijkomend": Decimal("50.00")},
        last | {"vte": Decimal("0.1"), "bijkomend": Decimal("75.00")},
    ]


# Each kind with what makes its rows and the column of its control figure, in the order of handing in.
FILES = {
    "contingenten": (soorten.CONTINGENTEN, contingenten, "vte"),
    "wops": (soorten.WOPS, wops, ""),
    "lonen": (soorten.LONEN, lonen, "brutoloon"),
    "uitkeringen": (soorten.UITKERINGEN, uitkeringen, "bedrag"),
    "berekeningen": (soorten.BEREKENINGEN, berekeningen, "totaal"),
    "lijnen": (soorten.LIJNEN, lijnen, "premie"),
    "jaren": (soorten.JAREN, jaren, "bijkomend"),
    "voorschotten": (soorten.VOORSCHOTTEN, voorschotten, "bedrag"),
    "afrekeningen": (soorten.AFREKENINGEN, afrekeningen, "berekend"),
    "verrekeningen": (soorten.VERREKENINGEN, verrekeningen, "bedrag"),
}


def as_text(value: Any) -> str:
    """A cell as it stands in a Belgian CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else str(value)


def as_csv(kind: Kind, rows: Sequence[Row]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow([column.title for column in kind.columns])
    writer.writerows([as_text(row.get(column.key)) for column in kind.columns] for row in rows)
    return target.getvalue().encode()


def as_parquet(kind: Kind, rows: Sequence[Row], group: int = 100_000) -> bytes:
    """With the types that a data team gives its columns: decimals, dates, booleans, integers, texts."""
    columns = {column.title: [row.get(column.key) for row in rows] for column in kind.columns}
    target = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), target, row_group_size=group)
    return target.getvalue()


def total(rows: Sequence[Row], column: str) -> str | None:
    return str(sum((row[column] for row in rows), Decimal(0))) if column else None


def nele() -> ActingContext:
    return context_of("Nele Aerts", "Departement")


def check(name: str, rows: Sequence[Row], content: bytes | None = None, **answers: Any) -> Bestand:
    """Upload and check; by default with the right control figures."""
    kind, _, column = FILES[name]
    given = {"rijen": len(rows), "totaal": None if "totaal" in answers else total(rows, column)} | answers
    made = as_csv(kind, rows) if content is None else content
    file = upload(kind, nele(), f"{name}.csv", ContentFile(made), again=True, answers=given)
    while go_on(file.pk, 60):
        pass
    file.refresh_from_db()
    return file


def store(file: Bestand, *, only_right: bool = False) -> Bestand:
    """Confirm a checked file, to its end."""
    confirm(nele(), file, only_right=only_right)
    while go_on(file.pk, 60):
        pass
    file.refresh_from_db()
    return file


def another_quarter() -> None:
    """A calculation of a quarter of the same year."""
    later = Berekening.objects.filter(toekenning__nummer=NUMMER, onderwerp="kwartaal").latest("periode")
    later.pk, later.key, later.periode = None, uuid.uuid4(), datetime.date(2026, 10, 1)
    later.save()


def deliver(name: str, rows: Sequence[Row], content: bytes | None = None, **answers: Any) -> Bestand:
    file = check(name, rows, content, **answers)
    assert (file.status, file.stop_reason, file.wrong_rows) == ("gecontroleerd", "", 0), findings(file)
    return store(file)


def findings(file: Bestand) -> list[tuple[int, str, str]]:
    """Row, column and message of every row that was set aside."""
    return [
        (row.number, column, message) for row in file.rijen.order_by("number") for column, _, message in row.findings
    ]


def deliver_all(made: Historiek, upto: str = "verrekeningen") -> dict[str, Bestand]:
    """Every kind up to that one."""
    found = {}
    for name, (_, rows, _) in FILES.items():
        found[name] = deliver(name, rows(made))
        if name == upto:
            break
    return found
