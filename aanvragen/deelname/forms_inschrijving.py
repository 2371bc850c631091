"""The forms of enrolments: several trainees at once, and one anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from aanvragen.deelname.forms import CONTRACTS
from aanvragen.deelname.inschrijven import ALREADY, enrolled
from aanvragen.deelname.models import Inschrijving
from aanvragen.deelname.rijen import RowForm, make_rows
from aanvragen.models import Opleiding
from aanvragen.odb.soorten import EENHEDEN
from aanvragen.vov.opleiding import Soort
from loket.dutch import number
from loket.ui.forms import DatumField, GetalField, InszField, LoketForm, NaamField

ROW_FIELDS = ("insz", "first_name", "last_name", "contract", "own_reference")
TWICE = "Deze cursist staat hier twee keer."


class Shared(LoketForm):
    """What is the same for everybody who is enrolled together; what is left empty is as the opleiding has it."""

    enrolled_on = DatumField(label="Datum van inschrijving")
    start = DatumField(label="Startdatum", required=False)
    end = DatumField(label="Einddatum", required=False)
    exam_on = DatumField(label="Examendatum", help_text="Enkel als ze na de einddatum valt.", required=False)
    size = GetalField(label="Omvang", required=False)
    blended_hours = GetalField(label="Uren afstandsleren", required=False)
    modules = forms.CharField(
        label="Modules",
        max_length=2000,
        required=False,
        help_text="Eén module per regel. Niet voor het hoger onderwijs.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    provisional = forms.BooleanField(
        label="De attesten zijn voorlopig: het aantal studiepunten kan nog wijzigen", required=False
    )

    def __init__(self, *args, opleiding: Opleiding, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.opleiding = opleiding
        kind = Soort(opleiding.kind) if opleiding.kind else None
        if kind is Soort.STUDIEPUNTEN:
            del self.fields["modules"]
        else:
            del self.fields["provisional"]
        if kind is not None and "size" in self.fields:
            self.fields["size"].label = f"Aantal {EENHEDEN[kind]}"
        known = {"start": opleiding.start, "end": opleiding.end, "size": opleiding.size}
        known |= {"exam_on": opleiding.exam_date, "blended_hours": opleiding.blended_hours}
        for name, value in known.items():
            if value is not None:
                shown = self.fields[name].prepare_value(value)
                self.fields[name].help_text = f"Laat leeg als het zoals in de opleidingsdatabank is: {shown}."

    def clean(self):
        data = super().clean()
        start = data.get("start") or self.opleiding.start
        end = data.get("end") or self.opleiding.end
        if start and end and end < start and "start" not in self.errors:
            self.add_error("end" if data.get("end") else "start", "De einddatum ligt voor de startdatum.")
        if data.get("enrolled_on") and data["enrolled_on"] > timezone.localdate():
            text = "Deze dag ligt in de toekomst. Vul de dag in waarop de cursist zich inschreef."
            self.add_error("enrolled_on", text)
        elif data.get("enrolled_on") and end and data["enrolled_on"] > end:
            self.add_error("enrolled_on", "Deze dag ligt na het einde van de opleiding.")
        if data.get("exam_on") and end and data["exam_on"] <= end:
            self.add_error("exam_on", "Vul een dag in na de einddatum, of laat dit leeg.")
        for name in ("size", "blended_hours"):
            if data.get(name) is not None and data[name] <= 0:
                self.add_error(name, "Vul een getal in dat groter is dan 0.")
            elif data.get(name) is not None and data[name] >= 100_000:
                self.add_error(name, "Vul een kleiner getal in.")
        most = self.opleiding.size
        if most is not None and (data.get("size") or 0) > most and "size" not in self.errors:
            self.add_error("size", f"De omvang van de opleiding is {number(most)}. Vul hoogstens dat getal in.")
        return data

    def columns(self) -> dict[str, Any]:
        """The columns of an enrolment."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("enrolled_on", "start", "end", "exam_on", "size", "blended_hours")},
            "modules": data.get("modules", ""),
            "provisional": data.get("provisional", False),
        }


