"""The navigation bar: from the Startscherm to where one is; each link is one level up from the next."""

from loket.ui.templatetags.addresses import address
from maatwerk.models import Berekening, Toekenning

# What people read, and the address; "" for the page itself.
Trail = list[tuple[str, str]]


def lijst() -> Trail:
    return [("Maatwerk", address("maatwerk_ondernemingen"))]


def onderneming(toekenning: Toekenning) -> Trail:
    return [*lijst(), ("Onderneming", address("maatwerk_onderneming", toekenning.key))]


def afrekening(toekenning: Toekenning) -> Trail:
    return [*onderneming(toekenning), ("Afrekening", address("maatwerk_afrekening", toekenning.key))]


def kwartalen(toekenning: Toekenning) -> Trail:
    return [*afrekening(toekenning), ("Kwartaal subsidie", address("maatwerk_kwartalen", toekenning.key))]


def berekening(found: Berekening) -> Trail:
    name = f"{found.periode_label}, versie {found.versie}"
    return [*kwartalen(found.toekenning), (name, address("maatwerk_berekening", found.key))]


def werknemers(found: Berekening) -> Trail:
    return [*berekening(found), ("Lijst werknemers", address("maatwerk_werknemers", found.key))]


def jaren(toekenning: Toekenning) -> Trail:
    return [*afrekening(toekenning), ("Jaar subsidie", address("maatwerk_jaren", toekenning.key))]


def jaar(found: Berekening) -> Trail:
    return [*jaren(found.toekenning), (found.periode_label, address("maatwerk_jaar", found.key))]


def voorschot(toekenning: Toekenning) -> Trail:
    return [*onderneming(toekenning), ("Voorschot", address("maatwerk_voorschot", toekenning.key))]


def here(trail: Trail, label: str = "") -> Trail:
    """The trail of a page: its own name last, without a link. Without a label, the last level is the page itself."""
    return [*trail, (label, "")] if label else [*trail[:-1], (trail[-1][0], "")]
