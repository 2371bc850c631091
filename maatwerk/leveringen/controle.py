"""The control figures of a delivery: typed beside the file, held against it before anybody can confirm."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from loket import dutch
from loket.bulk.large.kinds import StopFile, UploadForm
from loket.bulk.models import Bestand
from maatwerk.leveringen.rijen import SCALE, SOM, UNREAD

NOT_ADDED_UP = (
    "Het controlecijfer kan niet nagekeken worden: in {} rijen is wat opgeteld wordt niet leesbaar. "
    "Laat de levering verbeteren en laad ze opnieuw op. Er is niets verwerkt."
)
ALL_OR_NOTHING = (
    "Er zijn {} foute rijen. Resultaten komen er helemaal in, of helemaal niet. Laat de levering verbeteren en laad "
    "ze opnieuw op. Er is niets verwerkt."
)


class ControleForm(UploadForm):
    """The file with the number of rows that its maker announced."""

    field_order = ["bestand", "aantal_rijen", "totaal", "opnieuw"]
    bestand = forms.FileField(
        label="Bestand",
        help_text="CSV, XLSX of Parquet.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.parquet"}),
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg. Kies een ander bestand."},
    )
    aantal_rijen = forms.IntegerField(
        label="Controlecijfer: aantal rijen",
        help_text="Zoals de levering het meldt, zonder de rij met de kolomnamen.",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Vul een geheel getal in, bijvoorbeeld 180."},
    )

    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        totaal = data.get("totaal")
        return {"rijen": data["aantal_rijen"], "totaal": None if totaal is None else str(totaal)}


def form_with_total(what: str) -> type[ControleForm]:
    """The form, with the sum of a column as a second control figure."""

    class TotaalForm(ControleForm):
        totaal = forms.DecimalField(
            label=f"Controlecijfer: {what}",
            help_text="Bijvoorbeeld 1234567,89.",
            min_value=0,
            max_digits=18,
            decimal_places=4,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": "Vul een getal in, bijvoorbeeld 1234567,89."},
        )

    return TotaalForm


def checked(*, whole: bool, then: Callable[[Bestand], None] | None = None) -> Callable[[Bestand], None]:
    """What happens at the end of a check: a file that is not what its control figures say goes no further.

    `whole`: nor does one with a wrong row. `then`: what this kind holds against more. Raises StopFile.
    """

    def hold(bestand: Bestand) -> None:
        expected = bestand.answers
        if expected["rijen"] != bestand.done_rows:
            raise StopFile(
                f"Het controlecijfer klopt niet: de levering meldt {expected['rijen']} rijen, het bestand heeft er "
                f"{bestand.done_rows}. Er is niets verwerkt."
            )
        found = Decimal(bestand.counts.get(SOM, 0)) / SCALE
        # Wrong rows count as well, as long as this cell of theirs can be read.
        if expected["totaal"] is not None and (unread := bestand.counts.get(UNREAD)):
            raise StopFile(NOT_ADDED_UP.format(unread))
        if expected["totaal"] is not None and Decimal(expected["totaal"]) != found:
            raise StopFile(
                f"Het controlecijfer klopt niet: de levering meldt {dutch.number(Decimal(expected['totaal']))} als "
                f"totaal, de rijen tellen op tot {dutch.number(found)}. Er is niets verwerkt."
            )
        if whole and bestand.wrong_rows:
            raise StopFile(ALL_OR_NOTHING.format(bestand.wrong_rows))
        if then is not None:
            then(bestand)

    return hold
