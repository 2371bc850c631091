"""What acting for others adds to the menu."""

from loket.catalogue.menu import MenuItem, register_menu
from loket.journal.labels import register_labels, register_screens
from mandates.clients.rules import UITVOERDER

register_menu(
    MenuItem(
        "Mijn klanten",
        "klanten",
        UITVOERDER,
        "Kies de onderneming voor wie u handelt, of begin meteen een aanvraag voor haar.",
    )
)
register_labels({"bekeken": "Bekeken"})
register_screens({"home": "Startpagina", "overzicht": "Overzicht van de diensten"})
