"""Forms of SSM mandates."""

from typing import Any

from django import forms

from loket.ui.forms import DatumField, InszField, KboField, LoketForm, NaamField
from mandates.ssm.selectors import TITLES
from mandates.ssm.types import ORGANISATIE, PERSOON, Mandaattype, all_types

KINDS = {ORGANISATIE: "Een organisatie", PERSOON: "Een natuurlijk persoon"}


class SoortForm(LoketForm):
    """What the other party is, when it can be either."""

    soort = forms.ChoiceField(
        label="Wie is de andere partij?",
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wie de andere partij is."},
    )


class TypeForm(LoketForm):
    """Which type of mandate; only those that are possible between these parties."""

    type = forms.ChoiceField(
        label="Welk mandaat?", widget=forms.RadioSelect, error_messages={"required": "Kies een type mandaat."}
    )

    def __init__(self, *args: Any, types: list[Mandaattype], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [(item.code, f"{item.name}. {item.help}") for item in types]
        if len(types) == 1:
            self.fields["type"].initial = types[0].code


class OrganisatieVelden(forms.Form):
    """The other party is an organisation."""

    kbo = KboField(
        label="KBO-nummer van de andere partij",
        max_length=30,
        help_text="Bijvoorbeeld 0999.000.129",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )


class PersoonVelden(forms.Form):
    """The other party is a natural person. The three must belong together."""

    first_name = NaamField(label="Voornaam van de andere partij", max_length=100)
    last_name = NaamField(label="Naam van de andere partij", max_length=100)
    insz = InszField(
        label="INSZ van de andere partij",
        max_length=30,
        help_text="Rijksregister- of BIS-nummer, bijvoorbeeld 90.01.20-990.16",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )


class OrganisatieStartForm(TypeForm, OrganisatieVelden):
    """A mandate with an organisation."""

    field_order = ("type", "kbo")


class PersoonStartForm(TypeForm, PersoonVelden):
    """A mandate with a natural person."""

    field_order = ("type", "first_name", "last_name", "insz")


class VanafVeld(forms.Form):
    """From when a mandate goes to another taker."""

    start = DatumField(label="Vanaf", help_text="De huidige mandaatnemer houdt het mandaat tot en met de dag ervoor.")


class OrganisatieOverdrachtForm(LoketForm, OrganisatieVelden, VanafVeld):
    """To which organisation a mandate goes, and from when."""

    field_order = ("kbo", "start")


class PersoonOverdrachtForm(LoketForm, PersoonVelden, VanafVeld):
    """To which natural person a mandate goes, and from when."""

    field_order = ("first_name", "last_name", "insz", "start")


class GegevensForm(LoketForm):
    """Period, reference and address of a concept."""

    start = DatumField(label="Begindatum", help_text="Vandaag of later. Bijvoorbeeld 1/9/2026")
    end = DatumField(
        label="Einddatum", required=False, help_text="Zonder einddatum loopt het mandaat tot een partij het stopzet."
    )
    reference = forms.CharField(
        label="Referentie", required=False, max_length=255, help_text="Beide partijen zien deze tekst."
    )
    other_email = forms.EmailField(
        label="E-mailadres van de andere partij",
        required=False,
        max_length=254,
        help_text="We gebruiken dit adres als de andere partij geen mandaatbeheerder met een e-mailadres heeft.",
    )

    def __init__(self, *args: Any, extension: bool = False, transfer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if extension:
            # The day after the end of the mandate that is extended.
            del self.fields["start"]
        if transfer:
            # A mandate that goes to another taker keeps its end.
            del self.fields["end"]


class UitbreidForm(LoketForm):
    """Until when a mandate goes on."""

    end = DatumField(
        label="Nieuwe einddatum",
        required=False,
        help_text="Zonder einddatum loopt het mandaat tot een partij het stopzet.",
    )


class RedenForm(LoketForm):
    """Why a move is made; the other party reads it."""

    reason = forms.CharField(
        label="Reden",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="De andere partij leest deze reden.",
        error_messages={"required": "Vul de reden in."},
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class ZoekForm(LoketForm):
    """Which mandates the list shows; a wrong value filters nothing."""

    all_optional = True

    q = forms.CharField(label="Naam of KBO-nummer van de andere partij", required=False, max_length=320)
    type = forms.ChoiceField(label="Type", required=False)
    rol = forms.ChoiceField(
        label="Uw rol", required=False, choices=[("", "Alle"), ("gever", "Gever"), ("nemer", "Nemer")]
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Alle"), *((code, title) for code, (title, _empty) in TITLES.items())],
    )
    referentie = forms.CharField(label="Referentie", required=False, max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Alle"), *((item.code, item.name) for item in all_types())]
