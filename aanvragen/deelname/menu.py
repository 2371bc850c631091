"""What this part adds to the menu."""

from aanvragen.deelname.verstrekker import VERSTREKKER
from loket.catalogue.menu import MenuItem, register_menu

register_menu(
    MenuItem(
        "Mijn opleidingen",
        "mijn_opleidingen",
        VERSTREKKER,
        "Uw cursisten, hun attesten, en wat u nog moet registreren.",
    )
)
