"""The steps of a registration, and what a provider asks later."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from aanvragen.flow import StepForm
from aanvragen.odb.models import Module
from aanvragen.odb.regels import Periode, check_modules, check_omvang, check_periode, check_vorm, laatste_dag
from aanvragen.odb.soorten import EENHEDEN, SOORTEN, Niveau, Vorm
from aanvragen.vov.opleiding import Soort
from loket.parameters.values import ParameterMissing
from loket.ui.forms import DatumField, GetalField, LoketForm

MOST_SIZE = Decimal(10000)
LEAST = Decimal("0.01")
FILE_TYPES = ".pdf,.jpg,.jpeg,.png"
FILE_HINT = "Pdf, JPEG of PNG van hoogstens 10 MB."
UNKNOWN_RULES = "Voor deze startdatum zijn geen regels bekend. Kijk de datum na."


class OpleidingForm(StepForm):
    """What the opleiding is."""

    asks_again = {"kind": ("omvang", "modules")}

    title = forms.CharField(label="Titel van de opleiding", max_length=300)
    kind = forms.ChoiceField(
        label="Hoe telt de opleiding?",
        choices=[(soort.value, label) for soort, label in SOORTEN.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe de opleiding telt."},
    )
    restriction = forms.ChoiceField(
        label="Beperkende voorwaarde opleidingsniveau",
        required=False,
        choices=[("", "Geen beperkende voorwaarde"), *((niveau.value, niveau.label) for niveau in Niveau)],
        help_text="Kies een niveau als opleidingsverlof enkel kan voor een eerste diploma van dat niveau.",
    )

    def store(self):
        for name, value in self.cleaned_data.items():
            setattr(self.draft.gegevens, name, value)


class PeriodeForm(StepForm):
    """When and where it is given."""

    start = DatumField(label="Startdatum", help_text="De eerste lesdag. Bijvoorbeeld 1/9/2026.")
    end = DatumField(label="Einddatum", help_text="De laatste lesdag. Bijvoorbeeld 30/6/2027.")
    exam_date = DatumField(
        label="Examendatum",
        required=False,
        help_text="Enkel als het examen op een andere dag valt. Bijvoorbeeld 3/7/2027.",
    )
    vorm = forms.ChoiceField(
        label="Hoe wordt de opleiding gegeven?",
        choices=[(vorm.value, vorm.label) for vorm in Vorm],
        widget=forms.RadioSelect,
        help_text="Online lessen met een leraar op een vast tijdstip zijn contacturen. Blended betekent dat de "
        "cursist daarnaast zelfstandig op afstand leert.",
        error_messages={"required": "Kies hoe de opleiding gegeven wordt."},
    )
    place = forms.CharField(
        label="Plaats",
        required=False,
        max_length=200,
        help_text="De gemeente of het adres. Niet nodig als alles online is.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].conditional = True

    def clean(self):
        data = super().clean()
        if data.get("vorm"):
            # The rest of the form of opleiding is asked in the next step.
            for finding in check_vorm(Vorm(data["vorm"]), data.get("place", ""), "-", "-", Decimal(1)):
                self.add_error(finding.field, finding.message)
        if data.get("start") and data.get("end"):
            periode = Periode(data["start"], data["end"], data.get("exam_date"))
            try:
                findings = check_periode(self.draft.params, self.draft.today, periode)
            except ParameterMissing:
                self.add_error("start", UNKNOWN_RULES)
                return data
            for finding in findings:
                self.add_error(finding.field, finding.message)
        return data

    def store(self):
        for name, value in self.cleaned_data.items():
            setattr(self.draft.gegevens, name, value)
        self.draft.aanvraag.deadline = laatste_dag(self.draft.params, self.cleaned_data["start"])


class OmvangForm(StepForm):
    """How large it is, in the unit of its kind; of a blended opleiding also how it is followed at a distance."""

    size = GetalField(label="Omvang", required=False, minimum=LEAST, maximum=MOST_SIZE)
    blended_hours = GetalField(
        label="Aantal uren op afstand",
        required=False,
        minimum=LEAST,
        maximum=MOST_SIZE,
        help_text="De uren die de cursist zelfstandig leert, boven op de contacturen.",
    )
    lms = forms.CharField(
        label="Leeromgeving (LMS)", required=False, max_length=200, help_text="Bijvoorbeeld Moodle of Canvas."
    )
    follow_up = forms.CharField(
        label="Hoe volgt u op of de cursist de leerdoelen bereikt?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        g = self.draft.gegevens
        size = self.fields["size"]
        size.label = f"Aantal {EENHEDEN[Soort(g.kind)]}" if g.kind else "Omvang"
        size.conditional = g.kind != Soort.EVC
        for name in ("blended_hours", "lms", "follow_up"):
            if g.vorm != Vorm.BLENDED:
                del self.fields[name]
            else:
                self.fields[name].conditional = True

    def clean(self):
        data = super().clean()
        g = self.draft.gegevens
        if not (g.kind and g.start and g.vorm):
            return data
        blended = data.get("blended_hours")
        if g.vorm == Vorm.BLENDED:
            found = check_vorm(Vorm.BLENDED, "-", data.get("lms", ""), data.get("follow_up", ""), blended)
            for finding in found:
                if finding.field not in self.errors:
                    self.add_error(finding.field, finding.message)
        size = data.get("size")
        # Without the hours at a distance a total is not known; that the other one is missing is.
        if "size" in self.errors or (size is not None and "blended_hours" in self.errors):
            return data
        try:
            findings = check_omvang(self.draft.params, g.start, Soort(g.kind), size, blended)
        except ParameterMissing:
            self.add_error("size", UNKNOWN_RULES)
            return data
        for finding in findings:
            self.add_error(finding.field, finding.message)
        return data

    def store(self):
        g = self.draft.gegevens
        g.size = self.cleaned_data["size"]
        g.blended_hours = self.cleaned_data.get("blended_hours")
        g.lms = self.cleaned_data.get("lms", "")
        g.follow_up = self.cleaned_data.get("follow_up", "")


class ModuleRow(LoketForm):
    """One module. Its fields have the names of the step's, and ids of their own."""

    all_optional = True
    module_title = forms.CharField(label="Titel van de module", required=False, max_length=300)
    module_size = GetalField(label="Omvang", required=False, minimum=LEAST, maximum=MOST_SIZE)

    def __init__(self, *args, number: int, unit: str, **kwargs):
        super().__init__(*args, auto_id=f"id_{number}_%s", **kwargs)
        self.number = number
        self.fields["module_size"].label = f"Aantal {unit}" if unit else "Omvang"

    def clean(self):
        data = super().clean()
        if data.get("module_title") and data.get("module_size") is None and "module_size" not in self.errors:
            self.add_error("module_size", f"Vul de omvang van module {self.number} in.")
        if not data.get("module_title") and "module_title" not in self.errors and self.filled:
            self.add_error("module_title", f"Vul de titel van module {self.number} in.")
        return data

    @property
    def filled(self) -> bool:
        return any((self.data.get(name) or "").strip() for name in self.fields)


