"""What a dossier shows of the lines that a verstrekker registered, and how two versions differ."""

from typing import Any

from django import template

from aanvragen.deelname.dossier import filed_on, lines_for
from aanvragen.deelname.models import Deelname
from aanvragen.deelname.opgave import declared_lines
from aanvragen.deelname.presentatie import line_in_words
from aanvragen.deelname.versies import after_use
from aanvragen.deelname.wijzigen import line_of
from aanvragen.models import Aanvraag

register = template.Library()


@register.filter
def verschil(old: Deelname, new: Deelname) -> list[tuple[str, str, str]]:
    """What differs between two versions: label, before, after; the INSZ masked."""
    before, after = dict(line_in_words(line_of(old))), dict(line_in_words(line_of(new)))
    labels = dict.fromkeys([*before, *after])
    found = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    if old.insz != new.insz and before["INSZ"] == after["INSZ"]:
        # Two numbers that are masked alike.
        found.append(("INSZ", "het oude nummer", "het nieuwe nummer"))
    return [row for row in found if row[1] != row[2]]


@register.inclusion_tag("deelname/_in_dossier.html")
def deelnames_in_dossier(aanvraag: Aanvraag) -> dict[str, Any]:
    """The lines of this werknemer in this opleiding, and which were changed after they had been used; and what became
    of the enrolment of which the code was used."""
    return {"lines": lines_for(aanvraag), "enrolment": after_use(aanvraag)}


@register.simple_tag
def deelname_opgegeven(aanvraag: Aanvraag) -> list[dict[str, Any]]:
    """What was declared line by line, each with what became of it since."""
    return declared_lines(aanvraag)


@register.simple_tag
def deelname_geregistreerd(aanvraag: Aanvraag) -> list[tuple[str, str]]:
    """The periods that the verstrekker registered, with the day; no more than that is for the employer."""
    return filed_on(aanvraag)
