"""A kind of large file for tests: a note per row, kept in the journal of the portal as its table."""

from django.db.models import Count

from loket.access.rules import Rule
from loket.bulk.columns import CellError, Column, parse_date, parse_insz_cell, parse_text
from loket.bulk.large.kinds import Kind, StopFile, register_kind
from loket.journal.models import JournalEntry
from loket.numbers import is_plain_insz

ANYBODY = Rule("iedereen die handelt")
ACTION = "notitie"


def parse_kind(cell):
    text, notice = parse_text(cell)
    if text not in ("kort", "lang"):
        raise CellError("Vul “kort” of “lang” in.")
    return text, notice


COLUMNS = (
    Column("insz", "INSZ", parse_insz_cell, needed=True, filled=True, distinct=True, plain=is_plain_insz),
    Column("name", "naam", parse_text, distinct=True),
    Column("day", "datum", parse_date),
    Column("kind", "soort", parse_kind),
)


class Notes:
    """A row is double when its INSZ was there before, in the file or in the journal."""

    def __init__(self, bestand, acting, storing):
        self.bestand, self.acting, self.storing, self.seen = bestand, acting, storing, set()

    def judge(self, batch):
        stored = set(
            JournalEntry.objects.filter(action=ACTION, details__insz__in=list(batch.values["insz"])).values_list(
                "details__insz", flat=True
            )
        )
        for index, insz in enumerate(batch.values["insz"]):
            if insz in stored or insz in self.seen:
                batch.double(index, "Deze rij was er al.")
            if insz:
                self.seen.add(insz)

    def keep(self, batch):
        """Nothing is remembered outside the turn."""

    def store(self, batch):
        if any(name == "stop" for name in batch.values["name"]):
            raise StopFile("Dit mag niet meer.")
        right = batch.right()
        JournalEntry.objects.bulk_create(
            JournalEntry(
                action=ACTION,
                object_id=self.bestand.pk,
                details={"insz": batch.values["insz"][index], "row": batch.numbers[index]},
            )
            for index in right
        )
        return len(right)


def lines(bestand):
    rows = JournalEntry.objects.filter(action=ACTION, object_id=bestand.pk).order_by("pk")
    return ((details["row"],) for details in rows.values_list("details", flat=True))


FINISHED = []
NOTES = register_kind(
    Kind(
        code="notities",
        name="notities",
        noun="notities",
        title="Notities",
        columns=COLUMNS,
        fill=ANYBODY,
        file=ANYBODY,
        read=ANYBODY,
        begin=Notes,
        back=("home", "Terug"),
        example={},
        finish=lambda bestand, acting: FINISHED.append(bestand.pk),
        receipt_lines=lines,
        receipt_columns=["rij"],
        reference_prefix="NOT",
    )
)


def stored():
    """The rows that are stored, each as often as it is."""
    rows = JournalEntry.objects.filter(action=ACTION).values("details__row").annotate(n=Count("pk"))
    return {row["details__row"]: row["n"] for row in rows}
