"""Forms around an aanvraag: starting one, filtering the list, giving a reason."""

import re

from django import forms

from aanvragen.listing import Listing
from aanvragen.states import Moves, Status
from loket.numbers import InvalidNumber, compact, parse_kbo
from loket.ui.forms import DatumField, KboField, LoketForm


class StartForm(LoketForm):
    """The KBO number again, prefilled, and the key that makes a double click harmless."""

    kbo = KboField(
        label="KBO-nummer van de onderneming",
        max_length=20,
        help_text="Bijvoorbeeld 0999.000.129",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class NummerField(forms.CharField):
    """A KBO number, or the instellingsnummer of a school, as people type it; cleaned to its digits."""

    def to_python(self, value):
        number = compact(super().to_python(value))
        if not number or re.fullmatch(r"[0-9]{6}", number):
            return number
        try:
            return parse_kbo(number)
        except InvalidNumber as error:
            raise forms.ValidationError(
                f"{error} Dient u in voor een school? Vul dan het instellingsnummer van 6 cijfers in."
            ) from None


class NummerStartForm(StartForm):
    """As above, for diensten that are there for schools too."""

    kbo = NummerField(
        label="KBO-nummer of instellingsnummer",
        max_length=20,
        help_text="Een KBO-nummer is bijvoorbeeld 0999.002.010, een instellingsnummer 999001.",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )


class FilterForm(LoketForm):
    """The filters of a list of aanvragen; they live in the address. A wrong value filters nothing and says so.

    A list without drafts (`drafts=False`) does not offer to look for them.
    """

    all_optional = True

    q = forms.CharField(required=False, max_length=100)
    status = forms.ChoiceField(label="Status", required=False)
    van = DatumField(label="Ingediend vanaf", required=False)
    tot = DatumField(label="Ingediend tot en met", required=False)

    def __init__(self, *args, listing: Listing, moves: Moves, drafts: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].label = listing.search_label
        states = [Status.CONCEPT, *moves.states] if drafts else moves.states
        self.fields["status"].choices = [("", "Alle"), *((status.value, status.label) for status in states)]

    def clean(self):
        data = super().clean()
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", "Deze dag ligt voor “Ingediend vanaf”.")
        return data


class ReasonForm(LoketForm):
    """Why the department makes a move; the filer reads it. Several may stand in one form, each with a prefix of its
    own and the label that its move asks with."""

    reason = forms.CharField(
        label="Reden",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="De aanvrager leest deze reden.",
        error_messages={"required": "Vul een reden in."},
    )
