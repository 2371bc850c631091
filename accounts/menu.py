"""What this room adds to the menu."""

from loket.access.rechten import BEHEERDERS, TOEPASSINGSBEHEERDER
from loket.access.rules import ACTING, holder_of
from loket.catalogue.menu import MenuItem, register_menu

register_menu(
    MenuItem("Aanvraag", "overzicht", ACTING, "Bekijk alle diensten en dien een aanvraag in.", black=True),
    MenuItem(
        "Gebruikersbeheer",
        "beheer",
        holder_of(*BEHEERDERS),
        "Voeg collega's toe, ken rechten toe, verleng of beëindig ze.",
    ),
    MenuItem(
        "Aanvragen van rechten",
        "rechtaanvragen",
        holder_of(*BEHEERDERS),
        "Ken gebruikersrechten toe aan collega's, of weiger ze.",
    ),
    MenuItem(
        "Organisaties",
        "organisaties",
        holder_of(TOEPASSINGSBEHEERDER),
        "Zoek een organisatie op, zet haar soorten, duid haar eerste beheerder aan, beheer de catalogus van rechten.",
    ),
)
