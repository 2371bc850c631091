"""What Dimona mandates add to the menu."""

from loket.catalogue.menu import MenuItem, register_menu
from mandates.dimona.rules import MANAGER, REGISTER

register_menu(
    MenuItem(
        "Dimona-mandaten",
        "dimona",
        MANAGER,
        "Laat een sociaal secretariaat voor u optreden, bevestig mandaten of stop ze.",
    ),
    MenuItem(
        "Register van Dimona-mandaten",
        "dimona_bestanden",
        REGISTER,
        "Laad bestanden uit het register van Dimona-mandaten op.",
    ),
)
