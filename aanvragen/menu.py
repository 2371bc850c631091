"""What this room adds to the menu."""

from aanvragen.vov.dienst import VOV
from loket.access.rechten import DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER
from loket.access.rules import holder_of
from loket.catalogue.menu import MenuItem, register_menu

register_menu(
    MenuItem("Mijn aanvragen", "mijn_aanvragen", VOV.rule, "Ga verder met een concept, of bekijk wat u indiende."),
    MenuItem("Dossiers", "dossiers", holder_of(DOSSIERBEHANDELAAR), "Behandel de aanvragen van ondernemingen."),
    MenuItem(
        "Parameters",
        "parameters",
        holder_of(DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER),
        "Bekijk de bedragen, grenzen en termijnen met hun bron.",
    ),
)
