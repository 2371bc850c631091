"""What the KBO register adds to the menu."""

from accounts.department.rules import BEHEER
from loket.catalogue.menu import MenuItem, register_menu

register_menu(
    MenuItem(
        "KBO-register",
        "kbo",
        BEHEER,
        "Zoek een onderneming op in de Kruispuntbank van Ondernemingen, lees een nieuw extract in.",
    )
)
