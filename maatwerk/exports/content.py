"""Which rows and columns each export has."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Sum

from maatwerk.exports.columns import Kolom, Vorm, in_words, onderneming, quarter, werknemer, yes_no
from maatwerk.models import Berekening, Berekeningslijn, Toekenning, Voorschotschijf, Wop
from maatwerk.models.berekening import Onderwerp, Reden, Soort
from maatwerk.models.werknemer import Basis, Groep


def van_berekening(to: str) -> list[Kolom]:
    """What all lines of one calculation have alike; `to` leads there, and ends in two underscores or is empty."""
    return [
        *onderneming(f"{to}toekenning__"),
        Kolom("Kwartaal", quarter(f"{to}periode"), Vorm.VAST),
        Kolom("Berekening", in_words(f"{to}soort", Soort.choices), Vorm.VAST),
        Kolom("Versie", f"{to}versie"),
        Kolom("Recentste", yes_no(f"{to}recentste"), Vorm.VAST),
        Kolom("Berekend op", f"{to}berekend_op", Vorm.DAG),
    ]


VAN_LIJN = [
    Kolom("WOP percentage", "percentage"),
    Kolom("WOP niveau", "niveau", Vorm.VAST),
    Kolom("Doelgroep", in_words("groep", Groep.choices), Vorm.VAST),
    Kolom("Brutoloon", "brutoloon"),
    Kolom("Werkgeversbijdragen", "bijdragen"),
    Kolom("Structurele vermindering", "structureel"),
    Kolom("Doelgroepvermindering", "doelgroep"),
    Kolom("Referteloon", "referteloon"),
    Kolom("Q", "q"),
    Kolom("S", "s"),
    Kolom("Contractuele breuk", "fractie"),
    Kolom("Grens van het referteloon", "plafond"),
    Kolom("Geplafonneerd referteloon", "geplafonneerd"),
    Kolom("Correctiefactor", "correctiefactor"),
    Kolom("Gecorrigeerd geplafonneerd referteloon", "gecorrigeerd"),
    Kolom("Loonpremie incl. activeringsuitkering", "loonpremie_incl"),
    Kolom("Activeringsuitkering", "activering"),
    Kolom("Loonpremie", "loonpremie"),
    Kolom("Begeleidingspremie, vast deel", "vast"),
    Kolom("Begeleidingspremie, variabel deel", "variabel"),
    Kolom("Begeleidingspremie", "begeleidingspremie"),
    Kolom("Premie", "premie"),
    Kolom("Rang", "rang"),
    Kolom("VTE", "vte"),
    Kolom("VTE binnen het contingent", "vte_binnen"),
    Kolom("Binnen het contingent", yes_no("binnen"), Vorm.VAST),
    Kolom("Reden", in_words("reden", Reden.choices), Vorm.VAST),
]
WERKNEMERS = [*van_berekening("berekening__"), *werknemer("werknemer__"), *VAN_LIJN]
KWARTALEN = [
    *van_berekening(""),
    Kolom("Contingent (VTE)", "contingent"),
    Kolom("Ingevuld (VTE)", "ingevuld"),
    Kolom("Binnen het contingent (VTE)", "begrensd"),
    Kolom("Werknemers", "werknemers"),
    Kolom("Werknemers binnen het contingent", "binnen"),
    Kolom("Loonpremies", "loonpremie"),
    Kolom("Begeleidingspremies, vast deel", "vast"),
    Kolom("Begeleidingspremies, variabel deel", "variabel"),
    Kolom("Organisatieondersteuning", "ondersteuning"),
    Kolom("Supplement organisatieondersteuning", "supplement"),
    Kolom("Boven het maximumbedrag", "boven_maximum"),
    Kolom("Subsidie", "totaal"),
]
VOORSCHOTTEN = [
    *onderneming("voorschot__toekenning__"),
    Kolom("Kwartaal", quarter("voorschot__kwartaal"), Vorm.VAST),
    Kolom("Berekend op", "voorschot__berekening__berekend_op", Vorm.DAG),
    Kolom("Basis", "voorschot__basis"),
    Kolom("Percentage", "voorschot__percentage"),
    Kolom("Voorschot van het kwartaal", "voorschot__bedrag"),
    Kolom("Maand", "maand", Vorm.DAG),
    Kolom("Schijf", "bedrag"),
    Kolom("Ingehouden", "ingehouden"),
    Kolom("Te betalen", F("bedrag") - F("ingehouden")),
    Kolom("Te betalen op", "te_betalen_op", Vorm.DAG),
    Kolom("Betaald op", "betaald_op", Vorm.DAG),
]
WOPS = [
    *onderneming("toekenning__"),
    *werknemer("werknemer__"),
    Kolom("Percentage", "percentage"),
    Kolom("Niveau", "niveau", Vorm.VAST),
    Kolom("Basis", in_words("basis", Basis.choices), Vorm.VAST),
    Kolom("Doelgroep", in_words("groep", Groep.choices), Vorm.VAST),
    Kolom("Vanaf", "start", Vorm.DAG),
    Kolom("Tot en met", "end", Vorm.DAG),
]


def between(field: str, data: dict[str, Any]) -> dict[str, datetime.date]:
    """The lookups of a start and an end quarter."""
    found = {}
    if data.get("van"):
        found[f"{field}__gte"] = data["van"].first_day
    if data.get("tot"):
        found[f"{field}__lte"] = data["tot"].first_day
    return found


def berekeningen(of: QuerySet[Toekenning], data: dict[str, Any]) -> QuerySet[Berekening]:
    """The calculations of quarters that were asked for."""
    rows = Berekening.objects.filter(
        toekenning__in=of.order_by().values("pk"), onderwerp=Onderwerp.KWARTAAL, **between("periode", data)
    )
    rows = rows.order_by("toekenning__nummer", "periode", "versie")
    return rows.recent() if data.get("recent") else rows


def number_of_lines(of: QuerySet[Toekenning], data: dict[str, Any]) -> int:
    """How many workers those calculations have together."""
    return berekeningen(of, data).order_by().aggregate(som=Sum("werknemers", default=0))["som"]


def werknemers(of: QuerySet[Toekenning], data: dict[str, Any]) -> Iterator[QuerySet[Berekeningslijn]]:
    """The lines of each label, quarter after quarter."""
    for pk in of.order_by("nummer").values_list("pk", flat=True):
        found = berekeningen(Toekenning.objects.filter(pk=pk), data)
        rows = Berekeningslijn.objects.filter(berekening__in=found.order_by().values("pk"))
        yield rows.order_by("berekening__periode", "berekening__versie", "rang")


def kwartalen(of: QuerySet[Toekenning], data: dict[str, Any]) -> Iterator[QuerySet[Berekening]]:
    """The totals of each label, quarter after quarter: one query for all of them."""
    yield berekeningen(of, data)


def voorschotten(of: QuerySet[Toekenning], data: dict[str, Any]) -> Iterator[QuerySet[Voorschotschijf]]:
    """The monthly parts."""
    rows = Voorschotschijf.objects.filter(
        voorschot__toekenning__in=of.order_by().values("pk"), **between("voorschot__kwartaal", data)
    )
    yield rows.order_by("voorschot__toekenning__nummer", "maand")


def wops(rows: QuerySet[Wop]) -> Iterator[QuerySet[Wop]]:
    """The packages, by name."""
    yield rows.order_by("werknemer__naam", "werknemer__voornaam", "start", "pk")
