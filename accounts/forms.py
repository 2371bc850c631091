"""Forms for asking and deciding on gebruikersrechten."""

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
