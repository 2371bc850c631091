"""Forms for asking and deciding on gebruikersrechten."""

from typing import Any

from django import forms

from loket.ui.forms import DatumField, LoketForm


class RechtAanvragenForm(LoketForm):
    """An optional word to the beheerder."""

    message = forms.CharField(
        label="Bericht voor uw lokale beheerder",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Zet hier geen rijksregisternummers.",
    )


class ToekennenForm(LoketForm):
    """From when until when; the maximum is checked by the service, which knows the right."""

    start = DatumField(label="Begindatum")
    end = DatumField(label="Einddatum", help_text="Een gebruikersrecht loopt hoogstens 4 jaar.")


class WeigerenForm(LoketForm):
    """The reason is mailed to the requester."""

    reason = forms.CharField(
        label="Reden",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De aanvrager leest deze reden in een mail.",
        error_messages={"required": "Vul in waarom u weigert."},
    )


class RechtaanvragenFilter(LoketForm):
    """Which requests the list shows."""

    all_optional = True

    q = forms.CharField(label="Naam", required=False, max_length=100)
    recht = forms.ChoiceField(label="Recht", required=False)
    toon = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[
            ("open", "Te beslissen"),
            ("beslist", "Beslist"),
            ("toegekend", "Toegekend"),
            ("geweigerd", "Geweigerd"),
        ],
    )
    ouder = forms.BooleanField(label="Ouder dan 3 dagen", required=False)

    def __init__(self, *args: Any, rights: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recht"].choices = rights


class NieuwkomerForm(RechtAanvragenForm):
    """Who does not work there yet also says how to be reached; granting makes the werkrelatie with it."""

    field_order = ("email", "phone", "message")

    email = forms.EmailField(
        label="Uw e-mailadres bij deze organisatie",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Uw telefoonnummer",
        max_length=30,
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if sum(character.isdigit() for character in phone) < 8:
            raise forms.ValidationError("Vul een telefoonnummer in, bijvoorbeeld 02 553 00 00.")
        return phone
