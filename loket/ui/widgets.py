"""Plain widgets and the fields around them, drawn in Python.

The widgets give the same HTML as Django's templates, which take up to twenty includes a field.
"""

from collections.abc import Callable, Mapping
from itertools import chain, repeat
from typing import Any

from django.forms import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def _attributes(attrs: Mapping[str, Any]) -> str:
    """True gives the bare name, False leaves it out."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


def draw_input(widget: Mapping[str, Any]) -> SafeString:
    """`django/forms/widgets/input.html`."""
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return mark_safe(f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>')  # noqa: S308


def _draw_select_option(option: Mapping[str, Any]) -> str:
    value, label = _text(option["value"]), _text(option["label"])
    return f'  <option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def draw_select(widget: Mapping[str, Any]) -> SafeString:
    """`django/forms/widgets/select.html`."""
    lines = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            lines.append(f'  <optgroup label="{_text(group)}">')
        lines += map(_draw_select_option, options)
        if group:
            lines.append("  </optgroup>")
    return mark_safe("\n".join([*lines, "</select>"]))  # noqa: S308


def _draw_option(widget: Mapping[str, Any]) -> SafeString | None:
    """A radio button or a tick box of a list, without the label around it."""
    return None if widget.get("wrap_label") else draw_input(widget)


_INPUTS = ("text", "email", "number", "hidden", "file", "checkbox")
# What a function gives None for is left to Django's template.
DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString | None]] = {
    **{f"django/forms/widgets/{name}.html": draw_input for name in _INPUTS},
    "django/forms/widgets/radio_option.html": _draw_option,
    "django/forms/widgets/checkbox_option.html": _draw_option,
    "django/forms/widgets/select.html": draw_select,
}


def draw_field(field: BoundField) -> SafeString:
    """Label, hint, errors and widget; a hidden field has nothing around it."""
    widget = field.field.widget
    # What a form or field of Django itself does not have counts as no, as in a template.
    kind = getattr(widget, "input_type", "")
    if field.is_hidden:
        return mark_safe(str(field))  # noqa: S308
    if kind == "radio" or getattr(widget, "allow_multiple_selected", False):
        return _draw_group(field)
    wrong = " veld--fout" if field.errors else ""
    label = f'<label for="{_text(field.id_for_label)}">{_text(field.label)}'
    if kind == "checkbox":
        lines = [*_errors(field), f'<div class="keuze">{field}{label}</label></div>', *_hint(field)]
    else:
        lines = [f"{label}{_optional(field)}</label>", *_hint(field), *_errors(field), str(field)]
    inside = "\n  ".join(lines)
    return mark_safe(f'<div class="veld{wrong}">\n  {inside}\n</div>')  # noqa: S308


def _draw_group(field: BoundField) -> SafeString:
    """Radio buttons, or tick boxes of which one may choose several."""
    name = _text(field.auto_id)
    told = [f"{name}_{part}" for part, there in (("helptext", field.help_text), ("error", field.errors)) if there]
    described = f' aria-describedby="{" ".join(told)}"' if told else ""
    wrong = " veld--fout" if field.errors else ""
    choices = [
        f'<div class="keuze">{choice.tag()}<label for="{_text(choice.id_for_label)}">{_text(choice.choice_label)}'
        "</label></div>"
        for choice in field
    ]
    legend = f"<legend>{_text(field.label)}{_optional(field)}</legend>"
    inside = "\n  ".join([legend, *_hint(field), *_errors(field), *choices])
    known_as = _text(field.id_for_label or field.auto_id)
    return mark_safe(  # noqa: S308
        f'<fieldset class="veld{wrong}" id="{known_as}_veld"{described}>\n  {inside}\n</fieldset>'
    )


def _optional(field: BoundField) -> str:
    conditional = getattr(field.field, "conditional", False)
    needed = field.field.required or conditional or getattr(field.form, "all_optional", False)
    return "" if needed else " (niet verplicht)"


def _hint(field: BoundField) -> list[str]:
    if not field.help_text:
        return []
    return [f'<span class="hint" id="{_text(field.auto_id)}_helptext">{_text(field.help_text)}</span>']


def _errors(field: BoundField) -> list[str]:
    """The first one is known by name, so that the widget can point to it."""
    return [
        f'<span class="fout"{known_as}>{_text(error)}</span>'
        for error, known_as in zip(
            field.errors, chain([f' id="{_text(field.auto_id)}_error"'], repeat("")), strict=False
        )
    ]
