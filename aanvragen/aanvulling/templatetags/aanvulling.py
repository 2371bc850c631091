"""What pages show of an aanvulling and of former versions."""

import datetime

from django import template

from aanvragen.aanvulling.bewegingen import open_question
from aanvragen.aanvulling.versies import versions_of
from aanvragen.models import Aanvraag

register = template.Library()
register.simple_tag(versions_of, name="versies_van")


@register.simple_tag
def aanvullen_tot(aanvraag: Aanvraag) -> datetime.date:
    """The last day to answer what is asked of an aanvraag."""
    return open_question(aanvraag).answer_by
