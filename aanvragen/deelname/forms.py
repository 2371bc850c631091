"""The steps of "Aanwezigheid/deelname registreren", and the form by which a line is corrected."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from aanvragen.deelname.regels.lijn import MOST_HOURS, ZERO, Contract, Ernst, Finding, Line, LineContext, check_period
from aanvragen.deelname.rijen import (
    MOST_ROWS,
    REMOVE,
    RowForm,
    as_columns,
    filled_rows,
    make_rows,
    with_more,
    without,
)
from aanvragen.flow import StepForm
from aanvragen.vov.odb import OdbNumberError, normalise_odb_number
from loket.ui.forms import DatumField, GetalField, InszField, LoketForm, NaamField

if TYPE_CHECKING:
    from aanvragen.deelname.draft import DeelnameDraft

SHORT_LIST = 25
YES, NO, NOT_YET = "ja", "nee", "nog niet"
ANSWERS = {YES: True, NO: False, NOT_YET: None}
CONTRACTS = [("", "Kies"), *((contract.value, contract.label) for contract in Contract)]
# The fields of a row, in the order of `Line`.
ROW_FIELDS = Line._fields[:9]
ROWS, COPY = "rijen", "overnemen"


class ContactForm(StepForm):
    """Who gets the receipt."""

    contact_name = forms.CharField(label="Naam van de contactpersoon", max_length=200)
    contact_email = forms.EmailField(
        label="E-mailadres", help_text="Naar dit adres sturen we de ontvangstbevestiging.", max_length=254
    )

    @staticmethod
    def prefill(draft: "DeelnameDraft") -> dict[str, Any]:
        relation = draft.werkrelatie
        if relation is None:
            return {}
        return {"contact_name": relation.person.full_name, "contact_email": relation.email}

    def store(self) -> None:
        self.draft.gegevens.contact_name = self.cleaned_data["contact_name"]
        self.draft.gegevens.contact_email = self.cleaned_data["contact_email"]


class OpleidingForm(StepForm):
    """Which own opleiding, and which period. With many opleidingen the number is typed."""

    asks_again = {"opleiding_id": ("cursisten",), "period_from": ("cursisten",)}

    odb_number = forms.CharField(label="Opleiding", max_length=40)
    period = forms.ChoiceField(
        label="Periode",
        help_text="De periode waarvan u de aanwezigheid of de deelname opgeeft.",
        widget=forms.Select(attrs={"class": "b-midden"}),
        error_messages={"required": "Kies een periode."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = self.draft.opleidingen
        if len(known) <= SHORT_LIST:
            choices = [("", "Kies een opleiding"), *((item.odb_number, str(item)) for item in known)]
            self.fields["odb_number"] = forms.ChoiceField(
                label="Opleiding", choices=choices, error_messages={"required": "Kies een opleiding."}
            )
        else:
            field = self.fields["odb_number"]
            field.label = "ODB-nummer van de opleiding"
            field.help_text = "U vindt het nummer bij “Mijn opleidingen”. Bijvoorbeeld ODB-0002141."
            field.widget.attrs.update({"class": "b-midden", "autocomplete": "off"})
        self.fields["period"].choices = [
            ("", "Kies een periode"),
            *((periode.code, periode.label[:1].upper() + periode.label[1:]) for periode in self.draft.perioden),
        ]

    @staticmethod
    def prefill(draft: "DeelnameDraft") -> dict[str, Any]:
        # The one from whose page the registration was begun.
        chosen = draft.gegevens.opleiding
        if chosen is None and len(draft.opleidingen) == 1:
            chosen = draft.opleidingen[0]
        # Mostly it is the last one that is over.
        over = [periode for periode in draft.perioden if periode.last < draft.today]
        return {"odb_number": chosen.odb_number if chosen else "", "period": over[0].code if over else ""}

    def clean_odb_number(self):
        try:
            number = normalise_odb_number(self.cleaned_data["odb_number"])
        except OdbNumberError as error:
            raise forms.ValidationError(str(error)) from None
        self.opleiding = next((item for item in self.draft.opleidingen if item.odb_number == number), None)
        if self.opleiding is None:
            raise forms.ValidationError("Dit is geen opleiding van uw organisatie. Kijk het nummer na.")
        return number

    def clean(self):
        data = super().clean()
        if data.get("odb_number") and data.get("period"):
            self.periode = next(item for item in self.draft.perioden if item.code == data["period"])
            context = self.draft.context_for(self.opleiding, self.periode)
            for finding in check_period(context):
                if finding.ernst is Ernst.FOUT:
                    self.add_error("period", finding.message)
        return data

    def store(self) -> None:
        self.draft.choose(self.opleiding, self.periode)


class CursistRow(RowForm):
    """One trainee. What this opleiding does not ask is not on the page."""

    insz = InszField(
        label="INSZ", max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    first_name = NaamField(label="Voornaam", max_length=100, required=False)
    last_name = NaamField(label="Naam", max_length=100, required=False)
    contract = forms.ChoiceField(label="Soort contract", choices=CONTRACTS, required=False)
    hours_present = GetalField(label="Uren aanwezig", minimum=ZERO, maximum=MOST_HOURS, required=False)
    unjustified = GetalField(label="Uren ongewettigd afwezig", minimum=ZERO, maximum=MOST_HOURS, required=False)
    final_assessment = forms.ChoiceField(label="Deelname aan de eindbeoordeling", required=False)
    completed = forms.ChoiceField(label="Traject volledig gevolgd", required=False)
    real_end = DatumField(label="Werkelijke einddatum", help_text="Enkel als ze afwijkt", required=False)

    def __init__(self, *args, context: LineContext, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.context = context
        # What the rules have to say beside errors.
        self.remarks: list[Finding] = []
        if not context.contract_needed:
            del self.fields["contract"]
        if not context.attendance:
            del self.fields["hours_present"]
        if not context.asks_unjustified:
            del self.fields["unjustified"]
        answers = [("", "Kies"), (YES, "Ja"), (NO, "Nee"), *([(NOT_YET, "Nog niet")] if context.goes_on else [])]
        for name in ("final_assessment", "completed"):
            self.fields[name].choices = answers

    def clean_insz(self):
        if not self.cleaned_data["insz"]:
            raise forms.ValidationError("Vul het INSZ in.")
        return self.cleaned_data["insz"]

    def _answer(self, name: str) -> bool | None:
        """Yes or no; an answer that was not given is an error, because it is not the same as "not yet"."""
        given = self.cleaned_data.get(name, "")
        if not given and name not in self.errors:
            self.add_error(name, f"Kies een antwoord bij “{self.fields[name].label}”.")
        return ANSWERS.get(given)

    def line(self) -> Line:
        """The row as the rules want it. Call it when the fields were cleaned."""
        data = self.cleaned_data
        return Line(
            data.get("insz", ""),
            (data.get("first_name") or "").strip(),
            (data.get("last_name") or "").strip(),
            data.get("contract", ""),
            data.get("hours_present"),
            data.get("unjustified"),
            self._answer("final_assessment"),
            self._answer("completed"),
            data.get("real_end"),
        )

    def say(self, finding: Finding) -> None:
        """An error at its field; once, because a field that could not be read has its own. Remarks are kept apart."""
        if finding.ernst is not Ernst.FOUT:
            self.remarks.append(finding)
        elif finding.field not in self.errors:
            self.add_error(finding.field if finding.field in self.fields else None, finding.message)


class CursistenForm(StepForm):
    """The trainees, a row each. Rows in which nothing was typed do not count."""

    actions = frozenset({ROWS, COPY, *REMOVE})
    most_values = MOST_ROWS

    insz = forms.CharField(label="INSZ", required=False)
    first_name = forms.CharField(label="Voornaam", required=False)
    last_name = forms.CharField(label="Naam", required=False)
    contract = forms.CharField(label="Soort contract", required=False)
    hours_present = forms.CharField(label="Uren aanwezig", required=False)
    unjustified = forms.CharField(label="Uren ongewettigd afwezig", required=False)
    final_assessment = forms.CharField(label="Deelname aan de eindbeoordeling", required=False)
    completed = forms.CharField(label="Traject volledig gevolgd", required=False)
    real_end = forms.CharField(label="Werkelijke einddatum", required=False)

    def __init__(self, data: Any, *, draft: "DeelnameDraft", typed: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(data, draft=draft, typed=typed)
        if data is not None:
            shown = {name: data.getlist(name) for name in ROW_FIELDS}
        else:
            shown = typed or as_columns(draft.trainees(), ROW_FIELDS)
        self.rows = make_rows(CursistRow, shown, ROW_FIELDS, bound=data is not None, context=draft.context)
        self.lines: list[Line] = []

    @classmethod
    def act(cls, action: str, typed: dict[str, list[str]], draft: "DeelnameDraft") -> dict[str, list[str]]:
        """More rows, one less, or who is enrolled and not in the rows yet, in the place of the empty ones."""
        if action == ROWS:
            return with_more(typed, ROW_FIELDS)
        if action in REMOVE:
            return without(typed, ROW_FIELDS, REMOVE[action])
        rows = list(filled_rows(typed, ROW_FIELDS))
        there = {"".join(filter(str.isdigit, row["insz"])) for row in rows}
        new = [row for row in draft.trainees() if "".join(filter(str.isdigit, row["insz"])) not in there]
        whole = [*rows, *new][:MOST_ROWS]
        draft.taken_over = len(whole) - len(rows)
        return as_columns(whole, ROW_FIELDS)

    def parts(self):
        return [(row.legend, row) for row in self.rows]

    @property
    def full(self) -> bool:
        return len(self.rows) >= MOST_ROWS

    def clean(self):
        data = super().clean()
        filled = [row for row in self.rows if not row.empty]
        if not filled:
            self.add_error(None, "Vul minstens één cursist in.")
            return data
        read: list[CursistRow] = []
        for row in filled:
            row.full_clean()
            line = row.line()
            # What could not be read has its error already; the rules judge what could.
            self.lines.append(line)
            read.append(row)
        for index, finding in self.draft.findings(self.lines):
            if index is not None:
                read[index].say(finding)
        for row in read:
            for name, messages in row.errors.items():
                label = row.fields[name].label if name in row.fields else ""
                for message in messages:
                    self.add_error(None, f"Cursist {row.number}{f', {label}' if label else ''}: {message}")
        return data

    @property
    def row_errors(self) -> list[tuple[str, str]]:
        """Every error in a row with the id of its field, for the summary."""
        return [
            (row[name].id_for_label if name in row.fields else row["insz"].id_for_label, f"{row.legend}: {message}")
            for row in self.rows
            for name in (*row.fields, NON_FIELD_ERRORS)
            for message in row.errors.get(name, ())
        ]

    def store(self) -> None:
        self.draft.lines = self.lines
        self.draft.gegevens.line_count = len(self.lines)


class CorrectionForm(CursistRow):
    """One line anew, with the reason. `version` is the one that the page showed."""

    all_optional = False
    reason = forms.CharField(
        label="Reden van de verbetering",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Deze reden blijft bij de lijn staan. De dossierbehandelaar kan ze lezen.",
        error_messages={"required": "Vul een reden in."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            # Needed or not, the rules say; only the date is ever left out.
            self.fields[name].conditional = name != "real_end"

    @staticmethod
    def shown(line: Line, *, goes_on: bool) -> dict[str, Any]:
        """The values of a line as the form shows them."""
        words = {True: YES, False: NO, None: NOT_YET if goes_on else ""}
        return {
            **line._asdict(),
            "final_assessment": words[line.final_assessment],
            "completed": words[line.completed],
        }


class WithdrawalForm(LoketForm):
    """Why a line or an enrolment is withdrawn."""

    reason = forms.CharField(
        label="Reden",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Vul een reden in."},
    )
