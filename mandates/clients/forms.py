"""Typing a number, and searching a client."""

from django import forms

from loket.ui.forms import KboField, LoketForm


class NumberForm(LoketForm):
    """The KBO number of seed 000, step 2.3."""

    kbo = KboField(
        label="KBO-nummer",
        max_length=20,
        help_text="Geef geen KBO-nummer van een school in. Bijvoorbeeld 0999.000.129",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )


class SearchForm(LoketForm):
    """A name or a number; it lives in the address."""

    all_optional = True

    q = forms.CharField(label="Naam of KBO-nummer van de klant", required=False, max_length=100)
