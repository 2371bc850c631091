"""What this room adds to the menu."""

from loket.catalogue.menu import MenuItem, register_menu
from maatwerk.dienst import LEZER
from maatwerk.leveringen.rules import LEVERINGEN

register_menu(
    MenuItem(
        "Maatwerk",
        "maatwerk_start",
        LEZER,
        "Raadpleeg berekeningen, betalingen, voorschotten en WOP’s van collectief maatwerk.",
    ),
    MenuItem(
        "Leveringen van maatwerk",
        "maatwerk_leveringen",
        LEVERINGEN,
        "Laad lonen, WOP’s, contingenten en berekeningen op.",
    ),
)
