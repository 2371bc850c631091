"""Whom to contact about an aanvraag: the first step of most diensten."""

from typing import Any

from django import forms

from aanvragen.flow import StepForm


class ContactForm(StepForm):
    """A person, and where the receipt goes; filled in beforehand with what the portal knows of the filer."""

    contact_name = forms.CharField(label="Naam van de contactpersoon", max_length=200)
    contact_email = forms.EmailField(
        label="E-mailadres", help_text="Naar dit adres sturen we de ontvangstbevestiging.", max_length=254
    )
    contact_phone = forms.CharField(
        label="Telefoonnummer",
        max_length=30,
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "tel"}),
    )

    @staticmethod
    def prefill(draft: Any) -> dict[str, Any]:
        relation = draft.werkrelatie
        if relation is None:
            return {}
        return {
            "contact_name": relation.person.full_name,
            "contact_email": relation.email,
            "contact_phone": relation.phone,
        }

    def clean_contact_phone(self):
        phone = self.cleaned_data["contact_phone"].strip()
        if sum(character.isdigit() for character in phone) < 8:
            raise forms.ValidationError("Vul een telefoonnummer in, bijvoorbeeld 02 553 00 00.")
        return phone

    def store(self):
        for name, value in self.cleaned_data.items():
            setattr(self.draft.gegevens, name, value)
