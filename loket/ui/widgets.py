"""Plain widgets and the fields around them, drawn in Python.

The widgets give the same HTML as Django's templates, which take up to twenty includes a field.
"""

from collections.abc import Callable, Mapping
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


def draw_field(field: BoundField) -> SafeString | None:
    """Label, hint, errors and widget; None for tick boxes and radio buttons, which `templates/ui/veld.html` draws."""
    widget, name = field.field.widget, field.auto_id
    # What a form or field of Django itself does not have counts as no, as in a template.
    kind = getattr(widget, "input_type", "")
    if field.is_hidden or kind in ("radio", "checkbox") or getattr(widget, "allow_multiple_selected", False):
        return None
    conditional = getattr(field.field, "conditional", False)
    optional = not (field.field.required or conditional or getattr(field.form, "all_optional", False))
    label = f"{_text(field.label)}{' (niet verplicht)' if optional else ''}"
    lines = [f'<label for="{_text(field.id_for_label)}">{label}</label>']
    if field.help_text:
        lines.append(f'<span class="hint" id="{_text(name)}_helptext">{_text(field.help_text)}</span>')
    for number, error in enumerate(field.errors):
        known_as = "" if number else f' id="{_text(name)}_error"'
        lines.append(f'<span class="fout"{known_as}>{_text(error)}</span>')
    wrong = " veld--fout" if field.errors else ""
    inside = "\n  ".join([*lines, str(field)])
    return mark_safe(f'<div class="veld{wrong}">\n  {inside}\n</div>')  # noqa: S308
