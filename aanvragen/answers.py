"""What stands in a step as its page shows it, to say what differs between two windows."""

from collections.abc import Mapping, Sequence

from django.forms import BooleanField, Field, FileField

from aanvragen.flow import Step, StepForm


def differences(shown: StepForm, other: StepForm) -> list[tuple[str, str]]:
    """Where two forms of a step differ: what is asked there, and what the other says. Files are kept apart."""
    mine, theirs = _answers(shown), _answers(other)
    nothing = ("", "")
    return [
        (label, theirs.get(place, nothing)[1])
        for place, (label, _words) in (mine | theirs).items()
        if mine.get(place, nothing)[1] != theirs.get(place, nothing)[1]
    ]


def _answers(form: StepForm) -> dict[tuple[int, str], tuple[str, str]]:
    """By row and field: what is asked, and the answer in words. What is not asked is not there."""
    return {
        (index, name): (f"{row}, {field.label}" if row else str(field.label), _in_words(field, part[name].value()))
        for index, (row, part) in enumerate(form.parts())
        for name, field in part.fields.items()
        if not isinstance(field, FileField)
    }


def differences_unread(
    step: Step, mine: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]]
) -> list[tuple[str, str, str]]:
    """The same of a step whose form cannot be made yet: what is asked, and what was sent and stored there."""
    fields = {name: field for name, field in step.form.base_fields.items() if name not in step.file_fields}
    rows = max((len(typed.get(name, ())) for typed in (mine, theirs) for name in fields), default=0)
    places = ((index, name, field) for index in range(rows) for name, field in fields.items())
    compared = (
        (index, field, *(_at(typed.get(name, ()), index) for typed in (mine, theirs))) for index, name, field in places
    )
    return [
        (
            f"Rij {index + 1}, {field.label}" if rows > 1 else str(field.label),
            _in_words(field, sent),
            _in_words(field, stored),
        )
        for index, field, sent, stored in compared
        if sent != stored
    ]


def _at(values: Sequence[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def _in_words(field: Field, typed: object) -> str:
    """An answer as the page shows it, not as the form sends it."""
    if isinstance(field, BooleanField):
        return "Ja" if typed else "Nee"
    text = "" if typed is None else str(typed)
    return str(dict(getattr(field, "choices", ())).get(text, text)) if text else ""
