"""The form of Mijn profiel."""

from django import forms

from loket.ui.forms import LoketForm


class EmailForm(LoketForm):
    """The new address."""

    email = forms.EmailField(
        label="Nieuw e-mailadres",
        max_length=254,
        help_text="U krijgt op dit adres een link om het te bevestigen.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
