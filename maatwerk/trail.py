"""The navigation bar: from the Startscherm to where one is; each link is one level up from the next."""

from django.urls import reverse

from maatwerk.models import Berekening, Toekenning

# What people read, and the address; "" for the page itself.
Trail = list[tuple[str, str]]


def lijst() -> Trail:
    return [("Maatwerk", reverse("maatwerk_ondernemingen"))]


def onderneming(toekenning: Toekenning) -> Trail:
    return [*lijst(), ("Onderneming", reverse("maatwerk_onderneming", args=[toekenning.key]))]


def afrekening(toekenning: Toekenning) -> Trail:
    return [*onderneming(toekenning), ("Afrekening", reverse("maatwerk_afrekening", args=[toekenning.key]))]


def kwartalen(toekenning: Toekenning) -> Trail:
    return [*afrekening(toekenning), ("Kwartaal subsidie", reverse("maatwerk_kwartalen", args=[toekenning.key]))]


def berekening(found: Berekening) -> Trail:
    name = f"{found.periode_label}, versie {found.versie}"
    return [*kwartalen(found.toekenning), (name, reverse("maatwerk_berekening", args=[found.key]))]


def werknemers(found: Berekening) -> Trail:
    return [*berekening(found), ("Lijst werknemers", reverse("maatwerk_werknemers", args=[found.key]))]


def jaren(toekenning: Toekenning) -> Trail:
    return [*afrekening(toekenning), ("Jaar subsidie", reverse("maatwerk_jaren", args=[toekenning.key]))]


def jaar(found: Berekening) -> Trail:
    return [*jaren(found.toekenning), (found.periode_label, reverse("maatwerk_jaar", args=[found.key]))]


def voorschot(toekenning: Toekenning) -> Trail:
    return [*onderneming(toekenning), ("Voorschot", reverse("maatwerk_voorschot", args=[toekenning.key]))]


def here(trail: Trail, label: str = "") -> Trail:
    """The trail of a page: its own name last, without a link. Without a label, the last level is the page itself."""
    return [*trail, (label, "")] if label else [*trail[:-1], (trail[-1][0], "")]
