"""Forms of the Dimona mandates."""

import datetime
from typing import Any

from django import forms

from accounts.models import Organisation
from loket.ui.forms import KboField, LoketForm
from mandates.dimona.consequences import quarter_label
from mandates.dimona.errors import DimonaError
from mandates.dimona.parties import find_giver, find_takers
from mandates.dimona.periods import QUARTERS_AHEAD, Terms, check_begin, check_free, default_begin, quarters_from
from mandates.dimona.selectors import SHOWN
from mandates.models import DimonaMandaat
from mandates.models.dimona import Groep
from mandates.quarters import Quarter
from mandates.sides import Side

# More names than this are no choice any more.
MOST_FOUND = 20


class TakerForm(LoketForm):
    """Which secretariat; `found` are those that fit."""

    zoek = forms.CharField(
        label="Naam of KBO-nummer van het sociaal secretariaat",
        help_text="Een deel van de naam is genoeg.",
        max_length=100,
    )

    def clean_zoek(self) -> str:
        typed: str = self.cleaned_data["zoek"]
        try:
            self.found = list(find_takers(typed)[: MOST_FOUND + 1])
        except DimonaError as error:
            raise forms.ValidationError(str(error)) from None
        if not self.found:
            raise forms.ValidationError(
                "We vinden geen sociaal secretariaat of dienstverrichter met deze naam of dit nummer. Kijk het na."
            )
        if len(self.found) > MOST_FOUND:
            raise forms.ValidationError("Te veel namen passen. Vul meer van de naam in, of het KBO-nummer.")
        return typed


class WhichTakerForm(LoketForm):
    """One of several that fit."""

    nemer = forms.ChoiceField(label="Kies het sociaal secretariaat", widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nemer"].choices = [(str(row.pk), f"{row.name} ({row.number})") for row in found]


class GiverForm(LoketForm):
    """Which enterprise; `giver` is the one that was found."""

    kbo = KboField(
        label="KBO-nummer van de onderneming",
        help_text="Geef geen KBO-nummer van een school in.",
        widget=forms.TextInput(attrs={"class": "b-kort"}),
    )

    def __init__(self, *args: Any, day: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._day = day

    def clean_kbo(self) -> str:
        kbo: str = self.cleaned_data["kbo"]
        try:
            self.giver = find_giver(kbo, self._day)
        except DimonaError as error:
            raise forms.ValidationError(str(error)) from None
        return kbo


class TermsForm(LoketForm):
    """The group and the quarters; cleaned to `terms`, and to the mandate that ends by it."""

    groep = forms.ChoiceField(label="Groep van toepassingen", choices=Groep.choices, widget=forms.RadioSelect)
    begin = forms.ChoiceField(label="Beginkwartaal", help_text="Een mandaat begint met een kwartaal.")
    einde = forms.ChoiceField(label="Eindkwartaal", required=False, help_text="Zonder einde loopt het mandaat door.")

    def __init__(self, data: Any, *, giver: Organisation, taker: Organisation, side: Side, day: datetime.date) -> None:
        self._giver, self._taker, self._side, self._day = giver, taker, side, day
        groep = Groep.DMFA_DIMONA.value
        super().__init__(data, initial={"groep": groep, "begin": str(default_begin(giver.pk, groep, day))})
        quarters = quarters_from(day)
        self.fields["begin"].choices = [(str(item), quarter_label(item)) for item in quarters]
        self.fields["einde"].choices = [
            ("", "Zonder einde"),
            *((str(item), quarter_label(item, last=True)) for item in quarters_from(day, 2 * QUARTERS_AHEAD)),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not {"groep", "begin", "einde"} <= data.keys():
            return data
        terms = Terms(
            data["groep"], Quarter.parse(data["begin"]), Quarter.parse(data["einde"]) if data["einde"] else None
        )
        try:
            check_begin(terms, self._day)
            data["replaced"] = check_free(self._giver.pk, self._taker.pk, terms, self._day, asked_by=self._side)
        except DimonaError as error:
            self.add_error("einde" if error.field == "end" else "begin", str(error))
        data["terms"] = terms
        return data


class ReasonForm(LoketForm):
    """Why a mandate is refused."""

    reason = forms.CharField(
        label="Reden",
        help_text="De andere partij leest deze reden in een mail.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StopForm(LoketForm):
    """With which quarter a mandate ends; those that it has left."""

    last = forms.ChoiceField(label="Laatste kwartaal", help_text="Een mandaat eindigt met een kwartaal.")

    def __init__(self, data: Any, *, mandaat: DimonaMandaat, day: datetime.date) -> None:
        super().__init__(data)
        self.fields["last"].choices = [
            (str(item), quarter_label(item, last=True))
            for item in quarters_from(day)
            if mandaat.end is None or item.last_day < mandaat.end
        ]

    def clean_last(self) -> Quarter:
        return Quarter.parse(self.cleaned_data["last"])


class ClientsForm(LoketForm):
    """Which mandates of a secretariat are shown."""

    all_optional = True

    q = forms.CharField(label="Naam of KBO-nummer", required=False, max_length=100)
    staat = forms.ChoiceField(label="Staat", required=False, choices=list(SHOWN.items()))
