"""The questions."""

import uuid

from django import forms

from loket.ui.forms import LoketForm
from maatwerk.vragenlijst.models import Duidelijk, Gevonden, Rapport

REMARK_MAX = 2000


class VragenlijstForm(LoketForm):
    """Four questions, on one page."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    rapporten = forms.MultipleChoiceField(
        label="Welke rapporten bekeek u?",
        choices=Rapport.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één rapport."},
    )
    gevonden = forms.ChoiceField(
        label="Vond u wat u zocht?",
        choices=Gevonden.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of u vond wat u zocht."},
    )
    duidelijk = forms.TypedChoiceField(
        label="Hoe duidelijk zijn de schermen?",
        choices=Duidelijk.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe duidelijk de schermen zijn."},
    )
    opmerking = forms.CharField(
        label="Wat kan beter?",
        required=False,
        max_length=REMARK_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"Schrijf hier geen namen of rijksregisternummers. Hoogstens {REMARK_MAX} tekens.",
    )
