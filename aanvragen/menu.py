"""What this room adds to the menu."""

from aanvragen.rules import RAADPLEGEN
from loket.access.rechten import DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER
from loket.access.rules import holder_of
from loket.catalogue.menu import MenuItem, register_menu
from mandates.clients.rules import UITVOERDER

register_menu(
    MenuItem(
        "Werk voor klanten",
        "werk_voor_klanten",
        UITVOERDER,
        "Uw concepten met hun termijn en uw ontvangstbewijzen, over alle klanten.",
    ),
    MenuItem("Mijn aanvragen", "mijn_aanvragen", RAADPLEGEN, "Ga verder met een concept, of bekijk wat u indiende."),
    MenuItem("Dossiers", "dossiers", holder_of(DOSSIERBEHANDELAAR), "Behandel de aanvragen van ondernemingen."),
    MenuItem(
        "Parameters",
        "parameters",
        holder_of(DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER),
        "Bekijk de bedragen, grenzen en termijnen met hun bron.",
    ),
)
