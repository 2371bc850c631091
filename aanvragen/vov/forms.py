"""The steps of a terugbetalingsaanvraag Vlaams opleidingsverlof."""

from decimal import Decimal
from functools import partial

from django import forms

from aanvragen import contact
from aanvragen.deelname.codes import EXAMPLE
from aanvragen.deelname.viacode import OnAttest, attach, detach
from aanvragen.flow import StepForm
from aanvragen.models import Opleiding
from aanvragen.vov.declaration import (
    NOT_IN_ODB,
    Finding,
    check_end,
    check_establishment,
    check_hired_on,
    check_number,
    check_start,
    check_uren,
)
from aanvragen.vov.draft import AANVULLING, INSCHRIJVINGSATTEST
from aanvragen.vov.eerder import took_before
from aanvragen.vov.initiatief import Initiatief
from aanvragen.vov.odb import Pseudonummer, is_pseudo_number
from aanvragen.vov.opleiding import Soort
from aanvragen.vov.recht import Tewerkstelling
from loket import numbers
from loket.ui.forms import DatumField, GetalField, IbanField, InszField

HUNDRED = Decimal(100)
YES_NO = [("ja", "Ja"), ("nee", "Nee")]
SHORT_LIST = 25
# The button "Haal de gegevens van het attest op".
FETCH = "attest"


def _raise(findings):
    """What the rules found at one field."""
    if findings:
        raise forms.ValidationError([finding.message for finding in findings])


def in_percent(value):
    """0,8 is meant as 80 %: nobody works less than a hundredth, and a spreadsheet keeps a percentage so."""
    if 0 < value <= 1:
        raise forms.ValidationError("Vul de breuk in procent in: 80 en niet 0,8.")


class ContactForm(contact.ContactForm):
    """Whom to contact about this request, and where the money goes."""

    iban = IbanField(
        label="IBAN",
        max_length=50,
        help_text="Het rekeningnummer van de onderneming, niet dat van de werknemer.",
        widget=forms.TextInput(attrs={"class": "b-midden"}),
    )


