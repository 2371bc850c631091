"""Forms of the department's screens."""

from typing import Any

from django import forms

from accounts.models.organisation import Kind
from loket.ui.forms import LoketForm

CODE = r"^[a-z][a-z0-9_]*$"
CODE_HINT = "Kleine letters, cijfers en _. De code kan later niet meer veranderen."


class SearchForm(LoketForm):
    """Looking up an organisation."""

    all_optional = True

    q = forms.CharField(
        label="Zoek op naam, KBO-nummer, instellingsnummer of OVO-code", required=False, max_length=100
    )


class KindsForm(LoketForm):
    """What an organisation is."""

    kinds = forms.MultipleChoiceField(
        label="Soorten", required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )


class BeheerderContactForm(LoketForm):
    """How to reach the first beheerder."""

    phone = forms.CharField(label="Telefoonnummer", max_length=30, widget=forms.TextInput(attrs={"class": "b-midden"}))
    email = forms.EmailField(label="E-mailadres", max_length=254)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if sum(character.isdigit() for character in phone) < 8:
            raise forms.ValidationError("Vul een telefoonnummer in, bijvoorbeeld 02 553 00 00.")
        return phone


def _code() -> forms.RegexField:
    return forms.RegexField(
        CODE,
        label="Code",
        max_length=60,
        help_text=CODE_HINT,
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
        error_messages={"invalid": "Gebruik kleine letters, cijfers en _, met een letter vooraan."},
    )


class NewRightForm(LoketForm):
    """A right that is new to the catalogue."""

    name = forms.CharField(label="Naam", max_length=120)
    code = _code()
    max_months = forms.IntegerField(
        label="Maximumduur in maanden",
        min_value=1,
        max_value=120,
        initial=48,
        widget=forms.TextInput(attrs={"class": "b-kort", "inputmode": "numeric"}),
        error_messages={"invalid": "Vul een geheel getal in, bijvoorbeeld 48."},
    )
    kinds = forms.MultipleChoiceField(
        label="Voor welke soorten organisaties?",
        required=False,
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies niets als elke organisatie dit recht kan hebben.",
    )
    has_contexts = forms.BooleanField(label="Dit recht wordt per context toegekend", required=False)
    by_law = forms.BooleanField(
        label="Een wettelijk vertegenwoordiger heeft dit recht zonder toekenning", required=False
    )


class NewContextForm(LoketForm):
    """A context that is new to a right."""

    label = forms.CharField(label="Naam", max_length=120)
    code = _code()


class RenameForm(LoketForm):
    """Another name."""

    label = forms.CharField(label="Naam", max_length=120)


def kind_labels(kinds: Any) -> list[str]:
    """The kinds in words, in the order of the list that people choose from."""
    return [label for value, label in Kind.choices if value in set(kinds)]
