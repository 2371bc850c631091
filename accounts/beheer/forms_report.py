"""Filters of the report, the journal and the nazicht; they live in the address. A wrong value filters nothing."""

from typing import Any

from django import forms

from accounts.beheer.selectors_report import STATES
from accounts.models import Gebruikersrecht
from loket.journal.labels import labelled_actions
from loket.prepared import Prepared
from loket.ui.forms import DatumField, LoketForm

# Each right as often as it has contexts, or once.
_catalogue = Prepared(
    lambda: Gebruikersrecht.objects.order_by("name", "pk", "contexts__label", "contexts__pk").values_list(
        "code", "name", "contexts__code", "contexts__label"
    )
)


class ReportForm(LoketForm):
    """Which rights the report shows."""

    all_optional = True

    q = forms.CharField(label="Naam", required=False, max_length=100)
    recht = forms.ChoiceField(label="Gebruikersrecht", required=False)
    context = forms.ChoiceField(label="Context", required=False)
    staat = forms.ChoiceField(label="Staat", required=False, choices=[("", "Alle"), *STATES.items()])
    einde = DatumField(label="Eindigt voor", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = _catalogue()
        rights = {row.code: row.name for row in rows}
        contexts = {row.contexts__code: row.contexts__label for row in rows if row.contexts__code is not None}
        self.fields["recht"].choices = [("", "Alle"), *rights.items()]
        self.fields["context"].choices = [("", "Alle"), *contexts.items()]


class JournalForm(LoketForm):
    """Which lines of the journal are shown."""

    all_optional = True

    q = forms.CharField(label="Naam van wie het deed", required=False, max_length=100)
    wat = forms.ChoiceField(label="Wat", required=False)
    van = DatumField(label="Vanaf", required=False)
    tot = DatumField(label="Tot en met", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wat"].choices = [("", "Alles"), *labelled_actions()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", "Deze dag ligt voor “Vanaf”.")
        return data


class ReviewFilterForm(LoketForm):
    """Which rights of a nazicht are shown; without a choice, those that wait for a decision."""

    all_optional = True

    q = forms.CharField(label="Naam", required=False, max_length=100)
    toon = forms.ChoiceField(
        label="Toon", required=False, choices=[("", "Nog te beslissen"), ("klaar", "Klaar"), ("alles", "Alles")]
    )
