"""Filters of what others did, and the wish for a mail about it."""

from django import forms

from loket.ui.forms import DatumField, LoketForm
from mandates.models import DigestVoorkeur


class InzageForm(LoketForm):
    """The filters; they live in the address. A wrong value filters nothing and says so."""

    all_optional = True

    q = forms.CharField(label="Persoon of organisatie", required=False, max_length=100)
    wat = forms.ChoiceField(
        label="Wat",
        required=False,
        choices=[("", "Alles"), ("handelingen", "Enkel handelingen"), ("bekeken", "Enkel wat is bekeken")],
    )
    van = DatumField(label="Vanaf", required=False)
    tot = DatumField(label="Tot en met", required=False)

    def clean(self):
        data = super().clean()
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", "Deze dag ligt voor “Vanaf”.")
        return data


class DigestForm(LoketForm):
    """How often, and to which address. Never: no address is needed."""

    ritme = forms.ChoiceField(
        label="Wilt u een overzicht per mail?", choices=[("", "Nee"), *DigestVoorkeur.Ritme.choices], required=False
    )
    email = forms.EmailField(label="E-mailadres", required=False)

    def clean(self):
        data = super().clean()
        if data.get("ritme") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Vul een e-mailadres in, of kies “Nee”.")
        return data
