"""Rows of clients, drawn in Python: they are most of the page, and a template takes many times as long."""

from urllib.parse import urlencode

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from loket.acting.context import Doelgroep
from loket.ui.templatetags.addresses import address
from mandates.clients.shown import Shown

register = template.Library()


@register.simple_tag
def klantrij(item: Shown, *, complete: bool = False) -> SafeString:
    """A client with the button to act for it; `complete` adds the diensten to start and "Favoriet".

    For inside a form that posts to `namens_kiezen`. Every part that is not ours is escaped.
    """
    row = item.row
    name, token = escape(row.name), escape(item.choice.token)
    buttons = [_button("Kies", f" {name}", f'class="knop knop--rand" name="keuze" value="{token}"')]
    if complete:
        choose, keep = address("namens_kiezen"), address("klant_favoriet", row.pk)
        for dienst in item.diensten:
            action = escape(f"{choose}?{urlencode({'next': address(dienst.start_url)})}")
            start = f'class="knop" name="keuze" value="{token}" formaction="{action}"'
            buttons.append(_button(escape(dienst.button), f" voor {name}: {escape(dienst.title)}", start))
        if item.choice.doelgroep is not Doelgroep.BURGER:
            words = "Geen favoriet meer" if row.favourite else "Maak favoriet"
            buttons.append(_button(words, f": {name}", f'class="linkknop" formaction="{keep}"'))
    return SafeString(
        f'<li><div><h3>{name}</h3><p class="stil">{escape(row.number)} · {escape(row.ground)}</p></div>'
        f'<div class="acties">{"".join(buttons)}</div></li>'
    )


def _button(words: str, hidden: str, attributes: str) -> str:
    """All three are safe; `hidden` is what a screen reader says besides."""
    return f'<button {attributes}>{words}<span class="verborgen">{hidden}</span></button>'
