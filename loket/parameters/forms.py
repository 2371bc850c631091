"""The form with which an administrator adds a value."""

import re
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.services import Added, add_parameter, check_overlap, check_value
from loket.parameters.values import Kind, format_value, parse_value

YES_AND_NO = {"ja": "true", "nee": "false"}


def stored_text(kind: Kind, typed: str) -> str:
    """What a user typed, in the form in which values are stored.

    Accepts a decimal comma, ‘ja’ and ‘nee’, and a date as 31/12/2026. Raises ValueError, with a Dutch text; so does
    ‘3.714’, of which nobody can tell whether the point separates thousands or decimals.
    """
    text = typed.strip()
    match kind:
        case Kind.DECIMAL:
            if "." in text and ("," in text or re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text)):
                raise ValueError("Gebruik een komma voor decimalen en geen teken voor duizendtallen.")
            text = text.replace(",", ".")
        case Kind.BOOLEAN:
            text = YES_AND_NO.get(text.lower(), text)
        case Kind.DATE:
            if match := re.fullmatch(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})", text):
                text = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    return format_value(parse_value(kind, text))


class ParameterForm(forms.ModelForm):
    """A new value; call `add` instead of `save`, so that the previous value is closed along."""

    use_required_attribute = False

    close_previous = forms.BooleanField(
        label="Sluit de vorige waarde af op de dag ervoor",
        help_text="Alleen als de vorige waarde nog geen einddatum heeft.",
        required=False,
    )

    class Meta:
        model = Parameter
        fields = ["key", "value", "valid_from", "valid_until", "source", "status", "note"]
        widgets = {"source": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "valid_until": "Laat leeg als de einddatum niet bekend is.",
            "source": "De vindplaats: een wet, besluit of webadres.",
        }
        error_messages = {
            "key": {"required": "Kies een parameter."},
            "value": {"required": "Vul een waarde in."},
            "valid_from": {"required": "Vul in wanneer de waarde begint.", "invalid": "Vul een geldige datum in."},
            "valid_until": {"invalid": "Vul een geldige datum in."},
            "source": {"required": "Vul de bron van de waarde in."},
            "status": {"required": "Kies een status."},
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_value(data)
        valid_from, valid_until = data.get("valid_from"), data.get("valid_until")
        if valid_from and valid_until and valid_until < valid_from:
            self.add_error("valid_until", "De einddatum ligt vóór de begindatum.")
        elif valid_from and data.get("key") and "valid_until" in data:
            try:
                check_overlap(data["key"], valid_from, valid_until, close_previous=data["close_previous"])
            except ValidationError as error:
                self.add_error(None, error)
        return data

    def add(self, by: AbstractBaseUser) -> Added:
        """Save the new value. Raises ValidationError when another administrator was first with an overlapping one."""
        return add_parameter(**self.cleaned_data, by=by)

    def _get_validation_exclusions(self) -> set[str]:
        # The constraint on periods doesn't know that the previous value will be closed; `clean` does.
        return {*super()._get_validation_exclusions(), "valid_from"}

    def _clean_value(self, data: dict[str, Any]) -> None:
        key: ParameterKey | None = data.get("key")
        if key is None or "value" not in data:
            return
        try:
            text = stored_text(Kind(key.kind), data["value"])
        except ValueError as error:
            self.add_error("value", str(error))
            return
        data["value"] = text
        try:
            check_value(key, text)
        except ValidationError as error:
            self.add_error(None, error)
