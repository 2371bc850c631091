"""What the rules say on a page before there is a registration."""

from django import template
from django.utils import timezone

from aanvragen.odb.regels import kwaliteitsregistratie
from loket.parameters.selectors import load_parameters

register = template.Library()


@register.simple_tag
def kwaliteit_nodig() -> str:
    """What a provider must have first; empty when that is nothing."""
    return kwaliteitsregistratie(load_parameters("odb."), timezone.localdate())