class TraineeRow(RowForm):
    """One trainee to enrol."""

    insz = InszField(label="INSZ", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    first_name = NaamField(label="Voornaam", max_length=100)
    last_name = NaamField(label="Naam", max_length=100)
    contract = forms.ChoiceField(
        label="Soort contract", choices=CONTRACTS, error_messages={"required": "Kies een soort contract."}
    )
    own_reference = forms.CharField(label="Eigen referentie (niet verplicht)", max_length=60, required=False)

    def __init__(self, *args, opleiding: Opleiding, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if opleiding.kind != Soort.STUDIEPUNTEN:
            del self.fields["contract"]


class Enrolment:
    """The whole page: what is shared, and the rows. Looks like a form to the summary of errors."""

    def __init__(self, opleiding: Opleiding, shared: Shared, typed: Mapping[str, Sequence[str]], *, bound: bool):
        self.opleiding = opleiding
        self.shared = shared
        self.bound = bound
        self.message = ""
        self.rows = make_rows(TraineeRow, typed, ROW_FIELDS, bound=bound, opleiding=opleiding)

    @property
    def filled(self) -> list[TraineeRow]:
        return [row for row in self.rows if not row.empty]

    def is_valid(self) -> bool:
        right = self.shared.is_valid()
        if not self.filled:
            self.message = "Vul minstens één cursist in."
            return False
        # Each row is looked at, also when the first one is wrong: all errors at once.
        wrong = [row for row in self.filled if not row.is_valid()]
        right = right and not wrong
        seen: set[str] = set()
        there = enrolled(self.opleiding.pk, [row.cleaned_data["insz"] for row in self.filled if self._read(row)])
        for row in self.filled:
            if not self._read(row):
                continue
            insz = row.cleaned_data["insz"]
            if insz in seen or insz in there:
                row.add_error("insz", TWICE if insz in seen else ALREADY)
                right = False
            seen.add(insz)
        return right

    def refuse(self, inszs: set[str]) -> None:
        """These were enrolled by somebody else in the last moment."""
        for row in self.filled:
            if row.cleaned_data["insz"] in inszs:
                row.add_error("insz", ALREADY)

    @staticmethod
    def _read(row: TraineeRow) -> bool:
        return "insz" not in row.errors

    def trainees(self) -> list[dict[str, Any]]:
        """The columns of each enrolment."""
        shared = self.shared.columns()
        return [{**shared, **{name: row.cleaned_data.get(name, "") for name in ROW_FIELDS}} for row in self.filled]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error with the id of its field."""
        if not self.bound:
            return []
        found = [("id_0_insz", self.message)] if self.message else []
        forms_of = [(self.shared, ""), *((row, f"{row.legend}: ") for row in self.filled)]
        for form, prefix in forms_of:
            for name, messages in form.errors.items():
                found += [(form[name].id_for_label, f"{prefix}{message}") for message in messages]
        return found


class TraineeForm(Shared):
    """One enrolment anew: what is shared, and the trainee."""

    insz = TraineeRow.base_fields["insz"]
    first_name = TraineeRow.base_fields["first_name"]
    last_name = TraineeRow.base_fields["last_name"]
    contract = TraineeRow.base_fields["contract"]
    own_reference = forms.CharField(label="Eigen referentie", max_length=60, required=False)
    field_order = ROW_FIELDS

    def __init__(self, *args, stored: Inschrijving, **kwargs) -> None:
        super().__init__(*args, opleiding=stored.opleiding, **kwargs)
        self.stored = stored
        if self.opleiding.kind != Soort.STUDIEPUNTEN:
            del self.fields["contract"]

    def clean_insz(self) -> str:
        insz: str = self.cleaned_data["insz"]
        if insz != self.stored.insz and enrolled(self.opleiding.pk, [insz]):
            raise forms.ValidationError(ALREADY)
        return insz

    def differing(self, stored: Inschrijving) -> list[tuple[str, str]]:
        """The fields in which what is stored says something else than what was typed, as (label, stored)."""
        return [
            (str(self.fields[name].label), self._in_words(name, getattr(stored, name)))
            for name, value in self.columns().items()
            if name in self.fields and getattr(stored, name) != value
        ]

    def _in_words(self, name: str, value: Any) -> str:
        """A value as the page shows it."""
        if isinstance(value, bool):
            return "Ja" if value else "Nee"
        field = self.fields[name]
        return str(dict(getattr(field, "choices", ())).get(value) or field.prepare_value(value) or "")

    def columns(self) -> dict[str, Any]:
        return {**super().columns(), **{name: self.cleaned_data.get(name, "") for name in ROW_FIELDS}}
