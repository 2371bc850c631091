"""Forms as the portal shows them: label, hint, error in the same words, field; an error summary on top."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from loket import numbers
from loket.ui.widgets import DRAWN, draw_field

DATE_HINT = "Bijvoorbeeld 1/9/2026"
FIRST_YEAR, LAST_YEAR = 1900, 2100
DATE_PARTS = re.compile(r"^\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})\s*$", re.ASCII)
# As people write it: no 1e3, no 1_000, no digits of another script.
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)


class LoketFormRenderer(TemplatesSetting):
    """Fields and plain widgets are drawn by `loket/ui/widgets.py`, other widgets by Django's templates."""

    # No template: this name alone leads to the function.
    field_template_name = "draw_field"

    def render(self, template_name, context, request=None):
        if template_name == self.field_template_name:
            return draw_field(context["field"])
        draw = DRAWN.get(template_name)
        drawn = draw(context["widget"]) if draw is not None else None
        return drawn if drawn is not None else super().render(template_name, context, request)


class LoketForm(forms.Form):
    """A form of the portal. Never clears what was typed, never relies on the browser's own checks."""

    use_required_attribute = False
    # A form of filters: saying "(niet verplicht)" at every field would only be noise.
    all_optional = False

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            standard = forms.Field.default_error_messages["required"]
            if field.label and field.error_messages.get("required") == standard:
                field.error_messages["required"] = f"Vul “{field.label}” in."


class NaamField(forms.CharField):
    """A person's name: letters, spaces, hyphens, apostrophes. It stands in mails, where anything else might act."""

    NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-])*")

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if name and not self.NAME.fullmatch(name):
            raise forms.ValidationError("Een naam bestaat uit letters, spaties, koppeltekens en apostroffen.")
        return name


class KboField(forms.CharField):
    """An enterprise number, as people type it; cleaned to ten digits."""

    def to_python(self, value):
        value = super().to_python(value)
        return _parsed(numbers.parse_kbo, value)


class InszField(forms.CharField):
    """A rijksregister or BIS number; cleaned to eleven digits."""

    def to_python(self, value):
        value = super().to_python(value)
        return _parsed(numbers.parse_insz, value)

    def prepare_value(self, value):
        """Stored digits as people write them; anything else stays as it was typed."""
        return numbers.format_insz(value)


class IbanField(forms.CharField):
    """An IBAN; cleaned to its compact form."""

    def to_python(self, value):
        value = super().to_python(value)
        return _parsed(numbers.parse_iban, value)


def _parsed(parse, value: str) -> str:
    if value in forms.Field.empty_values:
        return ""
    try:
        return parse(value)
    except numbers.InvalidNumber as error:
        raise ValidationError(str(error), code="invalid") from None


class DatumField(forms.Field):
    """A date typed as day/month/year, or as a browser's ISO date; never another order."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Vul een bestaande datum in als dag/maand/jaar, bijvoorbeeld 1/9/2026.",
        "year": f"Vul een jaar in van {FIRST_YEAR} tot en met {LAST_YEAR}.",
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("help_text", DATE_HINT)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "b-kort")
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value) -> datetime.date | None:
        if isinstance(value, datetime.date) or value in self.empty_values:
            return value or None
        text = str(value).strip()
        try:
            if match := DATE_PARTS.match(text):
                day, month, year = (int(part) for part in match.groups())
                read = datetime.date(year, month, day)
            else:
                read = datetime.date.fromisoformat(text)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        # Outside a lifetime it is a slip of the finger, and counting from it leads out of the calendar.
        if not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["year"], code="year")
        return read

    def prepare_value(self, value):
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, datetime.date) else value


class GetalField(forms.Field):
    """A decimal number with a comma or a point, no thousands separators."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "Vul een getal in, bijvoorbeeld 30,4."}

    def __init__(
        self,
        *,
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        decimals: int = 2,
        unit: str = "",
        **kwargs,
    ) -> None:
        self.minimum, self.maximum, self.decimals = minimum, maximum, decimals
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "b-kort")
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.unit = unit

    def to_python(self, value) -> Decimal | None:
        if isinstance(value, Decimal) or value in self.empty_values:
            return value if isinstance(value, Decimal) else None
        text = str(value).strip().removesuffix("%").removesuffix("u").strip().replace(",", ".")
        if len(text) > 20 or not NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text)

    def validate(self, value) -> None:
        super().validate(value)
        if value is None:
            return
        if -value.as_tuple().exponent > self.decimals:
            raise ValidationError(f"Gebruik hoogstens {self.decimals} cijfers na de komma.", code="decimals")
        if self.minimum is not None and value < self.minimum:
            raise ValidationError(f"Vul een getal in van minstens {_shown(self.minimum)}{self.unit}.", code="minimum")
        if self.maximum is not None and value > self.maximum:
            raise ValidationError(f"Vul een getal in van hoogstens {_shown(self.maximum)}{self.unit}.", code="maximum")

    def prepare_value(self, value):
        return _shown(value) if isinstance(value, Decimal) else value


def _shown(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
