"""Searching the public list of opleidingen."""

import datetime
import re

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils import timezone

from aanvragen.models import Opleiding
from aanvragen.odb.soorten import SOORTEN, Vorm
from loket.ui.forms import DatumField, LoketForm

# More words than this make a search no better.
MOST_WORDS = 12
WORDS = re.compile(r"\w+")
ONLINE = {
    "online": Q(vorm=Vorm.ONLINE),
    "blended": Q(vorm=Vorm.BLENDED),
    # Of what was there before the portal, the form is not known.
    "locatie": Q(vorm__in=[Vorm.LOCATIE, ""]),
}


class ZoekForm(LoketForm):
    """The filters of the list; they live in the address. A wrong value filters nothing and says so."""

    all_optional = True

    q = forms.CharField(label="Titel, verstrekker of ODB-nummer", required=False, max_length=200)
    soort = forms.ChoiceField(
        label="Soort",
        required=False,
        choices=[("", "Alle soorten"), *((soort.value, label) for soort, label in SOORTEN.items())],
    )
    vorm = forms.ChoiceField(
        label="Hoe gegeven", required=False, choices=[("", "Alle"), *((vorm.value, vorm.label) for vorm in Vorm)]
    )
    van = DatumField(label="Loopt op of na", required=False, help_text="Bijvoorbeeld 1/9/2026")
    tot = DatumField(label="Loopt op of voor", required=False, help_text="Bijvoorbeeld 30/6/2027")
    alles = forms.BooleanField(label="Toon ook afgelopen en stopgezette opleidingen", required=False)

    def clean(self):
        data = super().clean()
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", "Deze dag ligt voor “Loopt op of na”.")
        return data


def search_query(text: str) -> SearchQuery | None:
    """Every word, or a word that begins with it, in its stem or as it is; None when nothing is left to search."""
    words = WORDS.findall(text.lower())[:MOST_WORDS]
    query = None
    for word in words:
        # Only letters, digits and underscores are left, so that nothing in it is an operator.
        stem, as_it_is = (
            SearchQuery(f"'{word}':*", search_type="raw", config=config) for config in ("dutch", "simple")
        )
        one = stem | as_it_is
        query = one if query is None else query & one
    return query


def found(data: dict, today: datetime.date | None = None) -> QuerySet[Opleiding]:
    """The registered opleidingen that fit the filters; without `alles`, those that can still be followed."""
    today = today or timezone.localdate()
    rows = Opleiding.objects.registered()
    query = search_query(data.get("q") or "")
    if query is not None:
        rows = rows.filter(search=query)
    if data.get("soort"):
        rows = rows.filter(kind=data["soort"])
    if data.get("vorm"):
        rows = rows.filter(ONLINE[data["vorm"]])
    if data.get("van"):
        rows = rows.filter(end__gte=data["van"])
    if data.get("tot"):
        rows = rows.filter(start__lte=data["tot"])
    if not data.get("alles"):
        rows = rows.filter(Q(end__isnull=True) | Q(end__gte=today), stopped_on__isnull=True)
    return rows