class WerknemerForm(StepForm):
    """The werknemer, the establishment, and how much he works."""

    asks_again = {"insz": ("verlof",)}

    insz = InszField(
        label="INSZ (rijksregisternummer of BIS-nummer)",
        max_length=30,
        help_text="Bijvoorbeeld 90.01.20-990.16",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )
    first_name = forms.CharField(label="Voornaam", max_length=100)
    last_name = forms.CharField(label="Naam", max_length=100)
    establishment = forms.CharField(label="Vestigingsnummer", max_length=30)
    fraction = GetalField(
        label="Tewerkstellingsbreuk in de referentiemaand",
        help_text="In procent, bijvoorbeeld 80. Tel alle jobs van de werknemer samen.",
        minimum=Decimal(0),
        maximum=HUNDRED,
        decimals=4,
        unit=" %",
        validators=[in_percent],
    )
    hours_per_week = GetalField(
        label="Gemiddeld aantal uren per week in de referentiemaand",
        help_text="Bijvoorbeeld 30,4",
        minimum=Decimal(0),
        maximum=Decimal(60),
        unit=" uur",
    )
    hired_on = DatumField(
        label="Datum indiensttreding",
        required=False,
        help_text="Enkel als de werknemer bij u begon te werken na de start van de opleiding. Bijvoorbeeld 1/9/2026.",
    )
    worker_email = forms.EmailField(
        label="E-mailadres van de werknemer",
        required=False,
        max_length=254,
        help_text="De werknemer krijgt dan een kopie van de ontvangstbevestiging.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.draft.establishments
        if 0 < len(known) <= SHORT_LIST:
            choices = [(establishment.number, str(establishment)) for establishment in known]
            if len(known) > 1:
                choices.insert(0, ("", "Kies een vestiging"))
            field = forms.ChoiceField(
                label="Vestiging waar de werknemer werkt",
                choices=choices,
                initial=choices[0][0],
                error_messages={"required": "Kies een vestiging."},
            )
            self.fields["establishment"] = field
        else:
            self.fields["establishment"].help_text = "Bijvoorbeeld 2.999.000.171"

    def clean_hired_on(self):
        hired_on = self.cleaned_data["hired_on"]
        _raise(check_hired_on(hired_on, self.draft.today))
        return hired_on

    def clean_establishment(self):
        try:
            number = numbers.parse_establishment(self.cleaned_data["establishment"])
        except numbers.InvalidNumber as error:
            raise forms.ValidationError(str(error)) from None
        known = {establishment.number: establishment.in_flanders for establishment in self.draft.establishments}
        _raise(check_establishment(number, known))
        return number

    def store(self):
        g = self.draft.gegevens
        for name in ("insz", "first_name", "last_name", "establishment", "hours_per_week", "hired_on", "worker_email"):
            setattr(g, name, self.cleaned_data[name])
        g.fraction = self.cleaned_data["fraction"] / HUNDRED


class OpleidingForm(StepForm):
    """Which opleiding; its data come from the opleidingsdatabank."""

    asks_again = {"odb_number": ("opleidingsgegevens", "verlof")}
    file_fields = {"attest": INSCHRIJVINGSATTEST}
    actions = frozenset({FETCH})

    attest_code = forms.CharField(
        label="Code van het inschrijvingsattest",
        required=False,
        max_length=40,
        help_text=f"Bijvoorbeeld {EXAMPLE}. Met de code vullen wij de opleiding in, en hoeft u het attest niet op te "
        "laden. Hebt u geen code, vul dan alles zelf in.",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )
    creditcontract = forms.ChoiceField(
        label="Volgt de werknemer de opleiding met een creditcontract?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee."},
    )
    odb_number = forms.CharField(
        label="ODB-nummer",
        required=False,
        max_length=40,
        help_text="U vindt dit nummer op het inschrijvingsattest. "
        f"Bij een creditcontract is het {Pseudonummer.CREDITCONTRACT}.",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )
    start = DatumField(
        label="Startdatum van de opleiding",
        help_text="De startdatum op het inschrijvingsattest. Schreef de werknemer zich later in, vul dan die dag in. "
        "Bijvoorbeeld 1/9/2026.",
    )
    initiatief = forms.ChoiceField(
        label="Wie nam het initiatief voor de opleiding?",
        choices=[(Initiatief.WERKNEMER.value, "De werknemer"), (Initiatief.WERKGEVER.value, "De werkgever")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wie het initiatief nam."},
    )

    attest = forms.FileField(
        label="Inschrijvingsattest",
        required=False,
        help_text="Pdf, JPEG of PNG van hoogstens 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    opleiding: Opleiding | None = None
    on_attest: OnAttest | None = None

    @classmethod
    def complete(cls, typed, draft):
        """The code fills in what was left open; what it cannot open, `clean` says."""
        code = typed.get("attest_code", [""])[-1].strip()
        try:
            known = draft.read_attest(code).typed() if code else {}
        except ValueError:
            return typed
        return typed | {name: [text] for name, text in known.items() if not typed.get(name, [""])[-1].strip()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # By which a code that was taken away is seen.
        self.code_before = self.draft.typed_code
        # Needed, but for a creditcontract, where the portal knows the number itself.
        self.fields["odb_number"].conditional = True

    def clean(self):
        data = super().clean()
        self._read_code((data.get("attest_code") or "").strip())
        credit = {"ja": True, "nee": False}.get(data.get("creditcontract", ""))
        number, findings = check_number(credit, (data.get("odb_number") or "").strip())
        if number:
            self.opleiding = self.draft.find_opleiding(number)
            if self.opleiding is None:
                findings = [Finding("odb_number", NOT_IN_ODB)]
            data["odb_number"] = number
        for finding in findings:
            self.add_error(finding.field, finding.message)
        if self.on_attest is not None:
            given = (number or "", data.get("creditcontract") or "", data.get("start"))
            for field, message in self.on_attest.differences(*given):
                if field not in self.errors:
                    self.add_error(field, message)
        if data.get("start"):
            self._check_start(data["start"])
        return data

    def _read_code(self, code):
        if not code:
            if self.action == FETCH:
                self.add_error("attest_code", "Vul de code van het inschrijvingsattest in.")
            return
        try:
            self.on_attest = self.draft.read_attest(code)
        except ValueError as error:
            self.add_error("attest_code", str(error))

    def judged_at_once(self):
        """What is wrong with the code, and what was typed otherwise than the attest says: that was left as it is."""
        filled_in = self.on_attest.typed() if self.on_attest is not None else {}
        return ["attest_code", *(name for name, text in filled_in.items() if text and self.data.get(name) != text)]

    def _check_start(self, start):
        g = self.draft.gegevens
        given = g.fraction is not None and g.hours_per_week is not None
        work = Tewerkstelling(g.fraction, g.hours_per_week) if given else None
        course = self.opleiding
        earlier = partial(took_before, g.insz, course.odb_number if course else "", start)
        deadline, findings = check_start(self.draft.params, self.draft.today, start, course, g.hired_on, work, earlier)
        if deadline is not None and not self.draft.is_answer:
            self.draft.aanvraag.deadline = deadline
        for finding in findings:
            if finding.field == "fraction":
                self.add_error(
                    None, f"{finding.message} U kunt de gegevens van de werknemer nakijken in de vorige stap."
                )
            else:
                self.add_error(finding.field, finding.message)

    def store(self):
        g, data, course = self.draft.gegevens, self.cleaned_data, self.opleiding
        changed = g.odb_number != data["odb_number"]
        g.odb_number = data["odb_number"]
        g.creditcontract = data["creditcontract"] == "ja"
        g.initiatief = data["initiatief"]
        g.opleiding = course
        self.draft.set_start(data["start"])
        if not is_pseudo_number(g.odb_number):
            g.title, g.kind, g.size, g.end = course.title, course.kind, course.size, course.end
            g.provider_name = course.provider.name if course.provider else ""
            if self.on_attest is not None and self.on_attest.size is not None:
                g.size = self.on_attest.size
        elif changed:
            # Another pseudo number stands for another opleiding: its own step asks the data again.
            g.title, g.provider_name, g.kind, g.size, g.end = "", "", "", None, None

    def keep(self):
        """The attest behind a code is the bijlage, and goes when the code goes."""
        if self.on_attest is not None:
            attach(self.draft.aanvraag, self.on_attest.inschrijving, INSCHRIJVINGSATTEST)
        elif self.code_before:
            detach(self.draft.aanvraag)
        if self.on_attest is not None or self.code_before:
            self.draft.__dict__.pop("files", None)


class OpleidingGegevensForm(StepForm):
    """The data of an opleiding that stands in no databank (a pseudo number)."""

    KINDS = [
        (Soort.UREN.value, "Contacturen"),
        (Soort.LESTIJDEN.value, "Lestijden"),
        (Soort.STUDIEPUNTEN.value, "Studiepunten"),
    ]

    title = forms.CharField(label="Naam van de opleiding", max_length=300)
    provider_name = forms.CharField(label="Naam van de opleidingsverstrekker", max_length=320)
    kind = forms.ChoiceField(
        label="Waarin telt de opleiding?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies contacturen, lestijden of studiepunten."},
    )
    size = GetalField(
        label="Aantal contacturen, lestijden of studiepunten",
        minimum=Decimal("0.01"),
        maximum=Decimal(10000),
        error_messages={"required": "Vul het aantal contacturen, lestijden of studiepunten in."},
    )
    end = DatumField(label="Einddatum van de opleiding")

    def clean(self):
        data = super().clean()
        g = self.draft.gegevens
        kind, size = data.get("kind") or "", data.get("size")
        for finding in check_end(self.draft.params, g.start, data.get("end"), g.hired_on, kind, size):
            self.add_error(finding.field, finding.message)
        return data

    def store(self):
        for name, value in self.cleaned_data.items():
            setattr(self.draft.gegevens, name, value)


class VerlofForm(StepForm):
    """The hours that the werknemer plans to take."""

    hours = GetalField(
        label="Aantal uren opleidingsverlof dat de werknemer wil opnemen",
        minimum=Decimal("0.01"),
        maximum=Decimal(9999),
        unit=" uur",
        error_messages={"required": "Vul het aantal uren in."},
    )
    akkoord = forms.BooleanField(
        label="De werknemer is akkoord om deze opleiding met Vlaams opleidingsverlof te volgen.",
        error_messages={"required": "De werknemer moet akkoord zijn. Vraag het na, en geef het dan aan."},
    )

    @staticmethod
    def prefill(draft):
        hours = draft.hours_on_attest
        return {} if hours is None else {"hours": hours}

    def clean(self):
        data = super().clean()
        if not self.draft.is_ready_for_hours:
            self.add_error(None, "Vul eerst de gegevens van de werknemer en de opleiding in.")
        elif data.get("hours"):
            for finding in check_uren(self.draft.room(), data["hours"]):
                self.add_error("hours", finding.message)
        return data

    def store(self):
        self.draft.gegevens.hours = self.cleaned_data["hours"]


class AntwoordForm(StepForm):
    """The answer to what the department asked, with a document where it helps."""

    file_fields = {"document": AANVULLING}

    answer = forms.CharField(
        label="Uw antwoord",
        max_length=5000,
        help_text="Verbeterde u iets in de andere stappen, schrijf hier dan ook kort wat.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Vul uw antwoord in."},
    )
    document = forms.FileField(
        label="Document",
        required=False,
        help_text="Pdf, JPEG of PNG van hoogstens 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def store(self):
        """It goes on the timeline when it is delivered."""