class ModulesForm(StepForm):
    """The modules, a row each; most opleidingen have none. Rows in which nothing was typed do not count."""

    NAMES = ("module_title", "module_size")
    MOST = 20
    EMPTY = 3

    module_title = forms.CharField(label="Titel van de module", required=False)
    module_size = forms.CharField(label="Omvang", required=False)

    def __init__(self, data: Any, *, draft: Any, typed: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(data, draft=draft, typed=typed)
        sent = {name: data.getlist(name) for name in self.NAMES} if data is not None else None
        shown = sent or typed or self._known(draft)
        filled = [row for row in zip(*(shown.get(name, []) for name in self.NAMES), strict=False) if any(row)]
        unit = EENHEDEN[Soort(draft.gegevens.kind)] if draft.gegevens.kind else ""
        self.rows = [
            self._row(number, dict(zip(self.NAMES, values, strict=True)), data is not None, unit)
            for number, values in enumerate([*filled, *[("", "")] * self.EMPTY][: self.MOST], start=1)
        ]
        self.unit = unit

    @staticmethod
    def _row(number: int, values: dict[str, str], bound: bool, unit: str) -> ModuleRow:
        return ModuleRow(values if bound else None, initial=values, number=number, unit=unit)

    @staticmethod
    def _known(draft: Any) -> dict[str, list[str]]:
        return {
            "module_title": [module.title for module in draft.modules],
            "module_size": [f"{module.size:f}".replace(".", ",") for module in draft.modules],
        }

    def clean(self):
        data = super().clean()
        self.modules = []
        for row in self.rows:
            if not row.filled:
                continue
            for name, messages in row.errors.items():
                for message in messages:
                    self.add_error(None, f"Module {row.number}, {row.fields[name].label.lower()}: {message}")
            if row.is_valid():
                self.modules.append((row.cleaned_data["module_title"], row.cleaned_data["module_size"]))
        g = self.draft.gegevens
        if g.kind:
            for finding in check_modules(Soort(g.kind), g.size, [size for _title, size in self.modules]):
                self.add_error(None, finding.message)
        return data

    def parts(self):
        return [(f"Module {row.number}", row) for row in self.rows]

    @property
    def row_errors(self) -> list[tuple[str, str]]:
        """Every error in a row with the id of its field, for the summary; then those about the whole."""
        return [
            (row[name].id_for_label, f"Module {row.number}: {message}")
            for row in self.rows
            for name, messages in (row.errors.items() if row.is_bound and row.filled else ())
            for message in messages
        ]

    @property
    def whole_errors(self) -> list[str]:
        return [message for message in self.non_field_errors() if not message.startswith("Module ")]

    def store(self):
        self.draft.new_modules = [
            Module(gegevens=self.draft.gegevens, position=position, title=title, size=size)
            for position, (title, size) in enumerate(self.modules, start=1)
        ]


def file_field(label: str, hint: str = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        help_text=f"{hint} {FILE_HINT}".strip(),
        widget=forms.FileInput(attrs={"accept": FILE_TYPES}),
    )


PROGRAMMA, LEEROMGEVING, ANDER, AANVULLING = "programma", "leeromgeving", "ander", "aanvulling"
DOCUMENTEN = {
    PROGRAMMA: "Programma of leerplan",
    LEEROMGEVING: "Beschrijving van de leeromgeving",
    ANDER: "Ander document",
    AANVULLING: "Aanvulling",
}


class DocumentenForm(StepForm):
    """The documents by which the department judges."""

    file_fields = {PROGRAMMA: PROGRAMMA, LEEROMGEVING: LEEROMGEVING, ANDER: ANDER}

    programma = file_field(DOCUMENTEN[PROGRAMMA], "Wat de cursist leert, en in welke uren.")
    leeromgeving = file_field(DOCUMENTEN[LEEROMGEVING])
    ander = file_field(DOCUMENTEN[ANDER])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[PROGRAMMA].conditional = True
        if self.draft.gegevens.vorm == Vorm.BLENDED:
            self.fields[LEEROMGEVING].conditional = True
        else:
            del self.fields[LEEROMGEVING]

    def needed_files(self, data):
        needed = {PROGRAMMA: "Voeg het programma of het leerplan toe."}
        if LEEROMGEVING in self.fields:
            needed[LEEROMGEVING] = "Voeg een beschrijving van de leeromgeving toe."
        return needed

    def store(self):
        """The files are kept as soon as they come in."""


class AanvullingForm(LoketForm):
    """The answer to what the department asked."""

    answer = forms.CharField(
        label="Uw antwoord",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Vul uw antwoord in."},
    )
    document = file_field("Document")


class VerlengingForm(LoketForm):
    """A later end date, and why."""

    new_end = DatumField(label="Nieuwe einddatum", help_text="De nieuwe laatste lesdag. Bijvoorbeeld 30/6/2027.")
    reason = forms.CharField(
        label="Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Vul een reden in."},
    )


class StopzettingForm(LoketForm):
    """Why the provider strikes the opleiding."""

    reason = forms.CharField(
        label="Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Vul een reden in."},
    )
