"""The personas of the access tests, each acting where the name says."""

from django.test import Client

from tests.world import act_as

PERSONAS = {
    "An": ("An Claes", "De Korenbloem"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Rik": ("Rik Thys", "De Korenbloem"),
    "Sofie": ("Sofie Janssens", "De Korenbloem"),
    "Lotte": ("Lotte Willems", "De Korenbloem"),
    "LotteK": ("Lotte Willems", "Kompas"),
    # Fully entitled elsewhere: for what belongs to De Korenbloem, nothing exists.
    "Goran": ("Goran De Smet", "Van Hoof"),
    # Legal representative without any grant.
    "Dirk": ("Dirk Peeters", "Boekhoudkantoor Peeters"),
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    # No organisation at all; and Bart in his own name.
    "Jana": ("Jana Goossens", None),
    "BartZ": ("Bart Maes", None),
}


def acting_as(who: str) -> Client:
    full_name, company = PERSONAS[who]
    return act_as(Client(), full_name, company)
