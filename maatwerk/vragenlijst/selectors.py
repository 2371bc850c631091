"""What the answers say together."""

import datetime
from dataclasses import dataclass

from django.db.models import Avg, Count, Func

from maatwerk.vragenlijst.models import Antwoord, Duidelijk, Gevonden, Rapport


@dataclass(frozen=True, slots=True)
class Vraag:
    """A question with, per answer, how many chose it."""

    title: str
    answers: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Resultaat:
    """All answers together. `mark` is the mean of 1 (zeer onduidelijk) to 5, None without answers."""

    count: int
    mark: float | None
    first: datetime.date | None
    questions: list[Vraag]


def resultaat() -> Resultaat:
    """The results, in four queries."""
    rows = Antwoord.objects.all()
    totals = rows.aggregate(count=Count("pk"), mark=Avg("duidelijk"))
    first = rows.order_by("pk").values_list("on", flat=True).first()
    reports = rows.annotate(rapport=Func("rapporten", function="unnest")).values_list("rapport")
    per_answer = rows.values_list("gevonden", "duidelijk").annotate(number=Count("pk")).order_by()
    found: dict[str, int] = {}
    clear: dict[int, int] = {}
    for gevonden, duidelijk, number in per_answer:
        found[gevonden] = found.get(gevonden, 0) + number
        clear[duidelijk] = clear.get(duidelijk, 0) + number
    seen = dict(reports.annotate(number=Count("pk")).order_by())
    questions = [
        Vraag("Welke rapporten bekeek u?", [(label, seen.get(code, 0)) for code, label in Rapport.choices]),
        Vraag("Vond u wat u zocht?", [(label, found.get(code, 0)) for code, label in Gevonden.choices]),
        Vraag("Hoe duidelijk zijn de schermen?", [(label, clear.get(code, 0)) for code, label in Duidelijk.choices]),
    ]
    return Resultaat(totals["count"], totals["mark"], first, questions)
